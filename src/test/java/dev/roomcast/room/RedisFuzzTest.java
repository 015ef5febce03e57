package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomcast.redis.RedisEngines;
import dev.roomcast.redis.RedisServer;
import dev.roomcast.redis.client.RedisAddress;
import dev.roomcast.testkit.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Arguments of the Redis scripts: a room of two nodes with a Redis and a room in memory receive the same unusual names,
 * values, ids and conditions, and their members must receive the same frames. {@code -Dfuzz.seed=7} repeats the inputs.
 */
class RedisFuzzTest extends GameTest {

    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime() % 1_000_000);
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 20_000) / 40;

    /** Texts that resemble other words, numbers or line ends, or that end a Lua string. */
    private static final List<String> ODD = List.of(
            "",
            " ",
            "-",
            "=",
            "*",
            "o n1 ",
            "0",
            "-1",
            "1e9",
            "nan",
            "\n",
            "a\nP c_1 5\n{}",
            "\u0000",
            "\u0000e 1",
            "%d%s%z",
            "]]--",
            "\"\\",
            "{}",
            "}:1",
            "李 四",
            "😀",
            "\u2028",
            "x".repeat(64));

    @RegisterExtension
    static final RedisEngines engines = new RedisEngines();

    private static RedisServer redis;

    private final Random random = new Random(SEED);
    private TestNode memory;

    @BeforeAll
    static void open() {
        redis = RedisServer.open();
    }

    @AfterAll
    static void close() {
        if (redis != null) {
            redis.close();
        }
    }

    @Override
    protected List<Engine> engines(Ids names, SystemClock clock) {
        memory = new TestNode(new MemoryEngine(names, clock), clock, TwoNodeTest::type);
        return engines.two(RedisAddress.of(redis.url()), names, clock);
    }

    /** The same room with one of the engines, and the frames of its members. */
    private final class World {
        private final List<FakeSubscriber> members = new ArrayList<>();
        private final List<List<String>> heard = new ArrayList<>();

        /** A host, another player, a watcher, and a member without a role. */
        World(List<TestNode> nodes, List<ObjectNode> arrivals, List<String> users) {
            for (int i = 0; i < arrivals.size(); i++) {
                FakeSubscriber member = nodes.get(i % nodes.size()).guest("r" + suffix, users.get(i));
                member.say(text(arrivals.get(i)));
                member.welcome();
                members.add(member);
                heard.add(new ArrayList<>());
            }
        }

        /** Replaces client ids and the epoch, which differ between the rooms. */
        private String plain(String frame) {
            String plain = frame.replaceAll("\"time\":\\d+", "\"time\":0");
            for (int i = 0; i < members.size(); i++) {
                plain = plain.replace(client(members.get(i)), "@" + i);
            }
            return plain.replace(members.get(0).known("epoch"), "@E");
        }

        private String filled(String request) {
            String filled = request.replace("@E", members.get(0).known("epoch"));
            for (int i = 0; i < members.size(); i++) {
                filled = filled.replace("@" + i, client(members.get(i)));
            }
            return filled;
        }

        /** Waits for the answer and keeps earlier frames. */
        String ask(int number, long id, String request) {
            FakeSubscriber member = members.get(number);
            member.say(filled(request));
            while (true) {
                String frame = member.next();
                JsonNode read = Json.parse(frame);
                if (read.path("id").asLong() == id
                        && read.get("method").textValue().startsWith("$")) {
                    return answer(read);
                }
                keep(number, frame);
            }
        }

        private void keep(int number, String frame) {
            if (!frame.startsWith("{\"method\":\"$")) {
                heard.get(number).add(plain(frame));
            }
        }

        /** Returns the state of the room in the welcome of a new member on a node. */
        JsonNode state(TestNode node) {
            return Json.parse(plain(RedisFuzzTest.this.state(node, "r").toString()));
        }

        List<List<String>> end() {
            members.get(0).say("{'method':'end','id':9999999}");
            for (int i = 0; i < members.size(); i++) {
                for (String frame : members.get(i).until("\"method\":\"end\"")) {
                    keep(i, frame);
                }
            }
            return heard;
        }
    }

    /** Quotes a text for {@link FakeSubscriber#say}. */
    private static String text(ObjectNode frame) {
        return frame.toString().replace("'", "\\u0027");
    }

    private String odd() {
        return ODD.get(random.nextInt(ODD.size()));
    }

    private JsonNode value() {
        ObjectNode object = Json.JSON.createObjectNode();
        return switch (random.nextInt(5)) {
            case 0 -> object.textNode(odd());
            case 1 -> object.numberNode(random.nextDouble() * Math.pow(10, random.nextInt(-20, 20)));
            case 2 -> object.nullNode();
            case 3 -> object.put(odd(), odd());
            default -> object.arrayNode().add(odd()).add(random.nextLong());
        };
    }

    private String key() {
        return switch (random.nextInt(8)) {
            case 0 -> "@" + random.nextInt(4) + "/x";
            case 1 -> "host/" + random.nextInt(3);
            case 2 -> "c_gone/" + random.nextInt(3);
            case 3 -> "-";
            case 4 -> "0";
            case 5 -> "a".repeat(1 + random.nextInt(64));
            default -> "k" + random.nextInt(4);
        };
    }

    private ObjectNode publication(long id) {
        ObjectNode frame = Json.JSON.createObjectNode();
        String method = odd();
        frame.put("method", method.isEmpty() ? "m" : method).put("id", id);
        if (random.nextBoolean()) {
            frame.set("data", value());
        }
        if (random.nextInt(3) == 0) {
            ObjectNode set = frame.putObject("set");
            for (int i = random.nextInt(3); i >= 0; i--) {
                set.set(key(), value());
            }
            if (random.nextBoolean()) {
                frame.putObject("if")
                        .put("epoch", random.nextInt(4) == 0 ? odd() : "@E")
                        .put("offset", random.nextInt(4) == 0 ? random.nextLong() >>> 1 : random.nextInt(200));
            }
        } else if (random.nextInt(3) == 0) {
            frame.putArray("to").add("@" + random.nextInt(4)).add(odd()).add("c_" + odd());
        } else if (random.nextInt(6) == 0) {
            frame.put("volatile", true);
        }
        return frame;
    }

    @Test
    void sends_members_the_same_frames_with_redis_as_in_memory_for_any_input() throws Exception {
        System.out.println("Fuzzing scripts with -Dfuzz.seed=" + SEED);
        List<ObjectNode> arrivals = new ArrayList<>();
        List<String> users = new ArrayList<>();
        for (String game : new String[] {"play", "play", "watch", null}) {
            ObjectNode frame =
                    Json.JSON.createObjectNode().put("method", "$connect").put("id", 1);
            ObjectNode data = frame.putObject("data");
            data.putObject("info").set(odd(), value());
            if (game != null) {
                data.put("game", game);
            }
            arrivals.add(frame);
            users.add(arrivals.size() + name());
        }
        World shared = new World(List.of(here, there), arrivals, users);
        World alone = new World(List.of(memory), arrivals, users);
        Set<String> answers = new HashSet<>();
        long id = 2;
        for (int i = 0; i < ROUNDS; i++) {
            int member = random.nextInt(4);
            boolean isRepeated = random.nextInt(10) == 0;
            id += isRepeated ? 0 : 1;
            String request = text(publication(id));
            String expected;
            try {
                expected = alone.ask(member, id, request);
            } catch (IllegalArgumentException e) {
                continue; // not a frame of the protocol
            }
            answers.add(expected.replaceAll(" .*", ""));
            assertEquals(expected, shared.ask(member, id, request), "seed " + SEED + ", round " + i + ": " + request);
        }
        assertEquals(alone.end(), shared.end(), "seed " + SEED);
        assertEquals(alone.state(memory), shared.state(there), "seed " + SEED);
        assertTrue(answers.containsAll(Set.of("$ack", "conflict", "forbidden")), answers::toString);
        assertEquals(List.of(), memory.failures);
    }

    /** Returns an unusual user name. */
    private String name() {
        String name = odd();
        return name.length() > 60 ? name.substring(0, 60) : name;
    }
}
