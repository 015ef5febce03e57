package dev.roomcast.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.rules.Role;
import dev.roomcast.rules.testing.Outcome;
import dev.roomcast.rules.testing.RulesTester;
import dev.roomcast.rules.testing.TestMember;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules of the example, without a server. */
class DotsAndBoxesTest {

    private final RulesTester room = RulesTester.room("game-ABC123", new DotsAndBoxes());
    private final TestMember li = room.join("li");
    private final TestMember wang = room.join("wang");
    private final TestMember watcher = room.join("zhao", Role.WATCHER);

    private static Outcome sit(TestMember who, int seat) {
        return who.publish("sit", null, Map.of("seat/" + seat, who.client()));
    }

    private static Outcome ready(TestMember who, int round) {
        return who.publish("ready", null, Map.of(who.client() + "/ready", round));
    }

    private static Outcome move(TestMember who, int line) {
        return who.publish("move", Map.of("line", line));
    }

    private void begin() {
        for (Outcome each :
                List.of(sit(li, 0), sit(wang, 1), ready(li, 1), ready(wang, 1), li.publish("start", null))) {
            assertTrue(each.isAccepted(), each::toString);
        }
    }

    @Test
    void plays_a_round_to_its_end() {
        begin();
        List<Integer> lines = new ArrayList<>(IntStream.range(0, 60).boxed().toList());
        Collections.shuffle(lines, new Random(1));
        for (int line : lines) {
            TestMember mover = room.state("turn").asInt() == 0 ? li : wang;
            Outcome outcome = move(mover, line);
            assertTrue(outcome.isAccepted(), outcome::toString);
        }
        assertEquals("over", room.state("phase").asText());
        assertEquals(-1, room.state("boxes").asText().indexOf('.'));
        assertTrue(ready(li, 2).isAccepted() && ready(wang, 2).isAccepted());
        assertTrue(li.publish("start", null).isAccepted());
        assertEquals(1, room.state("turn").asInt(), "the other player begins");
    }

    @Test
    void gives_a_box_and_another_turn_to_the_player_who_closes_it() {
        begin();
        for (int line : new int[] {0, 5, 30}) {
            assertTrue(move(room.state("turn").asInt() == 0 ? li : wang, line).isAccepted());
        }
        assertEquals(1, room.state("turn").asInt());
        assertTrue(move(wang, 31).isAccepted());
        assertEquals("1", room.state("boxes").asText().substring(0, 1));
        assertEquals(1, room.state("turn").asInt());
    }

    @Test
    void lets_the_host_skip_only_an_away_or_departed_player() {
        begin();
        assertTrue(move(li, 0).isAccepted());
        assertEquals("forbidden", li.publish("skip", null).code());
        wang.disconnect();
        TestMember sun = room.join("sun");
        assertTrue(sit(sun, 2).isAccepted());
        assertTrue(li.publish("skip", null).isAccepted());
        assertEquals(2, room.state("turn").asInt());
        room.pass(Duration.ofMinutes(3));
        assertTrue(sit(room.join("new"), 1).isAccepted(), "the seat of a player who has left is free");
    }

    /** Refuses attacks of a hostile client in a round in which li has the turn, and leaves the table unchanged. */
    @TestFactory
    List<DynamicTest> refuses_every_attack() {
        Map<String, Function<DotsAndBoxesTest, Outcome>> attacks = new HashMap<>();
        attacks.put("moves out of turn", test -> move(test.wang, 0));
        attacks.put("moves as a watcher", test -> move(test.watcher, 0));
        attacks.put("moves without a seat", test -> move(test.room.join("eve"), 0));
        attacks.put("draws an existing line", test -> move(test.li, 7));
        attacks.put("draws a negative line", test -> move(test.li, -1));
        attacks.put("draws a line beyond the board", test -> move(test.li, 60));
        attacks.put("draws the largest line", test -> move(test.li, Integer.MAX_VALUE));
        attacks.put("moves without data", test -> test.li.publish("move", null));
        attacks.put("moves without a line", test -> test.li.publish("move", Map.of()));
        attacks.put("gives the line as text", test -> test.li.publish("move", Map.of("line", "3")));
        attacks.put("gives a fraction", test -> test.li.publish("move", Map.of("line", 3.5)));
        attacks.put("gives a number beyond int", test -> test.li.publish("move", Map.of("line", 1L << 40)));
        attacks.put("gives null", test -> test.li.publish("move", Collections.singletonMap("line", null)));
        attacks.put("gives a list", test -> test.li.publish("move", List.of(3)));
        attacks.put("sets the boxes", test -> test.li.publish("x", null, Map.of("boxes", "0".repeat(25))));
        attacks.put("takes the turn", test -> test.wang.publish("x", null, Map.of("turn", 1)));
        attacks.put("ends the round", test -> test.wang.publish("chat", "hi", Map.of("phase", "over")));
        attacks.put("removes a key", test -> test.wang.publish("x", null, Collections.singletonMap("turn", null)));
        attacks.put("closes the door", test -> test.li.publish("x", null, Map.of("$open", false)));
        attacks.put("takes the other's seat", test -> sit(test.room.join("eve"), 0));
        attacks.put("moves to another seat", test -> sit(test.wang, 2));
        attacks.put("takes a seat as a watcher", test -> sit(test.watcher, 2));
        attacks.put("takes an invalid seat", test -> sit(test.wang, 9));
        attacks.put(
                "seats another player",
                test -> test.wang.publish("sit", null, Map.of("seat/2", test.watcher.client())));
        attacks.put("gets ready in a round", test -> ready(test.wang, 1));
        attacks.put("starts again", test -> test.li.publish("start", null));
        attacks.put("starts without being the host", test -> test.wang.publish("start", null));
        attacks.put("skips without being the host", test -> test.wang.publish("skip", null));
        attacks.put("skips an online player", test -> test.li.publish("skip", null));
        attacks.put("sets a key of the server", test -> test.li.publish("x", null, Map.of("server/x", 1)));
        return attacks.entrySet().stream()
                .map(attack -> DynamicTest.dynamicTest(attack.getKey(), () -> {
                    DotsAndBoxesTest test = new DotsAndBoxesTest();
                    test.begin();
                    assertTrue(move(test.li, 7).isAccepted());
                    assertTrue(move(test.wang, 9).isAccepted());
                    String before = test.table();
                    Outcome outcome = attack.getValue().apply(test);
                    assertTrue(outcome.isRefused(), outcome::toString);
                    assertEquals(before, test.table());
                }))
                .toList();
    }

    /** Ignores a table in the data of a move. */
    @Test
    void ignores_the_table_that_a_move_wants_to_set() {
        begin();
        Map<String, Object> forged = Map.of("boxes", "0".repeat(25), "turn", 0, "phase", "over", "round", 9);
        assertTrue(li.publish("move", Map.of("line", 3), forged).isAccepted());
        assertEquals(".".repeat(25), room.state("boxes").asText());
        assertEquals(1, room.state("turn").asInt());
        assertEquals("play", room.state("phase").asText());
    }

    @Test
    void accepts_chat_messages_of_all_members() {
        assertTrue(watcher.publish("chat", "hello").isAccepted());
        assertEquals("hello", li.received("chat").get(0).path("data").asText());
    }

    private String table() {
        return List.of("lines", "boxes", "turn", "phase", "round", "seat/0", "seat/1", "seat/2", "$open").stream()
                .map(key -> room.state(key).toString())
                .toList()
                .toString();
    }
}
