package dev.roomcast.api;

import java.util.function.Consumer;

/**
 * What the API needs of the configuration.
 *
 * @param version of Roomcast
 * @param maxBody the longest request, in bytes
 * @param failures is told of errors of Roomcast's own
 */
public record ApiSettings(ApiKeys keys, String version, int maxBody, Consumer<Throwable> failures) {}
