package dev.roomcast.room;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.testkit.Json;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The contract of engines for players: the shared state. */
abstract class StateContract extends ServerStateContract {

    @Test
    void keeps_the_exact_text_of_each_value() {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = watcher(there, "r", "wang");
        FakeSubscriber plain = there.plain("r" + suffix, "zhao").join();
        presence(wang, "joins");
        assertEquals(
                "$ack 1", answer(li.ask("{'method':'m','id':1,'data':7,'set':{'a/1': 1.0 ,'b':{ 'x':'赵\\u0061' }}}")));
        String set = "\"data\":7,\"set\":{\"a/1\": 1.0 ,\"b\":{ \"x\":\"赵\\u0061\" }},\"user\":\"li\"";
        assertTrue(plain.next().contains(set));
        assertTrue(wang.until("\"set\"").stream().anyMatch(each -> each.contains(set)));
        assertEquals(Json.node("{'a/1':1.0,'b':{'x':'赵a'}}"), state(there, "r"));
        FakeSubscriber late = arriving(there, "r", "late", "'game':'watch'");
        assertTrue(late.until("\"state\"").get(0).contains("\"state\":{\"a/1\":1.0,\"b\":{ \"x\":\"赵\\u0061\" }}"));
        JsonNode history = li.history(0, 0).get("publications").get(0);
        assertEquals("1.0", history.get("set").get("a/1").toString());
    }

    @Test
    void sends_the_state_only_without_recovery() {
        FakeSubscriber li = player(here, "short", "li");
        set(li, 1, "{'a':1}");
        FakeSubscriber wang = player(there, "short", "wang");
        assertEquals("{\"a\":1}", wang.welcome().get("state").toString());
        wang.cut();
        set(li, 2, "{'a':2}");
        FakeSubscriber back = returning(here, "short", wang, 1);
        assertTrue(back.welcome().get("recovered").booleanValue());
        assertFalse(back.welcome().has("state"));
        assertEquals(
                "2",
                back.welcome().get("publications").get(0).get("set").get("a").toString());
        back.cut();
        for (int i = 3; i < 10; i++) {
            set(li, i, "{'a':" + i + "}");
        }
        FakeSubscriber again = returning(there, "short", wang, 1);
        assertFalse(again.welcome().get("recovered").booleanValue());
        assertEquals("{\"a\":9}", again.welcome().get("state").toString());
        assertEquals(9, again.welcome().get("offset").intValue());
    }

    @Test
    void removes_keys() {
        FakeSubscriber li = player(here, "r", "li");
        set(li, 1, "{'a':1,'b':2}");
        assertEquals("$ack 2", set(li, 2, "{'a':null,'c':null}"));
        assertEquals(Json.node("{'b':2}"), state(there, "r"));
    }

    @Test
    void accepts_a_change_only_if_no_key_was_changed_after_the_position() {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        String epoch = li.known("epoch");
        assertEquals("$ack 1", setIf(li, 1, "{'seat/1':'li'}", epoch, 0));
        assertEquals("conflict 1", setIf(wang, 1, "{'seat/1':'wang','x':1}", epoch, 0));
        assertEquals("$ack 2", setIf(wang, 2, "{'x':1}", epoch, 0));
        assertEquals("conflict 2", setIf(li, 3, "{'seat/1':1,'x':1}", epoch, 0), "the highest version");
        assertEquals("$ack 3", set(li, 4, "{'seat/1':null}"));
        assertEquals("conflict 3", setIf(wang, 3, "{'seat/1':1}", epoch, 2), "a removal is a change");
        assertEquals("$ack 4", set(li, 5, "{'x':1}"));
        assertEquals("conflict 4", setIf(wang, 4, "{'x':1}", epoch, 3), "setting an equal value is a change");
        assertEquals("conflict 4", setIf(wang, 5, "{'y':1}", "other", 4));
        assertEquals("conflict 4", setIf(wang, 6, "{'y':1}", epoch, 5));
        assertEquals("$ack 5", setIf(wang, 7, "{'y':1,'x':2,'seat/1':3}", epoch, 4));
        assertEquals(Json.node("{'x':2,'y':1,'seat/1':3}"), state(here, "r"));
    }

    @Test
    void leaves_no_effect_of_a_refused_publication() {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        String epoch = li.known("epoch");
        set(li, 1, "{'a':1}");
        assertEquals("conflict 1", setIf(wang, 7, "{'b':1,'a':2}", epoch, 0));
        assertEquals("$ack 2", setIf(wang, 7, "{'b':3}", epoch, 1), "the id is free");
        assertEquals("$ack 2", setIf(wang, 7, "{'b':4}", epoch, 0), "the id is in use now");
        assertEquals(Json.node("{'a':1,'b':3}"), state(there, "r"));
    }

