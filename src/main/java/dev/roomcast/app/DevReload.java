package dev.roomcast.app;

import dev.roomcast.hub.Connection;
import dev.roomcast.hub.Hub;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.room.Disconnect;
import dev.roomcast.room.RoomArchive;
import dev.roomcast.room.RoomService;
import dev.roomcast.socket.RoomSocket;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.dev.console.DevConsoleManager;
import io.quarkus.dev.spi.HotReplacementContext;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Reloads changed files in dev mode without ending games. The application restarts after every change of the code. A
 * holder in Quarkus retains the serialized rooms, and clients resume their sessions.
 */
@Singleton
@IfBuildProfile("dev")
final class DevReload {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    private static final String ROOMS = "dev.roomcast.rooms";

    /** The system property with the id of the application whose thread checks for changed files. */
    private static final String SCANNER = "dev.roomcast.scanner";

    /**
     * The interval of checks, in milliseconds. Quarkus itself checks only at an HTTP request, and a game sends none.
     */
    private static final long SCAN_MILLIS = 500;

    private static final long CLOSE_MILLIS = 1000;
    private static final long STEP_MILLIS = 5;

    /** The delay after which clients reconnect, in milliseconds; the restart takes about as long. */
    private static final long AWAY_MILLIS = 200;

    @Produces
    @Singleton
    RoomArchive archive() {
        byte[] saved = DevConsoleManager.getGlobal(ROOMS);
        return saved == null ? new RoomArchive() : new RoomArchive(saved);
    }

    void onStart(@Observes StartupEvent event) {
        HotReplacementContext context = DevConsoleManager.getHotReplacementContext();
        if (context != null) {
            String mine = UUID.randomUUID().toString();
            DevConsoleManager.setGlobal(SCANNER, mine);
            Thread scan = new Thread(() -> scan(context, mine), "roomcast-dev-scan");
            scan.setDaemon(false); // it runs the restart, during which no other thread keeps the process alive
            scan.start();
        }
    }

    /** Checks until another application has started; continues while a faulty one fails to start. */
    private static void scan(HotReplacementContext context, String mine) {
        while (mine.equals(DevConsoleManager.getGlobal(SCANNER))) {
            try {
                Thread.sleep(SCAN_MILLIS);
                context.doScan(false);
            } catch (InterruptedException e) {
                return;
            } catch (Exception e) {
                LOG.debugf("event=dev-scan-failed cause=\"%s\"", e.getMessage());
            }
        }
    }

    void onStop(
            @Observes @Priority(1) ShutdownEvent event,
            Hub hub,
            RoomSocket socket,
            RoomService rooms,
            RoomArchive archive)
            throws InterruptedException {
        hub.admission().drain();
        for (Connection each : socket.everybody()) {
            each.disconnect(Disconnect.of(CloseCode.SHUTDOWN, AWAY_MILLIS));
        }
        for (long waited = 0; hub.admission().connections() > 0 && waited < CLOSE_MILLIS; waited += STEP_MILLIS) {
            Thread.sleep(STEP_MILLIS);
        }
        DevConsoleManager.setGlobal(ROOMS, archive.save(rooms));
    }
}
