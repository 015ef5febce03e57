package dev.roomcast.socket;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Settings of the HTTP server that have no Quarkus key. */
@Singleton
final class HttpServerTuning implements HttpServerOptionsCustomizer {

    /** The accept backlog: many clients reconnect at once after a restart. */
    private static final int BACKLOG = 4096;

    private static final int BAD_REQUEST = 400;

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        // The handler for compression by frame allows unlimited memory before authentication (CVE-2026-100658), and
        // hardly shrinks small messages. The handler for compression by message has its own key.
        options.setPerFrameWebSocketCompressionSupported(false);
        options.setAcceptBacklog(BACKLOG);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        customizeHttpServer(options);
    }

    /**
     * Handles aborted requests, and requests that Vert.x cannot route, for example without a host. They cause no error
     * in the log.
     */
    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(HttpServerTuning::fail);
    }

    private static void fail(RoutingContext context) {
        if (context.failure() instanceof HttpClosedException) {
            return;
        }
        if (context.statusCode() == BAD_REQUEST && context.failure() instanceof VertxException) {
            context.response().setStatusCode(BAD_REQUEST).end();
        } else {
            context.next();
        }
    }
}