    @Test
    void acknowledges_a_repeated_id_before_it_checks_rights() throws Exception {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        assertEquals("$ack 1", set(li, 1, "{'host/a':1}"));
        assertEquals("$host", host(li, 2, client(wang)));
        assertHost(wang, li, wang);
        assertEquals("$ack 1", set(li, 1, "{'host/a':2}"));
        assertEquals("forbidden", set(li, 3, "{'host/a':2}"));
        li.cut();
        FakeSubscriber back = returning(there, "r", li, 1);
        assertEquals("$ack 1", set(back, 1, "{'host/a':2}"));
    }

    @Test
    void restricts_each_key_to_its_authorized_members() {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        FakeSubscriber watcher = watcher(there, "r", "watcher");
        assertEquals("$ack 1", set(wang, 1, "{'a':1,'hosts':1,'servers':1,'" + client(wang) + "/ready':true}"));
        assertEquals("forbidden", set(wang, 2, "{'a':2,'host':1}"));
        assertEquals("forbidden", set(wang, 3, "{'host/map':1}"));
        assertEquals("forbidden", set(wang, 4, "{'server':1}"));
        assertEquals("forbidden", set(li, 1, "{'server/x':1}"));
        assertEquals("forbidden", set(wang, 5, "{'$open':true}"));
        assertEquals("forbidden", set(wang, 6, "{'" + client(li) + "':1}"));
        assertEquals("forbidden", set(wang, 7, "{'c_gone/x':1}"));
        assertEquals("$ack 2", set(li, 2, "{'host':1,'host/map':'ice','$open':true,'" + client(watcher) + "/x':1}"));
        assertEquals("conflict 2", set(li, 3, "{'c_gone/x':1}"));
        assertEquals("forbidden", set(watcher, 1, "{'a':3}"));
        assertEquals("forbidden", set(watcher, 2, "{'" + client(watcher) + "/x':3}"));
        assertEquals("$ack 3", answer(watcher.ask("{'method':'m','id':3}")));
    }

    @Test
    void ignores_set_and_if_of_members_without_a_role() {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber plain = member(there, "r", "plain");
        assertEquals("$ack 1", answer(plain.ask("{'method':'m','id':1,'set':{'a':1},'if':7}")));
        assertFalse(li.await("m").has("set"));
        assertEquals("$ack 2", answer(plain.ask("{'method':'m','id':2,'set':'nothing','if':null}")));
        assertEquals(Json.node("{}"), state(here, "r"));
    }

    @Test
    void removes_the_keys_of_a_departed_member() throws Exception {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        String own = client(wang);
        set(wang, 1, "{'" + own + "/ready':true,'" + own + "':1,'a':'" + own + "'}");
        set(li, 1, "{'" + client(li) + "/x':1}");
        wang.cut();
        presence(li, "updates");
        assertTrue(state(here, "r").has(own + "/ready"));
        returning(here, "r", wang, -1).leave();
        presence(li, "leaves");
        assertEquals(Json.node("{'a':'" + own + "','" + client(li) + "/x':1}"), state(here, "r"));
        assertEquals(Json.node("{'a':'" + own + "','" + client(li) + "/x':1}"), state(there, "r"));
        assertEquals("conflict 2", set(li, 2, "{'" + own + "/ready':true}"));
        li.leave();
        li.closed();
        eventually("the room is empty", () -> here.rooms.counters().members.sum() == 0);
        assertEquals(Json.node("{'a':'" + own + "'}"), state(there, "r"), "the other keys outlive the members");
    }

    @Test
    void forbids_keys_of_clients_in_rooms_that_only_count_members() {
        FakeSubscriber li = player(here, "few", "li");
        assertEquals("$ack 1", set(li, 1, "{'" + client(li) + "/x':1}"));
        member(here, "few", "a");
        member(here, "few", "b");
        assertEquals("forbidden", set(li, 2, "{'" + client(li) + "/x':1}"));
        assertEquals("$ack 2", set(li, 3, "{'x':1}"));
    }

    @Test
    void refuses_malformed_changes() {
        FakeSubscriber li = player(here, "r", "li");
        String key = "k".repeat(64);
        String many = IntStream.range(0, 17).mapToObj(i -> "'k" + i + "':1").collect(Collectors.joining(","));
        List<String> bad = List.of(
                "'set':{}",
                "'set':7",
                "'set':null",
                "'set':{'':1}",
                "'set':{'" + key + "k':1}",
                "'set':{'a b':1}",
                "'set':{'\\u0061':1}",
                "'set':{'赵':1}",
                "'set':{'a':1,'a':2}",
                "'set':{" + many + "}",
                "'set':{'$x':1}",
                "'set':{'$open':1}",
                "'set':{'$max':'2'}",
                "'set':{'$key':''}",
                "'set':{'$key':7}",
                "'set':{'$list':[]}",
                "'if':{'epoch':'e','offset':0}",
                "'set':{'a':1},'if':7",
                "'set':{'a':1},'if':null",
                "'set':{'a':1},'if':{'epoch':'e'}",
                "'set':{'a':1},'if':{'epoch':'e','offset':-1}",
                "'set':{'a':1},'if':{'epoch':7,'offset':1}",
                "'set':{'a':1},'to':['li']",
                "'set':{'a':1},'volatile':true");
        for (String each : bad) {
            assertEquals("bad_request", answer(li.ask("{'method':'m','id':1," + each + "}")), each);
        }
        assertEquals("$ack 1", set(li, 1, "{'" + key + "':1,'_.:/-aZ09':[]}"));
    }

