package dev.roomcast.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.hub.ManualClock;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** How events come to a receiver. */
class CourierTest {

    private final ManualClock clock = new ManualClock();
    private final HookCounters counters = new HookCounters();
    private final Patient receiver = new Patient();
    private final Courier courier = courier(new Courier.Bounds(20, 100_000, 10, 4));

    /** Answers when the test says so. */
    private static final class Patient implements Receiver {
        private final List<JsonObject> posts = new ArrayList<>();
        private CompletableFuture<Answer> open;

        @Override
        public CompletionStage<Answer> post(String id, byte[] body) {
            JsonObject post = new JsonObject(new String(body, UTF_8));
            assertEquals(post.getString("id"), id);
            posts.add(post);
            return open = new CompletableFuture<>();
        }

        void answers(int status) {
            open.complete(new Answer(status, ""));
        }

        JsonObject last() {
            return posts.get(posts.size() - 1);
        }
    }

    private Courier courier(Courier.Bounds bounds) {
        return new Courier(
                receiver,
                new Courier.Sender("n1", "e1"),
                bounds,
                new Courier.Surroundings(clock, new Random(1), counters));
    }

    private void happen(int from, int to) {
        for (int i = from; i <= to; i++) {
            courier.add(new Event(Kind.MEMBER_JOINED, clock.wall(), "r1", "u" + i, "c_" + i, null, null));
        }
    }

    private static List<String> users(JsonObject post) {
        JsonArray events = post.getJsonArray("events");
        return events.stream()
                .map(event -> ((JsonObject) event).getString("user").substring(1))
                .toList();
    }

    @Test
    void what_happens_within_a_moment_goes_with_one_post() {
        happen(1, 3);
        assertEquals(0, receiver.posts.size(), "nothing is posted by who says what happened");
        clock.advance(50);

        JsonObject post = receiver.last();
        assertEquals("n1", post.getString("node"));
        assertEquals("e1", post.getString("epoch"));
        assertEquals(1, post.getInteger("first"));
        assertEquals(
                new JsonObject(
                        "{\"event\":\"member.joined\",\"time\":1764000000000,\"room\":\"r1\",\"user\":\"u1\",\"client\":\"c_1\"}"),
                post.getJsonArray("events").getJsonObject(0));
        assertEquals(List.of("1", "2", "3"), users(post));
        receiver.answers(204);
        assertEquals(0, courier.waiting());
        assertEquals(3, counters.delivered.sum());
    }

    @Test
    void many_go_in_their_order_with_bounded_posts_one_after_the_other() {
        happen(1, 13);
        clock.advance(1000);
        assertEquals(1, receiver.posts.size());
        assertEquals(10, users(receiver.last()).size());
        assertEquals(13, courier.waiting());

        receiver.answers(200);
        happen(14, 15);
        clock.advance(50);
        assertEquals(List.of("11", "12", "13", "14", "15"), users(receiver.last()));
        assertEquals(11, receiver.last().getInteger("first"));
    }

    @Test
    void a_post_that_failed_is_posted_again_the_same_after_longer_and_longer_pauses() {
        happen(1, 1);
        clock.advance(50);
        receiver.answers(500);
        happen(2, 2);
        clock.advance(249);
        assertEquals(1, receiver.posts.size());
        clock.advance(500);
        assertEquals(2, receiver.posts.size());
        receiver.open.completeExceptionally(new IllegalStateException("the connection is closed"));
        clock.advance(499);
        assertEquals(2, receiver.posts.size());
        clock.advance(1001);
        assertEquals(3, receiver.posts.size());
        assertEquals(1, receiver.posts.stream().distinct().count(), "the same id, the same events");

        receiver.answers(200);
        clock.advance(50);
        assertEquals(List.of("2"), users(receiver.last()));
        assertEquals(2, counters.postFailures.sum());
        assertEquals(0, counters.lost.sum());
    }

    @Test
    void a_redirect_is_no_answer() {
        happen(1, 1);
        clock.advance(50);
        receiver.answers(302);
        assertEquals(1, counters.postFailures.sum());
        assertEquals(1, courier.waiting());
    }

    @Test
    void what_a_receiver_never_takes_does_not_stand_in_the_way_for_ever() {
        happen(1, 1);
        for (int i = 0; i < 4; i++) {
            clock.advance(10_000);
            receiver.answers(400);
        }
        happen(2, 2);
        clock.advance(50);
        assertEquals(5, receiver.posts.size());
        assertEquals(List.of("2"), users(receiver.last()));
        assertEquals(2, receiver.last().getInteger("first"), "the receiver sees that one is missing");
        assertEquals(1, counters.lost.sum());
    }

    @Test
    void where_too_many_wait_the_oldest_go_and_the_numbers_tell() {
        happen(1, 1);
        clock.advance(50);
        happen(2, 31);
        assertEquals(21, courier.waiting(), "the queue, and what is on its way");
        receiver.answers(200);
        clock.advance(1);

        assertEquals("12", users(receiver.last()).get(0));
        assertEquals(12, receiver.last().getInteger("first"));
        assertEquals(10, counters.lost.sum());
    }

    @Test
    void where_too_much_waits_the_oldest_go() {
        Courier small = courier(new Courier.Bounds(1000, 2000, 10, 4));
        for (int i = 0; i < 30; i++) {
            small.add(Event.ofRoom(Kind.ROOM_OPENED, 0, "r" + i));
        }
        assertEquals(10, small.waiting(), "2000 bytes of about 200 each");
    }

    @Test
    void when_the_node_stops_what_waits_is_posted_at_once() {
        happen(1, 12);
        CompletableFuture<Void> finished = courier.finish().toCompletableFuture();
        clock.advance(1);
        receiver.answers(503);
        clock.advance(300);
        assertEquals(2, receiver.posts.size(), "a failure does not take long");
        receiver.answers(200);
        assertFalse(finished.isDone());
        clock.advance(1);
        receiver.answers(200);
        assertTrue(finished.isDone());
        assertEquals(12, counters.delivered.sum());
    }

    @Test
    void where_nothing_waits_the_node_does_not_wait_either() {
        assertTrue(courier.finish().toCompletableFuture().isDone());
    }
}
