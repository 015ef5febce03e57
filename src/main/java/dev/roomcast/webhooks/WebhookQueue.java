package dev.roomcast.webhooks;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.concurrent.LogThrottle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Delivers events to the receiver in order, in batches, with retries. The queue is bounded. On overflow the oldest
 * events are dropped, because the newest events describe the current state best. Thread: any.
 */
public final class WebhookQueue {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    /** The time for which events are gathered before a post, in milliseconds. */
    private static final long GATHER = 50;
    /**
     * The first and the longest pause after failures, in milliseconds; each pause is about twice the previous one, with
     * jitter.
     */
    private static final long FIRST_PAUSE = 500;

    private static final long LONGEST_PAUSE = 60_000;
    /** The longest pause while the node stops, in milliseconds. */
    private static final long LAST_PAUSE = 200;
    /** The longest pause that a receiver may request, in milliseconds. */
    private static final long LONGEST_RETRY_AFTER = 600_000;
    /** The pause after the receiver has answered 410, in milliseconds. */
    private static final long GONE_PAUSE = 3_600_000;
    /** The number of successive refusals that one bad event can cause: 7 bisections find it among 100 events. */
    private static final int REFUSALS_OF_ONE = 8;
    /** The bound of one post, in bytes. */
    private static final long POST_BYTES = 1 << 20;

    private final WebhookEndpoint endpoint;
    private final Sender sender;
    private final Bounds bounds;
    private final Clock clock;
    private final RandomGenerator random;
    private final WebhookCounters counters;
    private final LogThrottle failures;
    private final LogThrottle losses;

    private final Deque<WebhookEvent> queue = new ArrayDeque<>();
    private long bytes;
    /** The number of the first event in the queue. */
    private long head = 1;

    /** Parts of a refused post, which precede the queue. */
    private final Deque<WebhookPost> parts = new ArrayDeque<>();
    /** The post in progress, or waiting for its next attempt; null: none. */
    private @Nullable WebhookPost post;

    private int refusals;
    /** The time until which nothing is posted, by {@link Clock#monotonicMillis()}. */
    private long goneUntil = Long.MIN_VALUE;

    private Clock.@Nullable Timer timer;
    private boolean finishing;
    private final CompletableFuture<Void> finished = new CompletableFuture<>();

    /**
     * @param events the maximum number of events in the queue
     * @param bytes the maximum size of the queue, in bytes
     * @param batch the maximum number of events in one post
     * @param attempts the number of attempts after which a post is dropped
     */
    public record Bounds(int events, long bytes, int batch, int attempts) {}

    /**
     * The sender of events.
     *
     * @param node the name of the node, which stays the same after a restart
     * @param epoch a value that changes with each restart
     */
    public record Sender(String node, String epoch) {}

    public WebhookQueue(WebhookEndpoint endpoint, Sender sender, Bounds bounds, QueueContext context) {
        this.endpoint = endpoint;
        this.sender = sender;
        this.bounds = bounds;
        this.clock = context.clock;
        this.random = context.random;
        this.counters = context.counters;
        this.failures = new LogThrottle(clock::monotonicMillis);
        this.losses = new LogThrottle(clock::monotonicMillis);
    }

    /** Further dependencies of a queue. */
    public record QueueContext(Clock clock, RandomGenerator random, WebhookCounters counters) {}

    /** Returns the number of events that are queued or being posted. */
    public synchronized int waiting() {
        return queue.size()
                + (post == null ? 0 : post.size())
                + parts.stream().mapToInt(WebhookPost::size).sum();
    }

    /** Adds an event without blocking. */
    synchronized void add(WebhookEvent event) {
        if (clock.monotonicMillis() < goneUntil) {
            head++;
            drop(1, "the receiver is gone");
            return;
        }
        queue.add(event);
        bytes += event.size();
        while (queue.size() > bounds.events || bytes > bounds.bytes && queue.size() > 1) {
            take();
            drop(1, "too many wait");
        }
        if (post == null && timer == null) {
            schedule(GATHER);
        }
    }

