package dev.roomcast.api;

import java.util.Set;

/**
 * A key of the API.
 *
 * @param name the name in log lines
 * @param hash the SHA-256 of the key
 */
record ApiKey(String name, Set<ApiScope> scopes, byte[] hash) {}
