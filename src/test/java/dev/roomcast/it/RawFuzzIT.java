package dev.roomcast.it;

import static dev.roomcast.testkit.Conversation.goesOnDuring;
import static dev.roomcast.testkit.WireFrame.utf8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.fuzz.Mutator;
import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.testkit.WireFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random bytes on the wire, before and after the handshake. {@code -Dfuzz.seed=7} repeats a run. */
@Tag("slow")
class RawFuzzIT {

    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime() % 1_000_000);
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 20_000) / 50;
    private static final int GROWTH_MIB = 64;
    private static final int INTERNAL_ERROR = 1011;

    private final Random random = new Random(SEED);
    private final Mutator mutator = new Mutator(random);

    @Test
    void isolates_other_members_from_any_input() throws Exception {
        System.out.println("Fuzzing the wire with -Dfuzz.seed=" + SEED);
        try (ServerProcess server = ServerProcess.options()
                .flag("-Xmx128m")
                .withoutRates()
                .with("ROOMCAST_ROOM_LINGER", "0s")
                .with("ROOMCAST_ROOMS__FUZZ__MATCH_PLAYERS", 2)
                .start()) {
            goesOnDuring(server, room -> attack(server, room));
            long before = server.residentMiB();
            goesOnDuring(server, room -> attack(server, room));
            long after = server.residentMiB();
            System.out.printf("After fuzzing: %d MiB, and %d MiB%n", before, after);
            assertTrue(after < before + GROWTH_MIB, "From " + before + " to " + after + " MiB");
        }
    }

    private void attack(ServerProcess server, String room) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            try (RawClient client = RawClient.connect(server)) {
                if (random.nextBoolean()) {
                    client.handshake("/ws/fuzz-" + room + (random.nextBoolean() ? "?v=1" : ""));
                    send(client, mutator.mutate(frames()));
                } else {
                    send(client, mutator.mutate(requests(room)));
                }
                if (random.nextBoolean()) {
                    client.reset();
                } else {
                    assertFalse(saysInternalError(client.end()), "1011, seed " + SEED + ", round " + i);
                }
            }
        }
        assertEquals(200, server.get("/q/health/ready").statusCode());
    }

    private static boolean saysInternalError(byte[] came) {
        for (int i = 0; i + 3 < came.length; i++) {
            if (came[i] == (byte) 0x88 && came[i + 2] == INTERNAL_ERROR >> 8 && came[i + 3] == (byte) INTERNAL_ERROR) {
                return true;
            }
        }
        return false;
    }

    /** Sends bytes in random pieces. */
    private void send(RawClient client, byte[] bytes) throws IOException {
        int from = 0;
        try {
            while (from < bytes.length) {
                int to = Math.min(bytes.length, from + 1 + random.nextInt(random.nextBoolean() ? 8 : 8000));
                client.send(Arrays.copyOfRange(bytes, from, to));
                from = to;
            }
        } catch (IOException e) {
            // The server closed the connection.
        }
    }

    private List<byte[]> frames() {
        byte[] connect = WireFrame.text("{\"method\":\"$connect\",\"id\":1}");
        byte[] play =
                WireFrame.text("{\"method\":\"$connect\",\"id\":1,\"data\":{\"game\":\"play\",\"expect\":\"new\"}}");
        byte[] run = WireFrame.text("{\"method\":\"$run\",\"id\":2,\"data\":{\"rate\":60}}");
        byte[] input = WireFrame.text("{\"method\":\"$input\",\"data\":{\"d\":[2.70,\"L\"]}}");
        return List.of(
                concat(play, concat(run, concat(input, input))),
                concat(
                        play,
                        WireFrame.text(
                                "{\"method\":\"$snapshot\",\"id\":3,\"data\":{\"run\":\"r_1\",\"frame\":0,\"data\":[1]}}")),
                concat(
                        play,
                        WireFrame.text(
                                "{\"method\":\"go\",\"id\":4,\"set\":{\"a/1\":1.0,\"$key\":\"k\",\"$max\":4,\"b\":null},"
                                        + "\"if\":{\"epoch\":\"e\",\"offset\":41}}")),
                concat(
                        play,
                        WireFrame.text(
                                "{\"method\":\"$frames\",\"id\":5,\"data\":{\"run\":\"r_1\",\"snapshot\":true}}")),
                concat(
                        connect,
                        WireFrame.text(
                                "{\"method\":\"$rooms\",\"id\":6,\"data\":{\"rooms\":\"f\",\"where\":{\"v\":3.0}}}")),
                concat(
                        connect,
                        WireFrame.text(
                                "{\"method\":\"$match\",\"id\":7,\"data\":{\"rooms\":\"fuzz-\",\"skill\":1e3}}")),
                concat(play, WireFrame.text("{\"method\":\"$host\",\"id\":8,\"data\":{\"client\":\"c_3\"}}")),
                concat(play, WireFrame.text("{\"method\":\"$kick\",\"id\":9,\"data\":{\"client\":\"c_3\"}}")),
                concat(connect, WireFrame.text("{\"method\":\"move\",\"id\":7,\"data\":{\"x\":1}}")),
                concat(connect, WireFrame.whole(WireFrame.BINARY, new byte[random.nextInt(70_000)])),
                concat(WireFrame.part(WireFrame.TEXT, utf8("房")), WireFrame.whole(WireFrame.CONTINUATION, utf8("间"))),
                concat(WireFrame.whole(WireFrame.PING, new byte[random.nextInt(126)]), WireFrame.close(1000)),
                concat(WireFrame.whole(random.nextInt(16), new byte[130]), connect),
                WireFrame.masked(random.nextInt(256), utf8("anything")),
                WireFrame.unmasked(random.nextInt(256), utf8("anything")));
    }

    private List<byte[]> requests(String room) {
        List<byte[]> requests = new ArrayList<>();
        requests.add(utf8(RawClient.request("/ws/fuzz-" + room)));
        requests.add(utf8(RawClient.request("/ws/fuzz-" + room + "?v=1&user=%E6%9D%8E", "Origin: http://a.b")));
        requests.add(utf8(RawClient.request("/ws/%2e%2e", "X-Long: " + "x".repeat(random.nextInt(40_000)))));
        requests.add(utf8(RawClient.request("/ws/r", "X-Many: y\r\n".repeat(random.nextInt(500)) + "X-Last: y")));
        requests.add(
                utf8("GET /q/health HTTP/1.1\r\nHost: a\r\n\r\nPOST /ws/r HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello"));
        List<byte[]> frames = frames();
        requests.add(concat(utf8(RawClient.request("/ws/fuzz-" + room)), frames.get(random.nextInt(frames.size()))));
        return requests;
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
