package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.rules.Decision;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Repeated, late, blocking, failing and abandoned rules. */
class RuleFailuresTest extends RuledRooms {

    @Test
    void repeats_a_rule_after_a_concurrent_change_of_the_state() {
        ManualNode.Peer li = join("judge-1", "li");
        ManualNode.Peer wang = join("judge-1", "wang");
        publish(li, 2, "slow-count", "");
        publish(wang, 2, "count", "");
        li.received();
        judge.open.get(0).complete(Decision.accept());
        node.settle();
        judge.open.get(1).complete(Decision.accept());
        node.settle();
        assertTrue(only(li, "\"method\":\"slow-count\"").contains("\"set\":{\"server/count\":2}"));
        assertEquals(3, judge.runs);
    }

    @Test
    void gives_up_after_the_third_repetition() {
        ManualNode.Peer li = join("judge-1", "li");
        ManualNode.Peer wang = join("judge-1", "wang");
        publish(li, 2, "slow-count", "");
        li.received();
        for (int i = 0; i < 4; i++) {
            publish(wang, 2 + i, "count", "");
            judge.open.get(i).complete(Decision.accept());
            node.settle();
        }
        assertEquals(4, judge.open.size());
        assertTrue(only(li, "$error").contains("\"code\":\"conflict\""));
        publish(li, 3, "chat", "");
        assertEquals(
                1, li.received().stream().filter(each -> each.contains("$ack")).count());
    }

    @Test
    void refuses_a_message_without_a_timely_decision_and_ignores_a_late_one() {
        ManualNode.Peer li = join("judge-1", "li");
        li.received();
        publish(li, 2, "later", "");
        publish(li, 3, "chat", "");
        node.pass(TIMEOUT);
        List<String> seen = li.received();
        assertTrue(
                seen.get(0).contains("\"code\":\"unavailable\"") && seen.get(0).contains("\"id\":2"), seen::toString);
        assertEquals("{\"method\":\"$ack\",\"id\":3,\"data\":{\"offset\":2}}", seen.get(seen.size() - 1));
        judge.open.get(0).complete(Decision.accept());
        node.settle();
        assertEquals(List.of(), li.received());
        assertEquals(List.of("late later"), recorder.said);
    }

    @Test
    void runs_blocking_rules_on_a_bounded_number_of_other_threads() {
        ManualNode.Peer li = join("judge-1", "li");
        ManualNode.Peer wang = join("judge-1", "wang");
        li.received();
        publish(li, 2, "block", "");
        assertEquals(1, workers.size());
        publish(wang, 2, "block", "");
        assertTrue(only(wang, "$error").contains("unavailable"));
        workers.remove().run();
        node.settle();
        assertTrue(only(li, "\"method\":\"block\"").contains("\"set\":{\"server/seen\":2}"));
        publish(wang, 3, "block", "");
        assertEquals(1, workers.size());
        assertEquals(List.of("overload block"), recorder.said);
    }

    @Test
    void refuses_only_the_message_whose_rule_fails() {
        ManualNode.Peer li = join("judge-1", "li");
        li.received();
        for (String method : List.of("fail", "impossible", "nothing")) {
            publish(li, 2, method, "");
            assertTrue(only(li, "$error").contains("\"code\":\"internal\""));
        }
        publish(li, 2, "uni", "");
        assertTrue(only(li, "\"method\":\"uni\"").contains("\"data\":\"from uni\""));
        assertEquals(3, recorder.said.size());
        assertEquals("failed fail: thrown by the test", recorder.said.get(0));
    }

    @Test
    void releases_the_memory_of_a_pending_decision_when_its_connection_ends() {
        ManualNode.Peer li = join("judge-1", "li");
        long before = node.hub.input().used();
        publish(li, 2, "later", ",\"data\":\"" + "x".repeat(1000) + "\"");
        assertTrue(node.hub.input().used() > before);
        li.cut();
        node.settle();
        assertEquals(0, node.hub.input().used());
        judge.open.get(0).complete(Decision.accept());
        node.settle();
    }
}
