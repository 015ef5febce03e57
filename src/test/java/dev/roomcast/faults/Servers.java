package dev.roomcast.faults;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomcast.testkit.Eventually;
import dev.roomcast.testkit.Json;
import dev.roomcast.testkit.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** The server under test and its replacements. */
class Servers implements AutoCloseable {

    static final Duration LINGER = Duration.ofSeconds(2);
    /** Longer than a round, so that only the number of publications bounds the history. */
    private static final String HISTORY_AGE = "10m";

    static final int KEPT = 16;

    private final List<String> troubles = new ArrayList<>();
    private final WallClock clock = new WallClock();
    private volatile ServerProcess current;

    /** Null: the build. */
    private final Path jar;

    private final Map<String, String> settings;

    Servers() throws Exception {
        this(null, Map.of());
    }

    /** @param jar the jar to start instead of the build */
    Servers(Path jar) throws Exception {
        this(jar, Map.of());
    }

    /** @param settings additional settings, as names and values of the environment */
    Servers(Path jar, Map<String, String> settings) throws Exception {
        this.jar = jar;
        this.settings = settings;
        current = start();
    }

    private ServerProcess start() throws Exception {
        ServerProcess.Options options = clock.hang(ServerProcess.options()).jar(jar);
        settings.forEach(options::with);
        return options.with("ROOMCAST_ROOM_LINGER", LINGER.toSeconds() + "s")
                .with("ROOMCAST_ROOM_HISTORY_AGE", HISTORY_AGE)
                .with("ROOMCAST_ROOM_HISTORY_SIZE", KEPT)
                .with("ROOMCAST_LIMITS_OUTBOX_BYTES", 128 * 1024)
                .with("ROOMCAST_PING", "2s")
                .with("ROOMCAST_DRAIN", "1s")
                .with("ROOMCAST_ROOM_HOST_WAIT", "300ms")
                .withoutRates()
                .start();
    }

    ServerProcess current() {
        return current;
    }

    /** Returns the port for the next connection. */
    int port() {
        return current.port();
    }

    /** Returns the idle time after which permanently absent members are removed. */
    Duration settling() {
        return LINGER.multipliedBy(2);
    }

    /** Returns the numbers of connections, members and rooms. */
    ObjectNode count() throws Exception {
        return Json.JSON
                .createObjectNode()
                .put("connections", current.connections())
                .put("members", current.members())
                .put("rooms", current.rooms());
    }

    /** Returns the errors logged since the last call. */
    List<String> takeTroubles() {
        List<String> taken = new ArrayList<>(troubles);
        taken.addAll(current.log().takeTroubles());
        troubles.clear();
        return taken;
    }

    /**
     * Starts a round.
     *
     * @param rooms of the round
     */
    void begin(List<String> rooms, Consumer<Event> recorder) throws Exception {}

    /** Acts at every step, independently of the clients of the round. */
    void step() {}

    /** Returns whether all activity besides the clients of the round is at rest. */
    boolean isQuiet() {
        return true;
    }

    /** Ends all activity besides the clients of the round. */
    void end() throws Exception {}

    /** Returns the number of loads of rooms from a shared Redis. */
    long loads() throws Exception {
        return 0;
    }

    /** Kills the server. */
    void kill(Random random) throws Exception {
        replace();
    }

    /** Stops the server as an upgrade does, with a drain of all connections. */
    void drain(Random random) throws Exception {
        long now = System.nanoTime();
        current.terminate();
        current.awaitExit(now);
        replace();
    }

    private void replace() throws Exception {
        troubles.addAll(current.log().takeTroubles());
        current.close();
        current = start();
    }

    /**
     * Disturbs the server for a while.
     *
     * @param random selects the fault
     * @return the description of the fault
     */
    String disturb(Duration time, Random random) throws Exception {
        stopFor(time);
        return "stop for a while";
    }

    /** Stops the process of the server for a while. */
    void stopFor(Duration time) throws Exception {
        current.signal("STOP");
        Eventually.pause(time);
        current.signal("CONT");
    }

    /** Sets the clock of the machine. */
    void setClock(Duration ahead) throws Exception {
        clock.set(ahead);
    }

    @Override
    public void close() throws Exception {
        current.close();
        clock.close();
    }
}
