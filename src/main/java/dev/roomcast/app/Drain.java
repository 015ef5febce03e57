package dev.roomcast.app;

import dev.roomcast.app.config.RoomcastConfig;
import dev.roomcast.app.config.WebhookSettings;
import dev.roomcast.hub.Connection;
import dev.roomcast.hub.Hub;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.room.Disconnect;
import dev.roomcast.room.RoomListener;
import dev.roomcast.socket.RoomSocket;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Closes all connections gradually when the node stops, and delivers pending webhook events. */
@Singleton
final class Drain {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    /** The share of the drain time in which connections are closed; during the rest, the close frames arrive. */
    private static final double CLOSING_SHARE = 0.8;

    private static final long STEP_MILLIS = 20;

    /** The time after the drain time for the last close frames to arrive, in milliseconds. */
    private static final long LAST_MILLIS = 300;

    private final RoomcastConfig config;
    private final WebhookSettings webhooks;
    private final Hub hub;
    private final RoomSocket socket;
    private final RoomListener listener;

    Drain(RoomcastConfig config, WebhookSettings webhooks, Hub hub, RoomSocket socket, RoomListener listener) {
        this.config = config;
        this.webhooks = webhooks;
        this.hub = hub;
        this.socket = socket;
        this.listener = listener;
    }

    /** Drains the node, which no longer reports readiness. Thread: the one that stops the process; it may block. */
    void onStop(@Observes ShutdownDelayInitiatedEvent event) throws InterruptedException {
        hub.admission().drain();
        List<Connection> all = new ArrayList<>();
        socket.everybody().forEach(all::add);
        LOG.infof("event=drain connections=%d", all.size());
        long start = System.nanoTime();
        long drainMillis = config.drain().toMillis();
        long spreadMillis = Disconnect.spread(all.size());
        int closed = 0;
        while (hub.admission().connections() > 0 && millisSince(start) < drainMillis) {
            double due = Math.min(1, millisSince(start) / (drainMillis * CLOSING_SHARE));
            for (; closed < all.size() && closed <= due * all.size(); closed++) {
                close(all.get(closed), spreadMillis);
            }
            Thread.sleep(STEP_MILLIS);
        }
        for (; closed < all.size(); closed++) {
            close(all.get(closed), spreadMillis);
        }
        while (hub.admission().connections() > 0 && millisSince(start) < drainMillis + LAST_MILLIS) {
            Thread.sleep(STEP_MILLIS);
        }
        LOG.infof("event=drained connections=%d millis=%d", hub.admission().connections(), millisSince(start));
        finishListener();
    }

    private static void close(Connection connection, long spreadMillis) {
        long afterMillis = ThreadLocalRandom.current().nextLong(1, spreadMillis);
        connection.disconnect(Disconnect.of(CloseCode.SHUTDOWN, afterMillis));
    }

    private void finishListener() throws InterruptedException {
        listener.nodeReset();
        try {
            listener.finish().toCompletableFuture().get(webhooks.stopTime().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf("event=webhook-lost events=%d cause=\"the node stops\"", webhooks.waiting());
        }
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }
}