    @Test
    void bounds_values_keys_and_bytes() {
        FakeSubscriber li = player(here, "r", "li");
        String large = "'" + "x".repeat(4094) + "'";
        assertEquals("too_large", set(li, 1, "{'a':" + large.replace("xx", "xxx") + "}"));
        assertEquals("too_large", set(li, 1, "{'$list':{'x':'" + "x".repeat(1024) + "'}}"));
        assertEquals("$ack 1", set(li, 1, "{'a':" + large + ",'b':" + large + ",'c':" + large + "}"));
        assertEquals("too_large", set(li, 2, "{'d':" + large + "}"));
        assertEquals("$ack 2", set(li, 2, "{'d':" + large + ",'a':null}"));
        assertEquals("too_large", set(li, 3, "{'e':" + large + "}"));
        assertEquals("$ack 3", set(li, 3, "{'b':null,'c':null,'d':null}"));
        for (int i = 0; i < 16; i++) {
            int first = 16 * i;
            String keys = IntStream.range(first, first + 16)
                    .mapToObj(k -> "'k" + k + "':1")
                    .collect(Collectors.joining(","));
            assertEquals("$ack " + (i + 4), set(li, i + 4, "{" + keys + "}"));
        }
        assertEquals("too_large", set(li, 30, "{'more':1}"));
        assertEquals("$ack 20", set(li, 30, "{'more':1,'k0':null}"));
    }

    @Test
    void bounds_the_bytes_of_a_room_by_its_type() {
        FakeSubscriber li = player(here, "tiny", "li");
        assertEquals("$ack 1", set(li, 1, "{'a':'" + "x".repeat(61) + "'}"), "64 bytes");
        assertEquals("too_large", set(li, 2, "{'b':1}"));
        assertEquals("$ack 2", set(li, 2, "{'a':'" + "y".repeat(61) + "'}"), "no larger than before");
    }

    @Test
    void remembers_the_last_256_removed_keys_and_reports_false_conflicts_beyond() {
        FakeSubscriber li = player(here, "r", "li");
        String epoch = li.known("epoch");
        for (int i = 0; i < 17; i++) {
            int first = 16 * i;
            set(
                    li,
                    i + 1,
                    "{"
                            + IntStream.range(first, first + 16)
                                    .mapToObj(k -> "'k" + k + "':null")
                                    .collect(Collectors.joining(","))
                            + "}");
        }
        assertEquals("conflict 2", setIf(li, 30, "{'k16':1}", epoch, 1), "is remembered");
        assertEquals("conflict 1", setIf(li, 30, "{'k0':1}", epoch, 0), "counts as the latest forgotten removal");
        assertEquals("conflict 1", setIf(li, 30, "{'never':1}", epoch, 0), "a false conflict");
        assertEquals("$ack 18", setIf(li, 30, "{'never':1,'k0':1}", epoch, 1));
    }

    @Test
    void increments_a_key_once_for_each_acknowledgement() throws Exception {
        List<FakeSubscriber> players = List.of(
                player(here, "r", "a"), player(there, "r", "b"), player(here, "r", "c"), player(there, "r", "d"));
        List<Thread> threads = players.stream()
                .map(each -> new Thread(() -> incrementTenTimes(each)))
                .toList();
        threads.forEach(Thread::start);
        for (Thread each : threads) {
            each.join(60_000);
        }
        assertEquals(Json.node("{'n':40}"), state(here, "r"));
        assertEquals(Json.node("{'n':40}"), state(there, "r"));
    }

    /** Increments a key as a client does: it applies all changes and retries after a conflict. */
    private static void incrementTenTimes(FakeSubscriber guest) {
        String epoch = guest.known("epoch");
        int[] seen = {0, guest.welcome().get("offset").intValue()};
        JsonNode before = guest.welcome().get("state").get("n");
        seen[0] = before == null ? 0 : before.intValue();
        int acked = 0;
        for (int id = 1; acked < 10; id++) {
            int number = id;
            guest.say("{'method':'inc','id':" + id + ",'set':{'n':" + (seen[0] + 1) + "},'if':{'epoch':'" + epoch
                    + "','offset':" + seen[1] + "}}");
            JsonNode answer = null;
            long until = 0;
            while (answer == null || seen[1] < until) {
                JsonNode frame = guest.await(any -> true);
                if (frame.has("set")) {
                    seen[0] = frame.get("set").get("n").intValue();
                    seen[1] = frame.get("offset").intValue();
                } else if (frame.path("id").asInt() == number) {
                    answer = frame;
                    until = frame.get("data").get("offset").longValue();
                }
            }
            acked += FakeSubscriber.is(answer, "$ack") ? 1 : 0;
        }
    }
}
