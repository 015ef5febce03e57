package dev.roomcast.app;

import dev.roomcast.hooks.Webhooks;
import dev.roomcast.hub.Connection;
import dev.roomcast.hub.Hub;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.room.Goodbye;
import dev.roomcast.room.Limits;
import dev.roomcast.room.Observer;
import dev.roomcast.socket.RoomSocket;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import sun.misc.Signal;

/** Start, and the way out. */
@Singleton
final class Lifecycle {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    /** The part of the drain time in which goodbyes are said; the rest is for them to arrive. */
    private static final double SAYING = 0.8;

    private static final long STEP_MILLIS = 20;

    /** What the last goodbyes are given to arrive when the time is up. */
    private static final long LAST_MILLIS = 300;

    private final Vertx vertx;
    private final RoomcastConfig config;
    private final Settings settings;
    private final AuthSettings auth;
    private final Hub hub;
    private final RoomSocket socket;
    private final Observer observer;
    private final HookSettings hooks;

    Lifecycle(
            Vertx vertx,
            RoomcastConfig config,
            Settings settings,
            AuthSettings auth,
            HookSettings hooks,
            Hub hub,
            RoomSocket socket,
            Observer observer) {
        this.vertx = vertx;
        this.config = config;
        this.settings = settings;
        this.auth = auth;
        this.hub = hub;
        this.socket = socket;
        this.hooks = hooks;
        this.observer = observer;
    }

    void started(@Observes StartupEvent event) {
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            // Being asked to stop, and stopping, is no failure: the process ends with 0, not with 143.
            Signal.handle(new Signal("TERM"), signal -> Quarkus.asyncExit(0));
        }
        if (observer instanceof Webhooks webhooks) {
            webhooks.reset();
        }
        Set<String> variables = System.getenv().keySet();
        if (variables.stream().anyMatch(KnownKeys::looksLikeOne)) {
            new KnownKeys()
                    .misspelled(variables)
                    .forEach((name, key) -> LOG.warnf("event=unknown-setting name=%s nearest=%s", name, key));
        }
        Limits limits = settings.limits();
        // %s alone: the first %d of a process makes it load the symbols of its locale, a tenth of an executable's start
        LOG.infof(
                "event=start transport=%s epoll=%s engine=%s auth=%s connections=%s message-bytes=%s messages-per-second=%s+%s"
                        + " bytes-per-second=%s+%s outbox-bytes=%s history-bytes=%s backlog-bytes=%s ping-millis=%s"
                        + " drain-millis=%s room-types=%s",
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
        if (auth.isAnonymous() && LaunchMode.current() == LaunchMode.NORMAL) {
            LOG.warn("event=anonymous hint=\"nobody is asked who it is: everybody may enter every room under any name;"
                    + " roomcast.auth.mode changes that\"");
        }
        if (config.transport() == RoomcastConfig.Transport.PORTABLE) {
            LOG.warn("event=slow-transport cause=\"roomcast.transport=portable\"");
        }
    }

    /** Readiness is down already; nobody is let in any more, and those who are here are asked to go, little by little. */
    void stopping(@Observes ShutdownDelayInitiatedEvent event) throws InterruptedException {
        hub.drain();
        List<Connection> all = new ArrayList<>();
        socket.everybody().forEach(all::add);
        LOG.infof("event=drain connections=%d", all.size());
        long start = System.nanoTime();
        long whole = config.drain().toMillis();
        long spread = Goodbye.spread(all.size());
        int said = 0;
        while (hub.connections() > 0 && millisSince(start) < whole) {
            double due = Math.min(1, millisSince(start) / (whole * SAYING));
            for (; said < all.size() && said <= due * all.size(); said++) {
                long after = ThreadLocalRandom.current().nextLong(1, spread);
                all.get(said).goodbye(Goodbye.of(CloseCode.SHUTDOWN, after));
            }
            Thread.sleep(STEP_MILLIS);
        }
        for (; said < all.size(); said++) {
            all.get(said)
                    .goodbye(Goodbye.of(
                            CloseCode.SHUTDOWN, ThreadLocalRandom.current().nextLong(1, spread)));
        }
        while (hub.connections() > 0 && millisSince(start) < whole + LAST_MILLIS) {
            Thread.sleep(STEP_MILLIS);
        }
        LOG.infof("event=drained connections=%d millis=%d", hub.connections(), millisSince(start));
        tellTheRest();
    }

    /** What an application's server was not told yet, it is told now, if it listens. */
    private void tellTheRest() throws InterruptedException {
        if (!(observer instanceof Webhooks webhooks)) {
            return;
        }
        webhooks.reset();
        try {
            webhooks.finish().toCompletableFuture().get(hooks.stopTime().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf("event=webhook-lost events=%d cause=\"the node stops\"", hooks.waiting());
        }
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }
}
