package dev.roomcast.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.hub.ManualClock;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.Frame;
import dev.roomcast.room.EngineUnavailableException;
import dev.roomcast.room.NodeQueries;
import dev.roomcast.room.RoomView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The cost of the list of rooms for other nodes. */
class RoomListTest {

    private static final String LI = "duel-1 1 2 true {\"map\":\"ice\"}\0";

    private final ManualClock clock = new ManualClock();
    private final List<String> questions = new ArrayList<>();
    private final List<CompletableFuture<List<String>>> answers = new ArrayList<>();
    private boolean fails;
    private final RoomList list = new RoomList(null, nodes(), new CommandDecoder(65536), clock, 1 << 20);

    private NodeQueries nodes() {
        return new NodeQueries() {
            @Override
            public CompletionStage<List<String>> query(String topic, String question) {
                if (fails) {
                    throw new IllegalStateException("thrown by the test");
                }
                questions.add(question);
                answers.add(new CompletableFuture<>());
                return answers.get(answers.size() - 1);
            }

            @Override
            public CompletionStage<List<RoomView>> rooms(String prefix, String after, int limit) {
                throw new UnsupportedOperationException();
            }

            @Override
            public CompletionStage<Integer> disconnect(String user) {
                throw new UnsupportedOperationException();
            }
        };
    }

    private CompletableFuture<Frame> ask(String prefix, Map<String, String> where) {
        return list.page(new Command.Rooms(1, prefix, where, false, 0, "")).toCompletableFuture();
    }

    private CompletableFuture<Frame> ask(String prefix) {
        return ask(prefix, Map.of());
    }

    @Test
    void asks_the_nodes_once_a_second_for_each_prefix_for_any_number_of_members() {
        for (int second = 1; second <= 3; second++) {
            List<CompletableFuture<Frame>> pages = new ArrayList<>();
            for (int member = 0; member < 1000; member++) {
                pages.add(ask("duel-", member % 2 == 0 ? Map.of() : Map.of("map", "\"ice\"")));
                if (member == 500) {
                    answers.get(answers.size() - 1).complete(List.of(LI));
                }
            }
            assertTrue(pages.stream().allMatch(page -> page.join().payloadText().contains("duel-1")));
            assertEquals(second, questions.size());
            clock.advance(1000);
        }
        ask("chess-");
        assertEquals(List.of("duel-", "duel-", "duel-", "chess-"), questions);
        assertEquals(4, list.questions());
    }

    @Test
    void asks_no_second_time_while_an_answer_is_late() {
        ask("duel-");
        clock.advance(5000);
        ask("duel-");
        assertEquals(1, questions.size());
    }

    @Test
    void fails_without_an_answer_of_a_node_and_asks_again_after_a_second() {
        CompletableFuture<Frame> page = ask("duel-");
        answers.get(0).completeExceptionally(new EngineUnavailableException());
        assertTrue(page.isCompletedExceptionally());
        assertTrue(ask("duel-").isCompletedExceptionally());
        clock.advance(1000);
        CompletableFuture<Frame> again = ask("duel-");
        answers.get(1).complete(List.of(LI));
        assertTrue(again.join().payloadText().contains("duel-1"));
    }

    @Test
    void fails_on_an_invalid_answer_and_asks_again_after_a_second() {
        CompletableFuture<Frame> page = ask("duel-");
        answers.get(0).complete(List.of("duel-1 many 2 true {}\0"));
        assertTrue(page.isCompletedExceptionally());
        clock.advance(1000);
        CompletableFuture<Frame> again = ask("duel-");
        answers.get(1).complete(List.of(LI));
        assertTrue(again.join().payloadText().contains("duel-1"));
    }

    @Test
    void fails_if_the_request_fails_and_asks_again_after_a_second() {
        fails = true;
        assertTrue(ask("duel-").isCompletedExceptionally());
        fails = false;
        clock.advance(1000);
        CompletableFuture<Frame> again = ask("duel-");
        answers.get(0).complete(List.of(LI));
        assertTrue(again.join().payloadText().contains("duel-1"));
    }

    @Test
    void refuses_prefixes_beyond_the_bound_of_concurrent_requests() {
        for (int i = 0; i < 64; i++) {
            ask("p" + i);
        }
        assertTrue(ask("one-more").isCompletedExceptionally());
        assertEquals(64, questions.size());
        answers.get(0).complete(List.of());
        clock.advance(1000);
        ask("one-more");
        assertEquals(65, questions.size());
    }

    @Test
    void merges_the_answers_of_the_nodes() {
        CompletableFuture<Frame> page = ask("duel-");
        answers.get(0)
                .complete(List.of(
                        "duel-2 1 0 true {}\0duel-3 1 0 false {}\0", "duel-1 1 0 true {}\0duel-2 2 0 true {}\0"));
        assertEquals(
                "{\"method\":\"$rooms\",\"id\":1,\"data\":{\"rooms\":["
                        + "{\"room\":\"duel-1\",\"list\":{},\"players\":1,\"open\":true},"
                        + "{\"room\":\"duel-2\",\"list\":{},\"players\":2,\"open\":true},"
                        + "{\"room\":\"duel-3\",\"list\":{},\"players\":1,\"open\":false}]}}",
                page.join().payloadText());
    }
}
