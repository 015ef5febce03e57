package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.Frame;
import dev.roomcast.room.RoomType;
import dev.roomcast.rules.Decision;
import dev.roomcast.rules.Joiner;
import dev.roomcast.rules.OnMethod;
import dev.roomcast.rules.Publication;
import dev.roomcast.rules.Reaction;
import dev.roomcast.rules.RefusalCode;
import dev.roomcast.rules.RoomMember;
import dev.roomcast.rules.RoomRules;
import dev.roomcast.rules.RoomView;
import dev.roomcast.rules.Rooms;
import dev.roomcast.rules.Sender;
import dev.roomcast.rules.dispatch.RuleReporter;
import dev.roomcast.rules.dispatch.RuleThreads;
import dev.roomcast.rules.dispatch.RulesRegistry;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The application's rules between a connection and its room. */
class RulesTest {

    private static final long TIMEOUT = 3000;

    private final Recorder recorder = new Recorder();
    private final Queue<Runnable> workers = new ArrayDeque<>();
    private final Judge judge = new Judge();
    private final RulesRegistry registry = registry(1).add(judge, Judge.class).add(new Silent(), Silent.class);
    private final ManualNode node = new ManualNode(ManualNode.LIMITS, ManualNode.TYPE, registry);

    private RulesRegistry registry(int threads) {
        return new RulesRegistry(
                new RuleThreads(workers::add, workers::add, threads), recorder, new CommandDecoder(65536), TIMEOUT);
    }

    private static final class Recorder implements RuleReporter {
        private final List<String> said = new ArrayList<>();

        @Override
        public void failed(Class<?> rule, String room, String what, Throwable cause) {
            said.add("failed " + what + ": " + cause.getMessage());
        }

        @Override
        public void timedOut(Class<?> rule, String room, String what) {
            said.add("late " + what);
        }

        @Override
        public void overloaded(Class<?> rule, String room, String what) {
            said.add("overload " + what);
        }

        @Override
        public void dropped(Class<?> rule, String room, String what, String why) {
            said.add("dropped " + what + ": " + why);
        }
    }

    record Point(int x, Integer y) {}

    /** Does what the method asks for. */
    @Rooms("judge-*")
    static class Judge implements RoomRules {
        private final List<CompletableFuture<Decision>> open = new ArrayList<>();
        private final List<String> events = new ArrayList<>();
        private int runs;

        @Override
        public Decision onJoin(RoomView room, Joiner joiner) {
            return switch (String.valueOf(joiner.user())) {
                case "bad" -> Decision.refuse("you may not come in");
                case "guest" -> Decision.acceptAsWatcher();
                case "broken" -> throw new IllegalStateException("join fails");
                default -> Decision.accept();
            };
        }

        @OnMethod("later")
        CompletionStage<Decision> later() {
            open.add(new CompletableFuture<>());
            return open.get(open.size() - 1);
        }

        @OnMethod("uni")
        Uni<Decision> uni(Publication publication) {
            return Uni.createFrom().item(Decision.accept().replace("from uni"));
        }

        @Blocking
        @OnMethod("block")
        Decision block(RoomView room) {
            return Decision.accept().set("server/seen", room.members().size());
        }

        @OnMethod("point")
        void point(Point point, Sender sender) {
            events.add("point " + point.x() + " " + point.y() + " of " + sender.user());
        }

        @OnMethod("count")
        Decision count(RoomView room) {
            runs++;
            return Decision.accept()
                    .set("server/count", room.state("server/count").asInt() + 1);
        }

        @OnMethod("slow-count")
        CompletionStage<Decision> slowCount(RoomView room) {
            runs++;
            int count = room.state("server/count").asInt() + 1;
            return later().thenApply(decision -> decision.set("server/count", count));
        }

        @OnMethod("all")
        Decision all(RoomView room, Sender sender) {
            String other = room.members().get(1).client();
            return Decision.accept()
                    .replace(Map.of("by", "server"))
                    .set("server/a", List.of(1))
                    .publish("second", 2)
                    .send(List.of(other), "secret", 3)
                    .host(other);
        }

        @OnMethod("kick")
        Decision kick(Sender sender) {
            return Decision.refuse("cheater").kick(sender.client());
        }

        @OnMethod("mine")
        Decision mine() {
            return Decision.accept().withoutSet().set("server/mine", true);
        }

        @OnMethod("merge")
        Decision merge() {
            return Decision.accept().set("a", "rule").set("server/b", 2);
        }

        @OnMethod("fail")
        Decision fail() {
            throw new IllegalStateException("as the test wants it");
        }

        @OnMethod("impossible")
        Decision impossible() {
            return Decision.accept().set("no key", 1);
        }

        @OnMethod("nothing")
        Decision nothing() {
            return null;
        }

        @Override
        public Decision onPublication(RoomView room, Sender sender, Publication publication) {
            return switch (publication.method()) {
                case "busy" -> Decision.refuse(RefusalCode.RATE_LIMITED, "slowly");
                case Publication.TEXT ->
                    publication.text().contains("bad")
                            ? Decision.refuse("no")
                            : Decision.accept().replace("said: " + publication.text());
                case Publication.BINARY -> Decision.refuse("no bytes");
                default -> Decision.accept();
            };
        }

