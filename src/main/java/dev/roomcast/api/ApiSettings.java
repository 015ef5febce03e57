package dev.roomcast.api;

import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The settings of the API.
 *
 * @param version the version of Roomcast
 * @param node the name of this node
 * @param maxBody the longest request body, in bytes
 * @param address returns the network address of a request
 * @param failures receives internal errors
 */
public record ApiSettings(
        ApiKeys keys,
        String version,
        String node,
        int maxBody,
        Function<HttpServerRequest, String> address,
        Consumer<Throwable> failures) {}
