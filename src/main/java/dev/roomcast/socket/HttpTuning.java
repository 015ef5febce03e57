package dev.roomcast.socket;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/** What Quarkus has no key for. */
@Singleton
final class HttpTuning implements HttpServerOptionsCustomizer {

    /** How many connections may wait to be accepted: many come at once after a restart. */
    private static final int BACKLOG = 4096;

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
}
