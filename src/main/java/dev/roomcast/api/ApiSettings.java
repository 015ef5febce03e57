package dev.roomcast.api;

/**
 * What the API needs of the configuration.
 *
 * @param version of Roomcast
 * @param maxBody the longest request, in bytes
 */
public record ApiSettings(ApiKeys keys, String version, int maxBody) {}
