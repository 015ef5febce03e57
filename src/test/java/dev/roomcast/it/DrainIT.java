package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.testkit.WireMember;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Graceful shutdown: the server disconnects members gradually and refuses new connections. */
@Tag("slow")
class DrainIT {

    private static final int SHUTDOWN = 4001;
    private static final int PLAIN = 40;
    private static final int LEVEL_1 = 10;
    private static final Duration DRAIN = Duration.ofSeconds(2);

    /** Additional time for a busy machine. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    private static final Pattern AFTER = Pattern.compile("\"after\":(\\d+)");

    private final List<WireMember> plain = new ArrayList<>();
    private final List<WireMember> level1 = new ArrayList<>();
    private final ConcurrentLinkedQueue<Long> goodbyes = new ConcurrentLinkedQueue<>();

    @Test
    void drains_gradually_and_refuses_new_connections() throws Exception {
        try (ServerProcess server =
                ServerProcess.options().with("ROOMCAST_DRAIN", "2s").start()) {
            join(server);
            long start = System.nanoTime();
            server.terminate();
            eventually(
                    "the node is no longer ready",
                    () -> server.get("/q/health/ready").statusCode() == 503);
            refuses(server);
            for (WireMember member : all()) {
                assertEquals(SHUTDOWN, member.closed().get(30, TimeUnit.SECONDS));
            }
            ServerProcess.Exit exit = server.awaitExit(start);
            long spread = goodbyes.stream().max(Long::compare).orElseThrow()
                    - goodbyes.stream().min(Long::compare).orElseThrow();
            System.out.printf(
                    "Drain of 2 s: ended after %d ms with code %d, goodbyes within %d ms%n",
                    exit.time().toMillis(), exit.code(), spread / 1_000_000);
            assertEquals(0, exit.code());
            assertTrue(exit.time().compareTo(DRAIN.plus(SLACK)) < 0, "It took " + exit.time());
            assertTrue(spread > Duration.ofMillis(300).toNanos(), "all members were disconnected at once");
            assertEquals(List.of(), server.log().takeTroubles());
            sayGoodbye();
        }
    }

    private void join(ServerProcess server) throws Exception {
        for (int i = 0; i < PLAIN; i++) {
            plain.add(WireMember.join(server, "/ws/room-" + i % 4));
        }
        for (int i = 0; i < LEVEL_1; i++) {
            WireMember member = WireMember.join(server, "/ws/room-" + i % 4 + "?v=1");
            member.say("{\"method\":\"$connect\",\"id\":1}");
            level1.add(member);
        }
        eventually("all members have joined", () -> server.members() == PLAIN + LEVEL_1);
        for (WireMember member : all()) {
            member.closed().thenRun(() -> goodbyes.add(System.nanoTime()));
        }
    }

    private List<WireMember> all() {
        List<WireMember> all = new ArrayList<>(plain);
        all.addAll(level1);
        return all;
    }

    private static void refuses(ServerProcess server) throws Exception {
        try (RawClient late = RawClient.connect(server)) {
            RawClient.Answer answer = late.handshake("/ws/room-0");
            assertEquals(503, answer.status());
            assertEquals("2", answer.headers().get("retry-after"));
            assertEquals("close", answer.headers().get("connection"));
        }
    }

    /** Checks that the last frame at level 1 contains an individual reconnect delay; level 0 receives none. */
    private void sayGoodbye() {
        Set<Long> afters = new HashSet<>();
        for (WireMember member : level1) {
            String last = member.lastHeard().toString();
            assertTrue(last.contains("\"$close\"") && last.contains("4001"), last);
            Matcher after = AFTER.matcher(last);
            assertTrue(after.find(), last);
            afters.add(Long.parseLong(after.group(1)));
        }
        assertTrue(afters.stream().allMatch(after -> after >= 1 && after < 1000), afters.toString());
        assertTrue(afters.size() > LEVEL_1 / 2, afters.toString());
        for (WireMember member : plain) {
            assertEquals(List.of(), member.heard());
        }
    }

    @Test
    void stops_at_once_without_connections() throws Exception {
        try (ServerProcess server =
                ServerProcess.options().with("ROOMCAST_DRAIN", "60s").start()) {
            ServerProcess.Exit exit = server.stop();
            System.out.printf(
                    "Stop without members: %d ms, code %d%n", exit.time().toMillis(), exit.code());
            assertEquals(0, exit.code());
            assertTrue(exit.time().compareTo(Duration.ofSeconds(30)) < 0, "It took " + exit.time());
        }
    }

    @Test
    void stops_after_the_drain_with_members_left() throws Exception {
        try (ServerProcess server =
                        ServerProcess.options().with("ROOMCAST_DRAIN", "1s").start();
                RawClient stubborn = RawClient.open(server, "/ws/room")) {
            ServerProcess.Exit exit = server.stop();
            System.out.printf(
                    "Drain of 1 s with a remaining member: %d ms%n", exit.time().toMillis());
            assertTrue(exit.time().compareTo(Duration.ofSeconds(1).plus(SLACK)) < 0, "It took " + exit.time());
            assertEquals(SHUTDOWN, stubborn.readCloseCode());
        }
    }
}
