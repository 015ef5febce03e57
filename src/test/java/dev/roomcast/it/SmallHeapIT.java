package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;
import static dev.roomcast.testkit.WireFrame.BINARY;
import static dev.roomcast.testkit.WireFrame.TEXT;
import static dev.roomcast.testkit.WireFrame.part;
import static dev.roomcast.testkit.WireFrame.times;
import static dev.roomcast.testkit.WireFrame.whole;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.Eventually;
import dev.roomcast.testkit.Json;
import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.testkit.WireFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Load of untrusted clients on a node with little memory: the process survives, other rooms continue, and the memory is
 * released. Any OutOfMemoryError ends the process, as in the container image.
 */
@Tag("slow")
@FastTransport("it cannot stop reading from a client that floods")
class SmallHeapIT {

    private static final Duration ALL_GONE = Duration.ofSeconds(60);
    private static final Pattern POSITION = Pattern.compile("\"session\":\"([^\"]*)\",\"epoch\":\"([^\"]*)\"");
    private static final byte[] LARGE = new byte[65_000];

    /**
     * A load of untrusted clients on a server with a heap of the given MiB.
     *
     * @param succeeds whether all requests must succeed, because well-behaved members may send them too
     */
    record Load(String name, int heapMiB, Strangers strangers, boolean succeeds) {

        Load(String name, int heapMiB, Strangers strangers) {
            this(name, heapMiB, strangers, false);
        }

        @Override
        public String toString() {
            return name + ", " + heapMiB + " MiB";
        }
    }

    private interface Strangers {
        void act(ServerProcess server, List<RawClient> clients) throws IOException;
    }

    static List<Load> loads() {
        return List.of(
                new Load("200 $members with 1500 members away", 256, SmallHeapIT::askForMembers),
                new Load("290 $history of a full history", 256, SmallHeapIT::askForHistory),
                new Load("250 members recover a full history", 256, SmallHeapIT::recover, true),
                new Load("2000 members come back and recover a full history", 256, SmallHeapIT::comeBack, true),
                new Load("1100 unfinished messages", 64, SmallHeapIT::beginMessages),
                new Load("4000 unfinished handshakes", 64, SmallHeapIT::beginHandshakes),
                new Load("1100 unfinished frames", 64, SmallHeapIT::beginFrames),
                new Load("600 unfinished messages", 48, (server, clients) -> beginMessages(server, clients, 600)),
                new Load("290 $history of a full history", 48, SmallHeapIT::askForHistory),
                new Load("1100 unfinished messages", 128, SmallHeapIT::beginMessages),
                new Load("20 000 rooms that are kept", 64, SmallHeapIT::openRooms),
                new Load("16 000 names of one user with 1500 members", 256, SmallHeapIT::nameMany));
    }

    @ParameterizedTest
    @MethodSource("loads")
    void survives_the_load_without_disturbing_other_rooms(Load load) throws Exception {
        try (ServerProcess server = ServerProcess.options()
                .flag("-Xmx" + load.heapMiB() + "m")
                .flag("-XX:+ExitOnOutOfMemoryError")
                .with("ROOMCAST_ROOM_LINGER", "60s")
                .start()) {
            List<RawClient> clients = new ArrayList<>();
            GoodMembers good = new GoodMembers(server, "good");
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread strangers = new Thread(() -> failure.set(act(load, server, clients)), "strangers");
            strangers.start();
            for (int i = 0; strangers.isAlive() || i < 10; i++) {
                good.publish();
                Eventually.pause(Duration.ofMillis(50));
            }
            assertTrue(server.isAlive(), "the process is alive");
            if (load.succeeds()) {
                assertNull(failure.get(), () -> "not all requests succeeded: " + failure.get());
            }
            try (RawClient late = RawClient.open(server, "/ws/late")) {
                late.sendText("hello");
                late.readUntil("hello");
            }
            good.publish();
            good.assertUndisturbed();
            good.close();
            clients.forEach(RawClient::reset);
            eventually("all connections are gone", ALL_GONE, () -> server.connections() == 0);
            eventually("nothing waits", ALL_GONE, () -> server.metric("roomcast_backlog_bytes") == 0);
            assertEquals(List.of(), server.log().takeTroubles());
        }
    }

    /**
     * Runs a load, which may be refused or cut off at any time.
     *
     * @return the refusal; null: none
     */
    private static Throwable act(Load load, ServerProcess server, List<RawClient> clients) {
        try {
            load.strangers().act(server, clients);
            return null;
        } catch (IOException | AssertionError e) {
            System.out.println(load + ": " + e);
            return e;
        }
    }

    private static RawClient open(ServerProcess server, List<RawClient> clients, String path) throws IOException {
        RawClient client = RawClient.connect(server.port());
        clients.add(client);
        assertEquals(101, client.handshake(path).status());
        return client;
    }

    private static RawClient connect(ServerProcess server, List<RawClient> clients, String data) throws IOException {
        RawClient client = open(server, clients, "/ws/strangers?v=1&user=x");
        client.sendText("{\"method\":\"$connect\",\"id\":1,\"data\":" + data + "}");
        return client;
    }

