package dev.roomcast.socket;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
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

    /** A request that Vert.x cannot route, as one without a host, is its sender's fault: no error for the log. */
    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(context -> {
            if (context.statusCode() == BAD_REQUEST && context.failure() instanceof VertxException) {
                context.response().setStatusCode(BAD_REQUEST).end();
            } else {
                context.next();
            }
        });
    }
}
