package dev.roomcast.it;

import static dev.roomcast.testkit.WireFrame.BINARY;
import static dev.roomcast.testkit.WireFrame.PING;
import static dev.roomcast.testkit.WireFrame.TEXT;
import static dev.roomcast.testkit.WireFrame.part;
import static dev.roomcast.testkit.WireFrame.times;
import static dev.roomcast.testkit.WireFrame.utf8;
import static dev.roomcast.testkit.WireFrame.whole;

import dev.roomcast.testkit.Json;
import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.WireFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Clients that repeat, one after the other, all attacks that once harmed a node. A seed repeats a run. */
final class HostileClients {

    /** The number of clients that stay connected with an unfinished attack. */
    private static final int KEPT = 60;

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final byte[] LARGE = new byte[65_000];

    private final int port;
    private final String goodRoom;
    private final Random random;
    private final List<Map.Entry<String, Attack>> attacks;
    private final List<RefusedHandshakesIT.Refused> refused =
            RefusedHandshakesIT.refused().toList();
    private final Deque<RawClient> kept = new ArrayDeque<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private int rooms;

    private interface Attack {
        void run() throws IOException;
    }

    /** @param goodRoom a room of well-behaved members, in which some of the clients listen */
    HostileClients(int port, String goodRoom, long seed) {
        this.port = port;
        this.goodRoom = goodRoom;
        this.random = new Random(seed);
        attacks = List.of(
                Map.entry("refused handshakes", this::refusedHandshakes),
                Map.entry("unfinished frame", this::unfinishedFrame),
                Map.entry("unfinished message", this::unfinishedMessage),
                Map.entry("unfinished handshake", this::unfinishedHandshake),
                Map.entry("$members burst", this::membersBurst),
                Map.entry("$history burst", this::historyBurst),
                Map.entry("members away", this::membersAway),
                Map.entry("huge to", this::hugeTo),
                Map.entry("kept rooms", this::keptRooms),
                Map.entry("$info storm", this::infoStorm),
                Map.entry("slow reader", this::slowReader),
                Map.entry("deep JSON", this::deepJson),
                Map.entry("herd", this::herd),
                Map.entry("ping flood", this::pingFlood),
                Map.entry("bad frames", this::badFrames),
                Map.entry("bad requests", this::badRequests),
                Map.entry("reconnects", this::reconnects));
    }

    /** Runs one attack. Its answer is ignored, because only the other members are checked. */
    void act() {
        Map.Entry<String, Attack> attack = attacks.get(random.nextInt(attacks.size()));
        counts.merge(attack.getKey(), 1, Integer::sum);
        try {
            attack.getValue().run();
        } catch (IOException | AssertionError e) {
            // The attack was refused, cut off, or not answered.
        }
        while (kept.size() > KEPT) {
            kept.remove().reset();
        }
    }

    /** Returns the number of runs by attack. */
    Map<String, Integer> counts() {
        return counts;
    }

    void end() {
        kept.forEach(RawClient::reset);
        kept.clear();
    }

    private String room() {
        return "hostile-" + random.nextInt(8);
    }

    private RawClient open(String path) throws IOException {
        RawClient client = RawClient.connect(port);
        kept.add(client);
        if (client.handshake(path).status() != 101) {
            throw new IOException("refused");
        }
        return client;
    }

    /** @return a connected member with the answer of the server */
    private RawClient connect(String room, String data) throws IOException {
        RawClient client = open("/ws/" + room + "?v=1");
        client.sendText("{\"method\":\"$connect\",\"id\":1,\"data\":" + data + "}");
        return client;
    }

    private static String readWelcome(RawClient client) throws IOException {
        for (int i = 0; i < 20; i++) {
            WireFrame frame = client.read(PATIENCE);
            if (frame == null || frame.opcode() == WireFrame.CLOSE) {
                break;
            }
            if (frame.opcode() == TEXT && frame.text().startsWith("{\"method\":\"$connect\"")) {
                return frame.text();
            }
        }
        throw new IOException("no answer to $connect");
    }

    private void refusedHandshakes() throws IOException {
        RawClient client = RawClient.connect(port);
        kept.add(client);
        for (int i = 0; i < 5; i++) {
            client.send(refused.get(random.nextInt(refused.size())).bytes());
        }
        client.send(utf8(RawClient.request("/ws/" + room())));
    }

    private void unfinishedFrame() throws IOException {
        byte[] frame = whole(random.nextBoolean() ? TEXT : BINARY, LARGE);
        for (int i = 0; i < 10; i++) {
            open("/ws/" + (random.nextInt(4) == 0 ? goodRoom : room())).send(Arrays.copyOf(frame, frame.length - 1));
        }
    }

