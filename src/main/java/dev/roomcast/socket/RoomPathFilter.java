package dev.roomcast.socket;

import dev.roomcast.socket.netty.NettyTransport;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Validates requests under {@code /ws/} before the router handles them, by the original path: {@code /ws/%2e%2e} is an
 * invalid room name (400), and not the parent of {@code /ws}. Refuses all requests that are no valid handshake.
 */
@Singleton
final class RoomPathFilter {

    private static final String PREFIX = "/ws/";

    /** The priority before all other filters of Roomcast. */
    private static final int FIRST = 10_000;

    private final HandshakeValidator validator;

    RoomPathFilter(HandshakeValidator validator) {
        this.validator = validator;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, FIRST);
    }

    private void check(RoutingContext context) {
        String path = context.request().path();
        HttpRefusal refusal;
        if (NettyTransport.isUpgraded(context.request())) {
            refusal = HttpRefusal.badRequest("This connection is a WebSocket already.")
                    .closing();
        } else if (path != null && path.startsWith(PREFIX)) {
            refusal = validator.check(context.request(), path.substring(PREFIX.length()));
        } else {
            refusal = checkOther(context);
        }
        if (refusal == null) {
            context.next();
        } else {
            refusal.send(context);
        }
    }

    /** Raw UTF-8 is valid only in the path of a room: the handlers of other paths rely on a valid URI. */
    private static @Nullable HttpRefusal checkOther(RoutingContext context) {
        try {
            new URI(context.request().uri());
        } catch (URISyntaxException e) {
            return HttpRefusal.badRequest("The address is not a URI: it needs percent-encoding.");
        }
        return context.normalizedPath().startsWith(PREFIX) ? HttpRefusal.notFound() : null;
    }
}
