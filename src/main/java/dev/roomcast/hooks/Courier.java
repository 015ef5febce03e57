package dev.roomcast.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.hub.Repeats;
import dev.roomcast.room.Clock;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Brings events to the receiver: in their order, many with one post, the same again after a failure. What waits is
 * bounded; beyond it the oldest are given up, for the newest say best how things are.
 */
public final class Courier {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    /** How long events gather before they are posted, in milliseconds. */
    private static final long GATHER = 50;
    /** The pause after the first failure, and the longest; each is twice the one before, give or take a half. */
    private static final long FIRST_PAUSE = 500;

    private static final long LONGEST_PAUSE = 60_000;
    /** The longest pause when the node stops. */
    private static final long LAST_PAUSE = 200;
    /** The most that goes with one post, in bytes. */
    private static final long POST_BYTES = 1 << 20;

    private final Receiver receiver;
    private final Sender sender;
    private final Bounds bounds;
    private final Clock clock;
    private final RandomGenerator random;
    private final HookCounters counters;
    private final Repeats failures;
    private final Repeats losses;

    private final Deque<Event> queue = new ArrayDeque<>();
    private long bytes;
    /** The number of the first event of the queue. */
    private long head = 1;

    private Post post;
    private Clock.Timer timer;
    private boolean finishing;
    private final CompletableFuture<Void> finished = new CompletableFuture<>();

    /**
     * @param events that may wait
     * @param bytes of them
     * @param batch events that go with one post
     * @param attempts after which a post is given up
     */
    public record Bounds(int events, long bytes, int batch, int attempts) {}

    /**
     * Who it is that says so.
     *
     * @param node the same after a restart
     * @param epoch another after a restart
     */
    public record Sender(String node, String epoch) {}

    private static final class Post {
        final String id;
        final byte[] body;
        final int events;
        int attempts;

        Post(String id, byte[] body, int events) {
            this.id = id;
            this.body = body;
            this.events = events;
        }
    }

    public Courier(Receiver receiver, Sender sender, Bounds bounds, Surroundings around) {
        this.receiver = receiver;
        this.sender = sender;
        this.bounds = bounds;
        this.clock = around.clock;
        this.random = around.random;
        this.counters = around.counters;
        this.failures = new Repeats(clock::now);
        this.losses = new Repeats(clock::now);
    }

    /** What a courier needs besides. */
    public record Surroundings(Clock clock, RandomGenerator random, HookCounters counters) {}

    /** How many events wait, or are on their way. */
    public synchronized int waiting() {
        return queue.size() + (post == null ? 0 : post.events);
    }

    /** Takes an event. It returns at once. */
    synchronized void add(Event event) {
        queue.add(event);
        bytes += event.size();
        while (queue.size() > bounds.events || bytes > bounds.bytes && queue.size() > 1) {
            take();
            lose(1, "too many wait");
        }
        if (post == null && timer == null) {
            schedule(GATHER);
        }
    }

    private Event take() {
        Event event = queue.remove();
        bytes -= event.size();
        head++;
        return event;
    }

    private void lose(int events, String why) {
        counters.lost.add(events);
        losses.tell(unsaid -> LOG.errorf("event=webhook-lost events=%d cause=\"%s\" unsaid=%d", events, why, unsaid));
    }

    private void schedule(long pause) {
        timer = clock.after(pause, this::send);
    }

    private synchronized void send() {
        timer = null;
        if (post == null) {
            post = next();
        }
        long start = clock.now();
        post.attempts++;
        receiver.post(post.id, post.body).whenComplete((answer, failure) -> {
            counters.posts.increment();
            counters.postMillis.add(clock.now() - start);
            done(failure != null ? NoAnswer.why(failure) : answer.isGood() ? null : "status " + answer.status());
        });
    }

    private Post next() {
        long first = head;
        long size = 0;
        List<Event> events = new ArrayList<>();
        while (!queue.isEmpty()
                && events.size() < bounds.batch
                && (events.isEmpty() || size + queue.peek().size() <= POST_BYTES)) {
            events.add(take());
            size += events.get(events.size() - 1).size();
        }
        String id = "msg_" + sender.epoch + "_" + first;
        return new Post(id, body(id, first, events), events.size());
    }

    private byte[] body(String id, long first, List<Event> events) {
        StringBuilder json = new StringBuilder(events.size() * 128)
                .append(new JsonObject()
                        .put("id", id)
                        .put("time", clock.wall())
                        .put("node", sender.node)
                        .put("epoch", sender.epoch)
                        .put("first", first)
                        .encode());
        json.setLength(json.length() - 1);
        String separator = ",\"events\":[";
        for (Event event : events) {
            json.append(separator);
            event.write(json);
            separator = ",";
        }
        return json.append("]}").toString().getBytes(UTF_8);
    }

    /** @param problem null: the receiver took it */
    private synchronized void done(String problem) {
        if (problem == null) {
            counters.delivered.add(post.events);
            post = null;
            goOn();
            return;
        }
        counters.postFailures.increment();
        failures.tell(unsaid ->
                LOG.warnf("event=webhook-failed attempt=%d cause=\"%s\" unsaid=%d", post.attempts, problem, unsaid));
        if (post.attempts < bounds.attempts) {
            schedule(pause(post.attempts));
            return;
        }
        lose(post.events, problem);
        post = null;
        goOn();
    }

    private void goOn() {
        if (!queue.isEmpty()) {
            schedule(1);
        } else if (finishing) {
            finished.complete(null);
        }
    }

    private long pause(int attempts) {
        long whole = Math.min(finishing ? LAST_PAUSE : LONGEST_PAUSE, FIRST_PAUSE << Math.min(attempts - 1, 20));
        return whole / 2 + random.nextLong(whole);
    }

    /** The node stops: what waits is posted without more pauses than need be. @return done when nothing waits any more */
    synchronized CompletionStage<Void> finish() {
        finishing = true;
        if (timer != null) {
            timer.cancel();
            schedule(1);
        } else if (post == null) {
            finished.complete(null);
        }
        return finished;
    }
}
