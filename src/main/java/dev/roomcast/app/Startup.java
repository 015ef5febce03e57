package dev.roomcast.app;

import dev.roomcast.app.config.AuthSettings;
import dev.roomcast.app.config.CoreSettings;
import dev.roomcast.app.config.EnvironmentCheck;
import dev.roomcast.app.config.RoomcastConfig;
import dev.roomcast.app.config.WebhookSettings;
import dev.roomcast.app.launch.Main;
import dev.roomcast.room.Ids;
import dev.roomcast.room.Limits;
import dev.roomcast.room.RoomListener;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;
import org.jboss.logging.Logger;
import sun.misc.Signal;

/** Runs once when the node starts: handles SIGTERM, checks the environment, logs the effective settings. */
@Singleton
final class Startup {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    private final Vertx vertx;
    private final RoomcastConfig config;
    private final CoreSettings settings;
    private final AuthSettings auth;
    private final WebhookSettings webhooks;
    private final RoomListener listener;

    Startup(
            Vertx vertx,
            RoomcastConfig config,
            CoreSettings settings,
            AuthSettings auth,
            WebhookSettings webhooks,
            RoomListener listener) {
        this.vertx = vertx;
        this.config = config;
        this.settings = settings;
        this.auth = auth;
        this.webhooks = webhooks;
        this.listener = listener;
    }

    void onStart(@Observes StartupEvent event) {
        if (Main.isChecking()) {
            return;
        }
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            // SIGTERM is a regular stop: the process exits with 0, not with 143.
            Signal.handle(new Signal("TERM"), signal -> Quarkus.asyncExit(0));
        }
        listener.nodeReset();
        checkEnvironment();
        logSettings();
        warn();
    }

    private void checkEnvironment() {
        Set<String> variables = System.getenv().keySet();
        if (variables.stream().anyMatch(EnvironmentCheck::looksLikeOne)) {
            new EnvironmentCheck()
                    .misspelled(variables)
                    .forEach((name, key) -> LOG.warnf("event=unknown-setting name=%s nearest=%s", name, key));
        }
    }

    private void logSettings() {
        Limits limits = settings.limits();
        // Only %s: the first %d loads the symbols of the locale, which takes a tenth of the executable's start.
        LOG.infof(
                "event=start node=%s transport=%s epoll=%s engine=%s auth=%s connections=%s message-bytes=%s messages-per-second=%s+%s"
                        + " bytes-per-second=%s+%s outbox-bytes=%s history-bytes=%s backlog-bytes=%s ping-millis=%s"
                        + " drain-millis=%s room-types=%s",
                Ids.quoted(webhooks.node()),
                config.transport(),
                vertx.isNativeTransportEnabled(),
                config.engine(),
                config.auth().mode(),
                limits.connections(),
                limits.messageBytes(),
                (long) limits.messagesPerSecond(),
                (long) limits.messagesBurst(),
                (long) limits.bytesPerSecond(),
                (long) limits.bytesBurst(),
                limits.outboxBytes(),
                limits.historyBytes(),
                limits.backlogBytes(),
                limits.ping(),
                config.drain().toMillis(),
                settings.types().size());
    }

    private void warn() {
        if (auth.isAnonymous() && LaunchMode.current() == LaunchMode.NORMAL) {
            LOG.warn(
                    "event=anonymous hint=\"users are not authenticated: every client may enter every room under any name;"
                            + " roomcast.auth.mode changes that\"");
        }
        if (config.transport() == RoomcastConfig.Transport.PORTABLE) {
            LOG.warn("event=slow-transport cause=\"roomcast.transport=portable\"");
        }
    }
}
