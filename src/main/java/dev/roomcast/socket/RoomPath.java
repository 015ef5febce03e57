package dev.roomcast.socket;

import dev.roomcast.room.Names;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Looks at the path as it was sent, before the router makes another one of it: {@code /ws/%2e%2e} is a bad room name
 * (400), not the parent of {@code /ws}, and what is no room is not found (404).
 */
@Singleton
final class RoomPath {

    private static final String PREFIX = "/ws/";

    /** Before all that is ours. */
    private static final int FIRST = 10_000;

    void register(@Observes Filters filters) {
        filters.register(RoomPath::check, FIRST);
    }

    private static void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        String path = request.path();
        if (path == null || !path.startsWith(PREFIX)) {
            boolean becomesOne = context.normalizedPath().startsWith(PREFIX);
            if (becomesOne) {
                end(context, 404);
            } else {
                context.next();
            }
            return;
        }
        String name = path.substring(PREFIX.length());
        if (name.isEmpty() || name.indexOf('/') >= 0) {
            end(context, 404);
        } else if (!isRoom(name)) {
            end(context, 400);
        } else if (!request.headers().contains("Upgrade")) {
            request.response().putHeader("Upgrade", "websocket").putHeader("Connection", "Upgrade");
            end(context, 426);
        } else if (!request.headers().contains("Sec-WebSocket-Key")) {
            end(context, 400);
        } else {
            context.next();
        }
    }

    private static boolean isRoom(String encoded) {
        try {
            return Names.isRoom(URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void end(RoutingContext context, int status) {
        context.response().setStatusCode(status).end();
    }
}
