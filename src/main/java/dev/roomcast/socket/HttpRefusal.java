package dev.roomcast.socket;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/**
 * The HTTP response to a refused handshake. The connection remains usable, unless the response contains
 * {@code Connection: close}.
 *
 * @param message the violated rule, for a developer; sent in the body as plain text
 * @param closes whether the connection is closed after the response
 */
record HttpRefusal(int status, String message, Map<String, String> headers, boolean closes) {

    /** The longest request body that is read to its end before the connection is closed, in bytes. */
    private static final int MAX_DISCARDED = 1 << 16;

    /** The longest wait for the end of the request body, in milliseconds. */
    private static final int MAX_WAIT_MILLIS = 2000;

    static HttpRefusal badRequest(String message) {
        return new HttpRefusal(400, message, Map.of(), false);
    }

    static HttpRefusal notFound() {
        return new HttpRefusal(404, "A room is at /ws/{room}.", Map.of(), false);
    }

    /** Returns the same refusal with a closed connection. */
    HttpRefusal closing() {
        return new HttpRefusal(status, message, headers, true);
    }

    void send(RoutingContext context) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = request.response().setStatusCode(status);
        headers.forEach(response::putHeader);
        response.putHeader("Content-Type", "text/plain; charset=utf-8");
        if (closes) {
            response.putHeader("Connection", "close");
            closeAfterBody(context);
        }
        if (request.method() == HttpMethod.HEAD) {
            response.end();
        } else {
            response.end(message + "\n");
        }
    }

    /**
     * Discards the rest of a body: closing earlier would reset the connection, and the client would lose the response.
     */
    private static void closeAfterBody(RoutingContext context) {
        HttpServerRequest request = context.request();
        HttpConnection connection = request.connection();
        request.response().endHandler(ended -> {
            if (request.isEnded()) {
                connection.close();
                return;
            }
            context.vertx().setTimer(MAX_WAIT_MILLIS, late -> connection.close());
            int[] discarded = new int[1];
            request.endHandler(end -> connection.close());
            request.handler(part -> {
                discarded[0] += part.length();
                if (discarded[0] > MAX_DISCARDED) {
                    connection.close();
                }
            });
            request.resume();
        });
    }
}
