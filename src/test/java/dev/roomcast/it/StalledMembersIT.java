package dev.roomcast.it;

import static dev.roomcast.testkit.Conversation.goesOnDuring;
import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.Conversation;
import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.testkit.WireFrame;
import dev.roomcast.testkit.WireMember;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members that do not read their messages. */
@Tag("slow")
class StalledMembersIT {

    private static final int ROOMS = 200;

    private static final int HEAP_MIB = 128;
    /** Bound of the memory outside the heap, including network buffers. */
    private static final int OTHER_MIB = 300;

    /** The minimum duration of the messages. */
    private static final Duration SOME_TIME = Duration.ofSeconds(5);

    private static final Duration DEADLINE = Duration.ofSeconds(90);

    @Test
    @FastTransport("it cannot cut off a peer that does not read")
    void closes_two_hundred_stalled_members_without_affecting_others() throws Exception {
        List<RawClient> publishers = new ArrayList<>();
        List<RawClient> stalled = new ArrayList<>();
        try (ServerProcess server = ServerProcess.options()
                .flag("-Xmx" + HEAP_MIB + "m")
                .withoutRates()
                .start()) {
            goesOnDuring(server, room -> {
                for (int i = 0; i < ROOMS; i++) {
                    publishers.add(RawClient.open(server, "/ws/stalled-" + i + "?echo=0"));
                    stalled.add(RawClient.openNarrow(server, "/ws/stalled-" + i));
                }
                publish(server, publishers);
                eventually("all stalled members are cut off", () -> server.connections() == Conversation.SIZE + ROOMS);
                publishers.forEach(RawClient::reset);
            });
            eventually("no byte is in the outboxes", () -> server.metric("roomcast_outbox_bytes") == 0);
            assertEquals(0, server.metric("roomcast_backlog_bytes"));
            long held = server.residentMiB();
            assertTrue(held < HEAP_MIB + OTHER_MIB, () -> held + " MiB are held after 200 stalled members");
        } finally {
            publishers.forEach(RawClient::reset);
            stalled.forEach(RawClient::reset);
        }
    }

    @ParameterizedTest(name = "with epoll: {0}")
    @ValueSource(booleans = {true, false})
    void delivers_all_messages_to_a_late_reader_within_its_outbox(boolean epoll) throws Exception {
        try (ServerProcess server = ServerProcess.options()
                        .with("QUARKUS_VERTX_PREFER_NATIVE_TRANSPORT", epoll)
                        .with("ROOMCAST_LIMITS_OUTBOX_BYTES", 16 * 1024 * 1024)
                        .withoutRates()
                        .start();
                RawClient late = RawClient.openNarrow(server, "/ws/late");
                WireMember publisher = WireMember.join(server, "/ws/late")) {
            boolean has = epoll
                    && ServerProcess.testsJar()
                    && System.getProperty("os.name").equals("Linux");
            assertTrue(server.log().newest().contains(" epoll=" + has + " "), () -> "Not with epoll: " + has);
            List<String> large = IntStream.range(0, 150)
                    .mapToObj(i -> "message %03d ".formatted(i).repeat(5_000))
                    .toList();
            for (String message : large) {
                publisher.say(message);
                eventually("the publisher received its own message", () -> publisher.hasHeard(message));
            }
            for (String message : large) {
                assertTrue(
                        message.equals(late.read().text()), () -> "unexpected messages: " + message.substring(0, 11));
            }
        }
    }

    /** Publishes to all rooms in turn until every stalled member has been removed. */
    private static void publish(ServerProcess server, List<RawClient> publishers) throws Exception {
        byte[] message = WireFrame.text("m".repeat(32 * 1024));
        long start = System.nanoTime();
        boolean enough = false;
        while (!enough) {
            for (int i = 0; i < 10; i++) {
                for (RawClient publisher : publishers) {
                    publisher.send(message);
                }
            }
            long time = System.nanoTime() - start;
            assertTrue(
                    time < DEADLINE.toNanos(),
                    () -> "not removed yet:\n" + server.log().newest());
            enough = time > SOME_TIME.toNanos() && server.members() == Conversation.SIZE + ROOMS;
        }
    }
}