    /** Creates 1500 away members of one user, with 1 KiB of info each. */
    private static void leaveMembers(ServerProcess server, List<RawClient> clients) throws IOException {
        String info = "{\"info\":\"" + "i".repeat(1000) + "\"}";
        for (int i = 0; i < 1500; i++) {
            RawClient client = connect(server, clients, info);
            client.read();
            client.reset();
            clients.remove(client);
        }
    }

    private static void askForMembers(ServerProcess server, List<RawClient> clients) throws IOException {
        leaveMembers(server, clients);
        connect(server, clients, "{}").send(times(200, WireFrame.text("{\"method\":\"$members\",\"id\":1}")));
    }

    private static void nameMany(ServerProcess server, List<RawClient> clients) throws IOException {
        leaveMembers(server, clients);
        byte[] hint = WireFrame.text("{\"method\":\"hint\",\"to\":[\"x\"" + ",\"x\"".repeat(15_999) + "]}");
        connect(server, clients, "{}").send(times(20, hint));
    }

    private static RawClient fillHistory(ServerProcess server, List<RawClient> clients) throws IOException {
        return fillHistory(server, clients, 40);
    }

    private static RawClient fillHistory(ServerProcess server, List<RawClient> clients, int count) throws IOException {
        RawClient client = connect(server, clients, "{}");
        for (int i = 0; i < count; i++) {
            client.sendText("{\"method\":\"fill\",\"id\":" + (i + 2) + ",\"data\":\"" + "x".repeat(30_000) + "\"}");
            for (WireFrame frame = client.read(); !frame.text().startsWith("{\"method\":\"$ack\""); ) {
                frame = client.read();
            }
        }
        return client;
    }

    private static void askForHistory(ServerProcess server, List<RawClient> clients) throws IOException {
        fillHistory(server, clients).send(times(290, WireFrame.text("{\"method\":\"$history\",\"id\":1}")));
    }

    private static void recover(ServerProcess server, List<RawClient> clients) throws IOException {
        fillHistory(server, clients);
        RawClient first = connect(server, clients, "{}");
        String epoch = Json.field(first.read().text(), "epoch");
        List<RawClient> herd = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            herd.add(connect(server, clients, "{\"epoch\":\"" + epoch + "\",\"offset\":6}"));
        }
        for (RawClient client : herd) {
            String answer = client.read().text();
            while (!answer.startsWith("{\"method\":\"$connect\"")) {
                answer = client.read().text();
            }
        }
    }

    /**
     * Disconnects all members, lets them miss a full history, and reconnects them at once; each must recover all of it.
     */
    private static void comeBack(ServerProcess server, List<RawClient> clients) throws IOException {
        List<String> positions = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            RawClient client = connect(server, clients, "{}");
            Matcher told = POSITION.matcher(client.read().text());
            assertTrue(told.find());
            positions.add("{\"session\":\"" + told.group(1) + "\",\"epoch\":\"" + told.group(2) + "\",\"offset\":0}");
            client.reset();
            clients.remove(client);
        }
        fillHistory(server, clients, 34);
        List<RawClient> herd = new ArrayList<>();
        for (String position : positions) {
            herd.add(connect(server, clients, position));
        }
        for (RawClient client : herd) {
            WireFrame answer = client.read();
            assertTrue(
                    answer.text().contains("\"resumed\":true,\"recovered\":true,\"publications\":[{"),
                    () -> "Not recovered: "
                            + answer.text()
                                    .substring(0, Math.min(300, answer.text().length())));
        }
    }

    private static void beginMessages(ServerProcess server, List<RawClient> clients) throws IOException {
        beginMessages(server, clients, 1100);
    }

    private static void beginMessages(ServerProcess server, List<RawClient> clients, int count) {
        for (int i = 0; i < count; i++) {
            begin(server, clients, part(BINARY, LARGE));
        }
    }

    /** Sends request heads with a total size of the direct memory. */
    private static void beginHandshakes(ServerProcess server, List<RawClient> clients) throws IOException {
        byte[] head = ("GET /ws/r HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "x".repeat(15_000))
                .getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 4000; i++) {
            RawClient client = RawClient.connect(server.port());
            clients.add(client);
            client.send(head);
        }
    }

    private static void beginFrames(ServerProcess server, List<RawClient> clients) throws IOException {
        byte[] frame = whole(TEXT, LARGE);
        for (int i = 0; i < 1100; i++) {
            begin(server, clients, Arrays.copyOf(frame, frame.length - 1));
        }
    }

    /** Continues with the next connection after a refused or cut one. */
    private static void begin(ServerProcess server, List<RawClient> clients, byte[] part) {
        try {
            open(server, clients, "/ws/strangers").send(part);
        } catch (IOException | AssertionError e) {
            // The server has a bound.
        }
    }

    private static void openRooms(ServerProcess server, List<RawClient> clients) throws IOException {
        for (int i = 0; i < 20_000; i++) {
            RawClient client = open(server, clients, "/ws/kept-" + i);
            client.sendText("x");
            client.read();
            client.reset();
            clients.remove(client);
        }
    }
}