    private WebhookEvent take() {
        WebhookEvent event = queue.remove();
        bytes -= event.size();
        head++;
        return event;
    }

    private void drop(int events, String message) {
        counters.dropped.add(events);
        losses.log(suppressed ->
                LOG.errorf("event=webhook-lost events=%d cause=\"%s\" unsaid=%d", events, message, suppressed));
    }

    private void schedule(long pause) {
        timer = clock.schedule(pause, this::send);
    }

    private synchronized void send() {
        if (timer == null) {
            return; // the timer fired before it was cancelled, and a post is in progress
        }
        timer = null;
        if (post == null) {
            post = parts.isEmpty() ? next() : parts.remove();
        }
        long start = clock.monotonicMillis();
        post.attempts++;
        attempt(post).whenComplete((answer, failure) -> {
            counters.posts.increment();
            counters.postMillis.add(clock.monotonicMillis() - start);
            done(answer, failure);
        });
    }

    private CompletionStage<WebhookEndpoint.Response> attempt(WebhookPost post) {
        try {
            return endpoint.post(post.id(), post.body());
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private WebhookPost next() {
        long first = head;
        long size = 0;
        List<WebhookEvent> events = new ArrayList<>();
        while (!queue.isEmpty()
                && events.size() < bounds.batch
                && (events.isEmpty() || size + queue.peek().size() <= POST_BYTES)) {
            events.add(take());
            size += events.get(events.size() - 1).size();
        }
        return new WebhookPost(sender, clock.epochMillis(), first, events);
    }

    private synchronized void done(WebhookEndpoint.@Nullable Response answer, @Nullable Throwable failure) {
        if (answer != null && answer.isGood()) {
            counters.delivered.add(post.size());
            refusals = 0;
            continueAfter(1);
            return;
        }
        String problem = failure != null ? WebhookException.messageOf(failure) : "status " + answer.status();
        int attempt = post.attempts;
        counters.postFailures.increment();
        failures.log(suppressed ->
                LOG.warnf("event=webhook-failed attempt=%d cause=\"%s\" unsaid=%d", attempt, problem, suppressed));
        if (answer != null && answer.isGone()) {
            giveUpReceiver();
        } else if (answer != null && answer.isContentRefused()) {
            separate(problem);
        } else if (post.attempts < bounds.attempts) {
            schedule(pause(post.attempts, answer == null ? 0 : answer.retryAfterMillis()));
        } else {
            drop(post.size(), problem);
            continueAfter(1);
        }
    }

    /** Splits a refused post, so that one bad event does not affect the others; drops a single refused event. */
    private void separate(String problem) {
        refusals++;
        if (post.size() > 1) {
            parts.addFirst(post.half(false));
            parts.addFirst(post.half(true));
        } else {
            drop(1, problem);
        }
        continueAfter(refusals <= REFUSALS_OF_ONE ? 1 : pause(refusals - REFUSALS_OF_ONE, 0));
    }

    /** Pauses for a long time, because the receiver no longer accepts posts. */
    private void giveUpReceiver() {
        LOG.errorf("event=webhook-gone hint=\"nothing is posted for an hour\"");
        goneUntil = clock.monotonicMillis() + GONE_PAUSE;
        int events = waiting();
        while (!queue.isEmpty()) {
            take();
        }
        parts.clear();
        drop(events, "the receiver is gone");
        continueAfter(1);
    }

    private void continueAfter(long pause) {
        post = null;
        if (!queue.isEmpty() || !parts.isEmpty()) {
            schedule(pause);
        } else if (finishing) {
            finished.complete(null);
        }
    }

    private long pause(int attempts, long asked) {
        if (finishing) {
            return LAST_PAUSE / 2 + random.nextLong(LAST_PAUSE);
        }
        long whole = Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(attempts - 1, 20));
        return Math.max(whole / 2 + random.nextLong(whole), Math.min(asked, LONGEST_RETRY_AFTER));
    }

    /**
     * Posts the remaining events with short pauses before the node stops.
     *
     * @return completes when the queue is empty
     */
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
