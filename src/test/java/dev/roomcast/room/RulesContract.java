package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.rules.Decision;
import dev.roomcast.rules.OnMethod;
import dev.roomcast.rules.Reaction;
import dev.roomcast.rules.RoomMember;
import dev.roomcast.rules.RoomRules;
import dev.roomcast.rules.RoomView;
import dev.roomcast.rules.Rooms;
import dev.roomcast.rules.Sender;
import dev.roomcast.rules.dispatch.RuleCounters;
import dev.roomcast.rules.dispatch.RuleLog;
import dev.roomcast.rules.dispatch.RuleThreads;
import dev.roomcast.rules.dispatch.RulesRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The contract of engines for rules, on two nodes. */
public abstract class RulesContract extends GameTest {

    /** {@code -Droomcast.turns=10000} increases the number of contested turns. */
    private static final int TURNS = Integer.getInteger("roomcast.turns", 1000);

    private static final int PLAYERS = 4;

    private final RuleCounters counters = new RuleCounters();
    private final Contest contest = new Contest();

    @Override
    RoomLogic.Factory logic() {
        SystemClock clock = new SystemClock();
        return new RulesRegistry(
                        new RuleThreads(Runnable::run, Runnable::run, 1000),
                        new RuleLog(counters, clock),
                        new CommandDecoder(65536),
                        30_000)
                .add(contest, Contest.class);
    }

    /** Counts turns without writing other keys that it reads. */
    @Rooms({"contest*", "skew*", "events*"})
    static class Contest implements RoomRules {
        private final AtomicInteger runs = new AtomicInteger();
        private final AtomicInteger waiting = new AtomicInteger();
        private final CompletableFuture<Void> both = new CompletableFuture<>();

        @OnMethod("turn")
        Decision turn(RoomView room, Sender sender) {
            runs.incrementAndGet();
            int turn = room.state("server/turn").asInt() + 1;
            return Decision.accept().replace(turn).set("server/turn", turn);
        }

        /** Keeps one of two doctors on call: each reads the other's key and removes its own. */
        @OnMethod("off")
        CompletionStage<Decision> off(RoomView room, Sender sender) {
            String other = sender.user().equals("li") ? "server/wang" : "server/li";
            boolean isOtherOn = !room.state(other).isMissingNode();
            if (waiting.incrementAndGet() == 2) {
                both.complete(null);
            }
            return both.thenApply(nothing -> isOtherOn
                    ? Decision.accept().remove("server/" + sender.user())
                    : Decision.refuse("somebody has to stay"));
        }

        @OnMethod("on")
        Decision on(Sender sender) {
            return Decision.accept().set("server/" + sender.user(), true);
        }

        /** Changes nothing and depends on the keys that it read. */
        @OnMethod("say")
        Decision say(RoomView room) {
            return room.state("server/quiet").asBoolean() ? Decision.refuse("quiet") : Decision.accept();
        }

        /** Changes nothing and depends on the whole state. */
        @OnMethod("count")
        Decision count(RoomView room) {
            return Decision.accept().replace(room.state().size());
        }

        @Override
        public Reaction onJoined(RoomView room, RoomMember member) {
            return room.name().startsWith("events")
                    ? Reaction.none()
                            .set("server/joined", room.state("server/joined").asInt() + 1)
                    : Reaction.none();
        }
    }

    @Test
    void loses_no_update_in_contested_turns() throws Exception {
        List<FakeSubscriber> players = new ArrayList<>();
        for (int i = 0; i < PLAYERS; i++) {
            players.add(player(i % 2 == 0 ? here : there, "contest", "p" + i));
        }
        AtomicInteger accepted = new AtomicInteger();
        var turns = ConcurrentHashMap.<Integer>newKeySet();
        ExecutorService threads = Executors.newFixedThreadPool(PLAYERS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (FakeSubscriber player : players) {
                all.add(threads.submit(() -> {
                    for (int id = 2; accepted.get() < TURNS; id++) {
                        String answer = answer(player.ask("{'method':'turn','id':" + id + "}"));
                        if (answer.startsWith("$ack")) {
                            accepted.incrementAndGet();
                            assertTrue(turns.add(Integer.parseInt(answer.substring(5))), "each offset occurs once");
                        } else {
                            assertTrue(answer.startsWith("conflict"), answer);
                        }
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertTrue(accepted.get() >= TURNS);
        assertEquals(accepted.get(), state(here, "contest").get("server/turn").intValue());
        assertEquals(accepted.get(), state(there, "contest").get("server/turn").intValue());
        assertEquals(0, counters.failures.sum());
        assertTrue(contest.runs.get() >= accepted.get());
    }

    @Test
    void guards_keys_that_a_rule_read_and_does_not_write() {
        FakeSubscriber li = player(here, "skew", "li");
        FakeSubscriber wang = player(there, "skew", "wang");
        li.ask("{'method':'on','id':2}");
        wang.ask("{'method':'on','id':2}");
        JsonNode before = state(there, "skew");
        assertEquals(2, before.size(), before::toString);
        state(here, "skew");
        li.say("{'method':'off','id':3}");
        wang.say("{'method':'off','id':3}");
        List<String> answers = List.of(answer(awaitAnswer(li, 3)), answer(awaitAnswer(wang, 3)));
        assertEquals(1, answers.stream().filter(each -> each.startsWith("$ack")).count(), answers::toString);
        assertTrue(answers.contains("forbidden"), answers::toString);
        assertEquals(1, state(here, "skew").size());
    }

    private static JsonNode awaitAnswer(FakeSubscriber guest, int id) {
        return guest.await(frame -> frame.get("method").textValue().startsWith("$")
                && frame.has("id")
                && frame.get("id").intValue() == id);
    }

    @Test
    void accepts_a_publication_that_reads_the_state_and_changes_nothing() {
        FakeSubscriber li = player(here, "contest", "li");
        FakeSubscriber wang = player(there, "contest", "wang");
        assertEquals("$ack 1", answer(li.ask("{'method':'say','id':2,'data':'hi'}")));
        assertTrue(wang.until("\"say\"").stream().anyMatch(each -> each.contains("\"hi\"")));
        assertEquals("$ack 2", answer(wang.ask("{'method':'say','id':2,'set':{'a':1}}")));
        assertEquals("1", state(here, "contest").get("a").toString());
    }

    @Test
    void accepts_a_decision_on_the_whole_state_of_a_closed_room() throws Exception {
        FakeSubscriber li = player(here, "contest", "li");
        for (int i = 2; i <= 5; i++) {
            assertEquals("$ack " + (i - 1), answer(li.ask("{'method':'m','id':" + i + ",'set':{'a':" + i + "}}")));
        }
        answer(here.admin.close("contest" + suffix));
        li.closed();
        FakeSubscriber wang = player(there, "contest", "wang");
        assertEquals("$ack 1", answer(wang.ask("{'method':'count','id':2}")));
    }

    @Test
    void reacts_to_each_join_on_any_node() throws Exception {
        for (int i = 0; i < 6; i++) {
            player(i % 2 == 0 ? here : there, "events", "p" + i);
        }
        dev.roomcast.testkit.Eventually.eventually(
                "each join is counted",
                () -> state(here, "events").path("server/joined").asInt() >= 6);
    }
}
