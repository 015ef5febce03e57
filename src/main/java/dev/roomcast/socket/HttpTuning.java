package dev.roomcast.socket;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** What Quarkus has no key for. */
@Singleton
final class HttpTuning implements HttpServerOptionsCustomizer {

    /** How many connections may wait to be accepted: many come at once after a restart. */
    private static final int BACKLOG = 4096;

    private static final int BAD_REQUEST = 400;

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        // The handler that is installed for it can be made to hold any amount of memory before anybody has logged in
        // (CVE-2026-100658), and small messages become no smaller. The other one, per message, has a key of its own.
        options.setPerFrameWebSocketCompressionSupported(false);
        options.setAcceptBacklog(BACKLOG);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        customizeHttpServer(options);
    }

    /**
     * A request that Vert.x cannot route, as one without a host, is its sender's fault, and of one that was broken off
     * nobody waits for the answer: no errors for the log.
     */
    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(HttpTuning::fail);
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
