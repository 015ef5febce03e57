package dev.roomcast.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.hub.ManualClock;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Delivery of events to a webhook endpoint. */
class WebhookQueueTest {

    private final ManualClock clock = new ManualClock();
    private final WebhookCounters counters = new WebhookCounters();
    private final Patient receiver = new Patient();
    private final WebhookQueue queue = courier(new WebhookQueue.Bounds(20, 100_000, 10, 4));

    /** An endpoint whose answers the test controls. */
    private static final class Patient implements WebhookEndpoint {
        private final List<JsonObject> posts = new ArrayList<>();
        private CompletableFuture<Response> open;
        private Error failure;

        @Override
        public CompletionStage<Response> post(String id, byte[] body) {
            JsonObject post = new JsonObject(new String(body, UTF_8));
            assertEquals(post.getString("id"), id);
            posts.add(post);
            if (failure != null) {
                throw failure;
            }
            return open = new CompletableFuture<>();
        }

        void answers(int status) {
            open.complete(new Response(status, ""));
        }

        JsonObject last() {
            return posts.get(posts.size() - 1);
        }
    }

    private WebhookQueue courier(WebhookQueue.Bounds bounds) {
        return new WebhookQueue(
                receiver,
                new WebhookQueue.Sender("n1", "e1"),
                bounds,
                new WebhookQueue.QueueContext(clock, new Random(1), counters));
    }

    private void happen(int from, int to) {
        for (int i = from; i <= to; i++) {
            queue.add(new WebhookEvent(
                    EventType.MEMBER_JOINED, clock.epochMillis(), "r1", "u" + i, "c_" + i, null, null));
        }
    }

    private static List<String> users(JsonObject post) {
        JsonArray events = post.getJsonArray("events");
        return events.stream()
                .map(event -> ((JsonObject) event).getString("user").substring(1))
                .toList();
    }

    @Test
    void batches_simultaneous_events() {
        happen(1, 3);
        assertEquals(0, receiver.posts.size(), "the thread that reports an event does not post it");
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
        assertEquals(0, queue.waiting());
        assertEquals(3, counters.delivered.sum());
    }

    @Test
    void posts_many_events_in_order_in_bounded_batches() {
        happen(1, 13);
        clock.advance(1000);
        assertEquals(1, receiver.posts.size());
        assertEquals(10, users(receiver.last()).size());
        assertEquals(13, queue.waiting());

        receiver.answers(200);
        happen(14, 15);
        clock.advance(50);
        assertEquals(List.of("11", "12", "13", "14", "15"), users(receiver.last()));
        assertEquals(11, receiver.last().getInteger("first"));
    }

    @Test
    void retries_the_same_post_with_growing_pauses() {
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
        assertEquals(0, counters.dropped.sum());
    }

    @Test
    void counts_a_redirect_as_a_failure() {
        happen(1, 1);
        clock.advance(50);
        receiver.answers(302);
        assertEquals(1, counters.postFailures.sum());
        assertEquals(1, queue.waiting());
    }