    private void unfinishedMessage() throws IOException {
        for (int i = 0; i < 10; i++) {
            open("/ws/" + (random.nextInt(4) == 0 ? goodRoom : room())).send(part(BINARY, LARGE));
        }
    }

    private void unfinishedHandshake() throws IOException {
        byte[] request = utf8(RawClient.request("/ws/" + room()));
        RawClient client = RawClient.connect(port);
        kept.add(client);
        client.send(Arrays.copyOf(request, random.nextInt(request.length)));
    }

    private void membersBurst() throws IOException {
        RawClient client = connect(room(), "{}");
        client.send(times(200, WireFrame.text("{\"method\":\"$members\",\"id\":1}")));
    }

    private void historyBurst() throws IOException {
        String room = room();
        fill(room);
        RawClient client = connect(room, "{}");
        client.send(times(290, WireFrame.text("{\"method\":\"$history\",\"id\":1}")));
    }

    /** Publishes at the limit of one connection. */
    private void fill(String room) throws IOException {
        RawClient client = connect(room, "{}");
        String large = "x".repeat(30_000);
        for (int i = 0; i < 40; i++) {
            client.sendText("{\"method\":\"fill\",\"data\":\"" + large + "\"}");
        }
    }

    private void membersAway() throws IOException {
        String info = "{\"info\":\"" + "i".repeat(1000) + "\"}";
        String room = room();
        for (int i = 0; i < 20; i++) {
            connect(room, info).close();
        }
    }

    private void hugeTo() throws IOException {
        RawClient client = connect(room(), "{}");
        client.sendText("{\"method\":\"hint\",\"to\":[\"x\"" + ",\"x\"".repeat(15_999) + "]}");
    }

    private void keptRooms() throws IOException {
        for (int i = 0; i < 50; i++) {
            String room = "kept-" + random.nextInt(1_000_000) + "-" + rooms++;
            if (random.nextBoolean()) {
                RawClient client = open("/ws/" + room);
                client.sendText("x");
                client.close();
            } else {
                connect(room, "{\"info\":\"" + "i".repeat(1000) + "\"}").close();
            }
        }
    }

    private void infoStorm() throws IOException {
        RawClient client = connect(random.nextInt(4) == 0 ? goodRoom : room(), "{}");
        for (int i = 0; i < 250; i++) {
            client.sendText("{\"method\":\"$info\",\"data\":\"" + i + "i".repeat(900) + "\"}");
        }
    }

    private void slowReader() throws IOException {
        RawClient client = RawClient.connectNarrow(port);
        kept.add(client);
        client.handshake("/ws/" + (random.nextBoolean() ? goodRoom : room()));
        fill(room());
    }

    private void deepJson() throws IOException {
        int depth = 100 + random.nextInt(30_000);
        String deep = "{\"method\":\"deep\",\"data\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
        connect(room(), "{}").sendText(deep);
        open("/ws/" + room()).sendText(deep);
    }

    private void herd() throws IOException {
        String room = room();
        fill(room);
        String welcome = readWelcome(connect(room, "{}"));
        String epoch = Json.field(welcome, "epoch");
        for (int i = 0; i < 40; i++) {
            connect(room, "{\"epoch\":\"" + epoch + "\",\"offset\":" + random.nextInt(3) + "}");
        }
    }

    private void pingFlood() throws IOException {
        RawClient client = open("/ws/" + room());
        client.send(times(2000, whole(PING, new byte[125])));
        client.send(times(500, WireFrame.text("ping")));
    }

    private void badFrames() throws IOException {
        byte[] noise = new byte[1 + random.nextInt(500)];
        random.nextBytes(noise);
        open("/ws/" + room()).send(noise);
        open("/ws/" + room()).send(WireFrame.unmasked(WireFrame.FIN | TEXT, utf8("unmasked")));
        open("/ws/" + room()).send(whole(TEXT, new byte[] {(byte) 0xff}));
        open("/ws/" + room()).send(whole(TEXT, new byte[70_000]));
    }

    private void badRequests() throws IOException {
        RawClient client = open("/ws/" + room() + "?v=1");
        client.send(whole(BINARY, utf8("{\"method\":\"$connect\"}")));
        client.sendText("\ufeff{\"method\":\"$connect\"}");
        client.sendText("{\"method\":\"$connect\",\"data\":{\"session\":\"s_x\",\"epoch\":\"\",\"offset\":1e400}}");
        for (int i = 0; i < 12; i++) {
            client.sendText("{\"method\":\"m\",\"id\":" + "9".repeat(60_000) + "}");
        }
        open("/ws/" + room() + "?v=7");
        open("/ws/" + room() + "?user=c_bad");
    }

    private void reconnects() throws IOException {
        for (int i = 0; i < 30; i++) {
            RawClient client = open("/ws/" + room());
            client.send(times(20, WireFrame.text("again")));
            client.reset();
        }
    }
}
