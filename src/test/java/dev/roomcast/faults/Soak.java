package dev.roomcast.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.Eventually;
import dev.roomcast.testkit.ServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Memory and open files while clients connect and disconnect for a long time. It is not part of every build; {@code
 * src/test/faults/run --soak 60} runs it.
 */
class Soak {

    private static final Duration TIME = Duration.ofMinutes(Long.getLong("soak.minutes", 10));
    private static final int CLIENTS = Integer.getInteger("soak.clients", 200);
    private static final Duration SAMPLE = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofMillis(5);
    /** Maximum growth of the warm process per hour. */
    private static final double MIB_PER_HOUR = 32;
    /** The shortest soak whose slope is that of the process and not of one garbage collection. */
    private static final Duration SLOPE_TIME = Duration.ofMinutes(30);
    /** Maximum growth from the second third of a soak to its last. */
    private static final double GROWTH_MIB = 16;
    /** The samples of a soak at least. */
    private static final int SAMPLES = 9;

    private final Random random = new Random(1);
    private final List<Client> clients = new ArrayList<>();
    /** Samples of seconds and MiB. */
    private final List<double[]> samples = new ArrayList<>();

    @Test
    void keeps_memory_and_open_files_bounded() throws Exception {
        try (ServerProcess server = ServerProcess.options()
                .flag("-Xmx128m")
                .with("ROOMCAST_ROOM_LINGER", "2s")
                .with("ROOMCAST_ROOM_HISTORY_AGE", "5s")
                .start()) {
            int files = server.openFiles();
            churn(server);
            clients.forEach(Client::close);
            Eventually.eventually("all connections are gone", Duration.ofSeconds(60), () -> isEmpty(server));
            System.out.printf(
                    "Soak of %d min, %d clients: %.0f connections opened; MiB at the thirds' ends %s, slope %.1f MiB an"
                            + " hour, growth %.1f MiB; files %d, then %d%n",
                    TIME.toMinutes(),
                    CLIENTS,
                    server.metric("roomcast_connections_opened_total"),
                    thirds(),
                    slope(),
                    growth(),
                    files,
                    server.openFiles());
            assertTrue(server.openFiles() <= files + 10, "Files: " + files + ", then " + server.openFiles());
            assertTrue(samples.size() >= SAMPLES, "Too short: " + samples.size() + " samples");
            assertTrue(growth() < GROWTH_MIB, "MiB more in the last third: " + growth());
            if (TIME.compareTo(SLOPE_TIME) >= 0) {
                assertTrue(slope() < MIB_PER_HOUR, "MiB an hour: " + slope());
            }
            double opened = server.metric("roomcast_connections_opened_total");
            assertTrue(opened >= CLIENTS + 2 * TIME.toSeconds(), "Connections opened: " + opened);
            assertEquals(List.of(), server.log().takeTroubles());
        }
    }

    private void churn(ServerProcess server) throws Exception {
        long start = System.nanoTime();
        long next = start;
        int rooms = 0;
        while (System.nanoTime() - start < TIME.toNanos()) {
            if (clients.size() == CLIENTS && random.nextInt(20) == 0) {
                depart(clients.remove(random.nextInt(CLIENTS)));
            }
            if (clients.size() < CLIENTS) {
                String room = "soak-" + rooms++ / 5;
                clients.add(new Client(
                        ServerProcess.HTTP, server.uri("ws", "/"), event -> {}, room, "u" + rooms, rooms % 5 == 0));
            }
            act(clients.get(random.nextInt(clients.size())));
            if (System.nanoTime() > next) {
                samples.add(new double[] {(System.nanoTime() - start) / 1e9, server.residentMiB()});
                next += SAMPLE.toNanos();
            }
            Eventually.pause(STEP);
        }
    }

    private void depart(Client client) {
        if (random.nextBoolean()) {
            client.leave();
        } else {
            client.close();
        }
    }

    private void act(Client client) {
        if (client.isGone()) {
            client.connect();
        } else if (random.nextInt(50) == 0) {
            client.close();
        } else {
            client.publish(random.nextInt(2000));
        }
    }

    private static boolean isEmpty(ServerProcess server) throws Exception {
        return server.connections() == 0
                && server.members() == 0
                && server.rooms() == 0
                && server.metric("roomcast_rooms_held") == 0
                && server.metric("roomcast_history_bytes") == 0;
    }

    private String thirds() {
        int last = samples.size() - 1;
        return "%.0f, %.0f, %.0f"
                .formatted(samples.get(last / 3)[1], samples.get(2 * last / 3)[1], samples.get(last)[1]);
    }

    /** Returns the mean growth from the second to the last third, in MiB. */
    private double growth() {
        int third = samples.size() / 3;
        return mean(samples.subList(2 * third, samples.size())) - mean(samples.subList(third, 2 * third));
    }

    private static double mean(List<double[]> samples) {
        return samples.stream().mapToDouble(each -> each[1]).average().orElse(0);
    }

    /** Returns the growth in the last two thirds, by least squares, in MiB an hour. */
    private double slope() {
        List<double[]> warm = samples.subList(samples.size() / 3, samples.size());
        double meanTime = warm.stream().mapToDouble(each -> each[0]).average().orElse(0);
        double meanSize = warm.stream().mapToDouble(each -> each[1]).average().orElse(0);
        double above = 0;
        double below = 0;
        for (double[] each : warm) {
            above += (each[0] - meanTime) * (each[1] - meanSize);
            below += (each[0] - meanTime) * (each[0] - meanTime);
        }
        return below == 0 ? 0 : above / below * 3600;
    }
}
