package dev.roomcast.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.RequiredTool;
import dev.roomcast.testkit.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Rounds of random faults. {@code -Dfaults.minutes=30} sets the duration, {@code -Dfaults.seed=7} sets the first seed,
 * {@code -Dfaults.history=FILE} checks an existing history instead.
 */
@Tag("slow")
class FaultsIT {

    private static final int STEPS = 1500;
    private static final int ROUNDS = 2;

    @Test
    void keeps_all_guarantees_under_random_faults() throws Exception {
        String history = System.getProperty("faults.history");
        if (history != null) {
            assertEquals(List.of(), Checker.violations(Recorder.read(Path.of(history)), Servers.KEPT));
            return;
        }
        if (!WallClock.canBeSet()) {
            RequiredTool.miss("faketime", "Faults without clock changes: libfaketime is not installed.");
        }
        long seed = Long.getLong("faults.seed", System.currentTimeMillis() % 1_000_000);
        long end = System.nanoTime()
                + Duration.ofMinutes(Long.getLong("faults.minutes", 0)).toNanos();
        try (Servers servers = new Servers();
                Proxy proxy = new Proxy(servers::port)) {
            for (int i = 0; i < ROUNDS || System.nanoTime() < end; i++) {
                round(seed + i, servers, proxy);
            }
        }
    }

    static void round(long seed, Servers servers, Proxy proxy) throws Exception {
        FaultRound round = new FaultRound(seed, servers, proxy, ServerProcess.HTTP);
        round.run(STEPS);
        List<Event> events = round.recorder().events();
        List<String> violations = Checker.violations(events, Servers.KEPT);
        Summary summary = Summary.of(events);
        System.out.printf("Faults, seed %d: %s, %d violations%n", seed, summary, violations.size());
        if (!violations.isEmpty()) {
            Path file = Path.of("target/faults/" + seed + ".jsonl");
            round.recorder().write(file);
            System.out.println("Again: -Dfaults.history=" + file + " reads it, -Dfaults.seed=" + seed + " repeats it");
        }
        assertEquals(List.of(), violations.stream().limit(20).toList());
        assertEquals(List.of(), servers.takeTroubles());
        assertTrue(summary.isEnough(), () -> "Too little happened: " + summary);
    }
}