    @Test
    void gives_up_a_post_after_the_last_attempt() {
        happen(1, 1);
        for (int i = 0; i < 4; i++) {
            clock.advance(10_000);
            receiver.answers(500);
        }
        happen(2, 2);
        clock.advance(50);
        assertEquals(5, receiver.posts.size());
        assertEquals(List.of("2"), users(receiver.last()));
        assertEquals(2, receiver.last().getInteger("first"), "the receiver detects the missing event");
        assertEquals(1, counters.dropped.sum());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 422})
    void loses_only_the_refused_event_and_delivers_the_others_in_order(int refusal) {
        List<String> taken = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        happen(1, 20);
        clock.advance(50);
        for (int i = 0; i < 50 && queue.waiting() > 0; i++) {
            List<String> users = users(receiver.last());
            assertEquals(Integer.parseInt(users.get(0)), receiver.last().getInteger("first"));
            assertTrue(ids.add(receiver.last().getString("id")), "different posts have different ids");
            boolean isRefused = users.contains("7");
            if (!isRefused) {
                taken.addAll(users);
            }
            receiver.answers(isRefused ? refusal : 200);
            clock.advance(1);
        }

        List<String> others = IntStream.rangeClosed(1, 20)
                .filter(i -> i != 7)
                .mapToObj(Integer::toString)
                .toList();
        assertEquals(others, taken);
        assertEquals(1, counters.dropped.sum());
        assertEquals(19, counters.delivered.sum());
    }

    @Test
    void posts_increasingly_rarely_to_a_receiver_that_refuses_all_posts() {
        happen(1, 20);
        clock.advance(50);
        for (int i = 0; i < 9; i++) {
            receiver.answers(400);
            clock.advance(1);
        }
        int posts = receiver.posts.size();
        clock.advance(200);
        assertEquals(posts, receiver.posts.size());
        clock.advance(600);
        assertEquals(posts + 1, receiver.posts.size());
    }

    @Test
    void waits_as_long_as_the_receiver_requests() {
        happen(1, 1);
        clock.advance(50);
        receiver.open.complete(new WebhookEndpoint.Response(429, "", "120"));
        clock.advance(119_999);
        assertEquals(1, receiver.posts.size());
        clock.advance(1);
        assertEquals(2, receiver.posts.size());

        receiver.open.complete(new WebhookEndpoint.Response(503, "", "999999"));
        clock.advance(600_000);
        assertEquals(3, receiver.posts.size(), "at most 10 minutes");

        receiver.open.complete(new WebhookEndpoint.Response(503, "", "Wed, 21 Oct 2026 07:28:00 GMT"));
        clock.advance(10_000);
        assertEquals(4, receiver.posts.size());
    }

    @Test
    void stops_posting_for_an_hour_after_status_410() {
        happen(1, 13);
        clock.advance(50);
        receiver.answers(410);
        happen(14, 14);
        clock.advance(3_500_000);
        assertEquals(1, receiver.posts.size());
        assertEquals(0, queue.waiting());
        assertEquals(14, counters.dropped.sum());

        clock.advance(100_000);
        happen(15, 15);
        clock.advance(50);
        assertEquals(List.of("15"), users(receiver.last()));
        assertEquals(15, receiver.last().getInteger("first"), "the receiver knows the number of missing events");
    }

    @Test
    void continues_after_an_exception_of_the_receiver() {
        WebhookQueue queue = new WebhookQueue(
                (id, body) -> {
                    throw new IllegalStateException("no client");
                },
                new WebhookQueue.Sender("n1", "e1"),
                new WebhookQueue.Bounds(20, 100_000, 10, 2),
                new WebhookQueue.QueueContext(clock, new Random(1), counters));
        queue.add(WebhookEvent.ofRoom(EventType.ROOM_OPENED, 0, "r1"));
        clock.advance(10_000);

        assertEquals(0, queue.waiting());
        assertEquals(1, counters.dropped.sum());
    }

    @Test
    void drops_the_oldest_events_beyond_the_queue_size_and_counts_them() {
        happen(1, 1);
        clock.advance(50);
        happen(2, 31);
        assertEquals(21, queue.waiting(), "the queue and the events in transit");
        receiver.answers(200);
        clock.advance(1);

        assertEquals("12", users(receiver.last()).get(0));
        assertEquals(12, receiver.last().getInteger("first"));
        assertEquals(10, counters.dropped.sum());
    }

    @Test
    void drops_the_oldest_events_beyond_the_bytes() {
        WebhookQueue small = courier(new WebhookQueue.Bounds(1000, 2000, 10, 4));
        for (int i = 0; i < 30; i++) {
            small.add(WebhookEvent.ofRoom(EventType.ROOM_OPENED, 0, "r" + i));
        }
        assertEquals(10, small.waiting(), "2000 bytes of about 200 each");
    }

    @Test
    void posts_waiting_events_at_once_when_the_node_stops() {
        happen(1, 12);
        CompletableFuture<Void> finished = queue.finish().toCompletableFuture();
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
    void posts_again_after_an_error_of_the_endpoint() {
        receiver.failure = new InternalError("thrown by the test");
        happen(1, 1);
        clock.advance(50);
        receiver.failure = null;
        clock.advance(2000);
        receiver.answers(200);
        assertEquals(1, counters.delivered.sum());
    }

    @Test
    void posts_once_when_a_cancelled_timer_fires() {
        List<Runnable> timers = new ArrayList<>();
        Clock late = new Clock() {
            @Override
            public long epochMillis() {
                return 0;
            }

            @Override
            public long monotonicMillis() {
                return 0;
            }

            @Override
            public Timer schedule(long delay, Runnable task) {
                timers.add(task);
                return () -> {};
            }
        };
        WebhookQueue stopping = new WebhookQueue(
                receiver,
                new WebhookQueue.Sender("n1", "e1"),
                new WebhookQueue.Bounds(20, 100_000, 10, 4),
                new WebhookQueue.QueueContext(late, new Random(1), counters));
        stopping.add(WebhookEvent.ofRoom(EventType.ROOM_OPENED, 0, "r1"));
        stopping.finish();
        timers.forEach(Runnable::run);
        assertEquals(1, receiver.posts.size());
    }

    @Test
    void stops_at_once_with_an_empty_queue() {
        assertTrue(queue.finish().toCompletableFuture().isDone());
    }
}