        @Override
        public Reaction onJoined(RoomView room, RoomMember member) {
            events.add("joined " + member.user());
            return Reaction.none()
                    .publish("welcome", member.user())
                    .set("server/joins", room.state("server/joins").asInt() + 1);
        }

        @Override
        public Reaction onLeft(RoomView room, RoomMember member, String reason) {
            events.add("left " + member.user() + " " + reason);
            return Reaction.none().set("server/left", member.user());
        }
    }

    @Rooms({"*", "judge-silent"})
    static class Silent implements RoomRules {
        @Override
        public Decision onPublication(RoomView room, Sender sender, Publication publication) {
            return publication.method().equals("judge") ? Decision.refuse("silent") : Decision.accept();
        }
    }

    @AfterEach
    void nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    private ManualNode.Peer join(String room, String user) {
        ManualNode.Peer peer = node.open(room, false, user, 0);
        peer.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"game\":\"play\"}}");
        node.settle();
        return peer;
    }

    private static List<String> methods(ManualNode.Peer peer) {
        return peer.received().stream()
                .map(each -> each.replaceAll("^\\{\"method\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    private void publish(ManualNode.Peer peer, int id, String method, String more) {
        peer.send("{\"method\":\"" + method + "\",\"id\":" + id + more + "}");
        node.settle();
    }

    private static String only(ManualNode.Peer peer, String part) {
        List<String> all =
                peer.received().stream().filter(each -> each.contains(part)).toList();
        assertEquals(1, all.size(), all::toString);
        return all.get(0);
    }

    @Test
    void keeps_the_order_of_a_member_while_a_rule_decides_and_others_do_not_wait() {
        ManualNode.Peer li = join("judge-1", "li");
        ManualNode.Peer wang = join("judge-1", "wang");
        wang.received();
        li.send("{\"method\":\"later\",\"id\":2}");
        li.send("{\"method\":\"chat\",\"id\":3}");
        li.send("{\"method\":\"$leave\"}");
        publish(wang, 2, "other", "");
        assertEquals(List.of("other", "$ack"), methods(wang));
        assertFalse(li.transport.isRead());
        judge.open.get(0).complete(Decision.accept());
        node.settle();
        assertEquals(List.of("later", "chat", "$presence"), methods(wang).subList(0, 3));
    }

    @Test
    void reads_data_as_a_record_and_refuses_what_does_not_fit() {
        ManualNode.Peer li = join("judge-1", "li");
        publish(li, 2, "point", ",\"data\":{\"x\":1,\"y\":2,\"z\":3}");
        publish(li, 3, "point", ",\"data\":{\"x\":1}");
        li.received();
        for (String bad : List.of("{}", "{\"x\":null}", "{\"x\":\"1\"}", "{\"x\":1.5}", "[1]", "7", "null")) {
            publish(li, 4, "point", ",\"data\":" + bad);
            assertTrue(only(li, "$error").contains("\"code\":\"bad_request\""), bad);
        }
        publish(li, 5, "point", "");
        assertTrue(only(li, "$error").contains("data is missing"));
        assertEquals(List.of("joined li", "point 1 2 of li", "point 1 null of li"), judge.events);
    }

    @Test
    void does_all_that_a_decision_says_in_one_order() {
        ManualNode.Peer li = join("judge-1", "li");
        ManualNode.Peer wang = join("judge-1", "wang");
        li.received();
        wang.received();
        publish(li, 2, "all", ",\"data\":1");
        List<String> seen = wang.received();
        assertTrue(
                seen.get(0).contains("\"data\":{\"by\":\"server\"},\"set\":{\"server/a\":[1]},\"user\":\"li\""),
                seen::toString);
        assertTrue(seen.get(1).startsWith("{\"method\":\"second\",\"data\":2"), seen::toString);
        assertTrue(seen.get(2).startsWith("{\"method\":\"secret\",\"data\":3"), seen::toString);
        assertTrue(seen.get(3).contains("\"host\":\"c_"), seen::toString);
        assertFalse(methods(li).contains("secret"));
    }

    @Test
    void refuses_with_code_and_message_and_removes_a_cheater() {
        ManualNode.Peer li = join("judge-1", "li");
        li.received();
        publish(li, 2, "busy", "");
        assertEquals(
                "{\"method\":\"$error\",\"id\":2,\"data\":{\"code\":\"rate_limited\",\"message\":\"slowly\",\"retry\":true}}",
                only(li, "$error"));
        publish(li, 3, "kick", "");
        List<String> end = li.received();
        assertTrue(end.get(0).contains("cheater"));
        assertEquals("close 4512", end.get(end.size() - 1));
    }

    @Test
    void leaves_out_what_the_sender_wants_to_set_or_joins_it_with_its_own() {
        ManualNode.Peer li = join("judge-1", "li");
        li.received();
        publish(li, 2, "mine", ",\"set\":{\"server/x\":1,\"y\":2}");
        assertTrue(only(li, "\"method\":\"mine\"").contains("\"set\":{\"server/mine\":true}"));
        publish(li, 3, "merge", ",\"set\":{\"a\":1,\"c\":[ 3 ]}");
        assertTrue(only(li, "\"method\":\"merge\"").contains("\"set\":{\"c\":[ 3 ],\"a\":\"rule\",\"server/b\":2}"));
        publish(li, 4, "merge", ",\"set\":{\"server/x\":1}");
        assertTrue(only(li, "$error").contains("forbidden"), "the sender's own keys need the sender's rights");
    }

    @Test
    void asks_again_where_the_state_changed_while_a_rule_decided() {
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
    void refuses_what_is_not_decided_in_time_and_ignores_a_late_decision() {
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
    void runs_a_blocking_rule_elsewhere_and_bounds_how_many() {
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
    void refuses_a_message_whose_rule_fails_and_harms_nothing_else() {
        ManualNode.Peer li = join("judge-1", "li");
        li.received();
        for (String method : List.of("fail", "impossible", "nothing")) {
            publish(li, 2, method, "");
            assertTrue(only(li, "$error").contains("\"code\":\"internal\""));
        }
        publish(li, 2, "uni", "");
        assertTrue(only(li, "\"method\":\"uni\"").contains("\"data\":\"from uni\""));
        assertEquals(3, recorder.said.size());
        assertEquals("failed fail: as the test wants it", recorder.said.get(0));
    }

    @Test
    void decides_who_joins_and_as_what() {
        ManualNode.Peer bad = join("judge-1", "bad");
        assertTrue(only(bad, "$close").contains("you may not come in"));
        ManualNode.Peer guest = join("judge-1", "guest");
        String welcome = only(guest, "$connect");
        assertTrue(welcome.contains("\"game\":\"watch\""));
        List<String> broken = join("judge-1", "broken").received();
        assertEquals("close 1011", broken.get(broken.size() - 1));
        assertEquals(List.of("joined guest"), judge.events);
        assertEquals(List.of("failed join: join fails"), recorder.said);
    }

    @Test
    void reacts_to_events_on_the_state() {
        ManualNode.Peer li = join("judge-1", "li");
        ManualNode.Peer wang = join("judge-1", "wang");
        assertTrue(only(wang, "\"method\":\"welcome\"").contains("\"data\":\"wang\",\"set\":{\"server/joins\":2}"));
        wang.send("{\"method\":\"$leave\"}");
        node.settle();
        assertTrue(only(li, "\"method\":\"state\"").contains("\"set\":{\"server/left\":\"wang\"}"));
        assertEquals(List.of("joined li", "joined wang", "left wang left"), judge.events);
    }

    @Test
    void sees_texts_and_binary_messages_of_level_0() {
        ManualNode.Peer plain = node.plain("judge-1");
        node.settle();
        plain.received();
        plain.send("bad text");
        plain.send("hello");
        plain.send("{\"method\":\"count\"}");
        node.settle();
        plain.connection.receive(Frame.binary(new byte[] {1}));
        node.settle();
        List<String> seen = plain.received();
        assertEquals("said: hello", seen.get(0));
        assertTrue(seen.get(1).startsWith("{\"method\":\"count\",\"set\":{\"server/count\":1}"), seen::toString);
        assertEquals(2, seen.size());
    }

    @Test
    void acknowledges_a_repeated_id_without_asking() {
        ManualNode.Peer li = join("judge-1", "li");
        publish(li, 2, "count", "");
        publish(li, 2, "count", "");
        assertEquals(1, judge.runs);
        assertEquals(
                2, li.received().stream().filter(each -> each.contains("$ack")).count());
    }

    @Test
    void lets_the_most_specific_pattern_decide_and_has_no_rules_elsewhere() {
        ManualNode.Peer li = join("judge-silent", "li");
        li.received();
        publish(li, 2, "judge", "");
        assertTrue(only(li, "$error").contains("silent"));
        RoomType type = ManualNode.TYPE;
        assertNull(registry(1).add(judge, Judge.class).open("other", type));
        assertThrows(IllegalArgumentException.class, () -> registry.add(new Silent(), Silent.class));
    }

    @Test
    void frees_what_an_open_question_holds_when_its_connection_ends() {
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

    @Test
    void rejects_classes_that_cannot_be_rules() {
        @Rooms("a")
        class TwoHandlers implements RoomRules {
            @OnMethod("x")
            void one() {}

            @OnMethod("x")
            void two() {}
        }
        class NoRooms implements RoomRules {}
        @Rooms("a")
        class WrongResult implements RoomRules {
            @OnMethod("x")
            String one() {
                return "";
            }
        }
        @Rooms("a")
        class TwoData implements RoomRules {
            @OnMethod("x")
            void one(String one, Integer two) {}
        }
        for (RoomRules each : List.of(new TwoHandlers(), new NoRooms(), new WrongResult(), new TwoData())) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> registry(1).add(each, each.getClass()),
                    each.getClass().getName());
        }
    }
}
