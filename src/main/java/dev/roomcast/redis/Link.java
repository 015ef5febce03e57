package dev.roomcast.redis;

import dev.roomcast.room.Clock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Two connections to Redis: one for requests, one after the other without waiting for answers, and one for what the
 * channels say. They live and die together; after their death they are made anew, sooner or later. Any thread may call;
 * all else happens on one event loop.
 */
final class Link {

    private static final long FIRST_PAUSE = 50;
    private static final long LONGEST_PAUSE = 2000;

    /** What happens to it, on its event loop. */
    interface Listener {
        /** It works. @param run by which this run of this server is known from all others */
        void up(String run);

        void down(Throwable why);

        /** Whether what the channel says is of interest. */
        boolean wants(String channel);

        /** The channel is being listened to from now on. */
        void listening(String channel);

        void heard(String channel, byte[] message);
    }

    private final Vertx vertx;
    private final Context context;
    private final RedisSettings settings;
    private final Clock clock;
    private final Listener listener;
    private final RedisCounters counters = new RedisCounters();

    private final Queue<Object> orders = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean carrying = new AtomicBoolean();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicLong underWayBytes = new AtomicLong();

    private Redis redis;
    private RedisConnection requests;
    private RedisConnection channels;
    private final Set<Call> unanswered = new HashSet<>();
    private volatile boolean up;
    /** The first attempt is under way. */
    private volatile boolean beginning = true;

    private boolean stopped;
    private long pause = FIRST_PAUSE;

    Link(Vertx vertx, RedisSettings settings, Clock clock, Listener listener) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.settings = settings;
        this.clock = clock;
        this.listener = listener;
    }

    RedisCounters counters() {
        return counters;
    }

    boolean isUp() {
        return up;
    }

    /** Whether it is up, or may be in a moment because the node has only just begun. */
    boolean isUpOrBeginning() {
        return up || beginning;
    }

    void start() {
        context.runOnContext(nothing -> connect());
    }

    void stop() {
        context.runOnContext(nothing -> {
            stopped = true;
            drop(redis, new IllegalStateException("stopped"));
        });
    }

    /** Runs a script, if not too many are under way. */
    void run(Call call) {
        call.since(clock.now());
        boolean fits = underWay.incrementAndGet() <= settings.window()
                & underWayBytes.addAndGet(call.size()) <= RedisSettings.WINDOW_BYTES;
        if (up && fits) {
            order(call);
        } else {
            settled(call);
            counters.failures.increment();
            call.failed();
        }
    }

    private void settled(Call call) {
        counters.requests.increment();
        counters.requestMillis.add(clock.now() - call.since());
        underWay.decrementAndGet();
        underWayBytes.addAndGet(-call.size());
    }

    /**
     * A channel is to be listened to, or not any more, as the listener wants it when its turn comes: of two threads that
     * close a room and open it again, either may be the first to say so.
     */
    void tune(String channel) {
        order(channel);
    }

    /** What is ordered is carried out in its order, whatever threads it came from. */
    private void order(Object order) {
        orders.add(order);
        if (carrying.compareAndSet(false, true)) {
            context.runOnContext(nothing -> carry());
        }
    }

    private void carry() {
        carrying.set(false);
        for (Object order = orders.poll(); order != null; order = orders.poll()) {
            if (order instanceof Call call) {
                send(call);
            } else if (up) {
                String channel = (String) order;
                Command command = listener.wants(channel) ? Command.SUBSCRIBE : Command.UNSUBSCRIBE;
                channels.send(Request.cmd(command).arg(channel));
            }
        }
    }

    private void send(Call call) {
        unanswered.add(call);
        if (!up) {
            fail(call);
            return;
        }
        send(call, Command.EVALSHA, call.script().sha1());
    }

    private void send(Call call, Command command, byte[] script) {
        Request request = Request.cmd(command).arg(script).arg(call.keys().size());
        call.keys().forEach(request::arg);
        call.arguments().forEach(request::arg);
        requests.send(request).onComplete(sent -> {
            if (sent.failed() && command == Command.EVALSHA && isUnknown(sent.cause())) {
                send(call, Command.EVAL, call.script().text());
            } else if (sent.failed()) {
                fail(call);
            } else if (unanswered.remove(call)) {
                settled(call);
                call.answered(sent.result());
            }
        });
    }

    private static boolean isUnknown(Throwable error) {
        return String.valueOf(error.getMessage()).startsWith("NOSCRIPT");
    }

    private void fail(Call call) {
        if (unanswered.remove(call)) {
            settled(call);
            counters.failures.increment();
            call.failed();
        }
    }

    private void connect() {
        if (stopped) {
            return;
        }
        Redis attempt = Redis.createClient(
                vertx,
                new RedisOptions()
                        .setConnectionString(settings.url())
                        .setTracingPolicy(TracingPolicy.IGNORE)
                        .setMaxPoolSize(2)
                        .setMaxWaitingHandlers(2 * settings.window()));
        redis = attempt;
        long deadline =
                vertx.setTimer(settings.timeout(), late -> drop(attempt, new IllegalStateException("no answer")));
        Future.all(attempt.connect(), attempt.connect())
                .compose(both -> prepare(both.resultAt(0), both.resultAt(1), attempt))
                .onComplete(done -> {
                    vertx.cancelTimer(deadline);
                    if (done.failed()) {
                        drop(attempt, done.cause());
                    } else if (redis == attempt) {
                        pause = FIRST_PAUSE;
                        up = true;
                        beginning = false;
                        listener.up(done.result());
                    }
                });
    }

    /** @return by which the run of the server is known */
    private Future<String> prepare(RedisConnection first, RedisConnection second, Redis attempt) {
        requests = first;
        channels = second;
        for (RedisConnection each : List.of(first, second)) {
            each.endHandler(nothing -> drop(attempt, new IllegalStateException("the connection ended")));
            each.exceptionHandler(error -> drop(attempt, error));
        }
        second.handler(this::hear);
        List<Future<Response>> loaded = new ArrayList<>();
        for (Script script : Script.values()) {
            loaded.add(first.send(Request.cmd(Command.SCRIPT).arg("LOAD").arg(script.text())));
        }
        return Future.all(loaded)
                .compose(all -> first.send(Request.cmd(Command.INFO).arg("server")))
                .map(info -> info.toString()
                        .lines()
                        .filter(line -> line.startsWith("run_id:"))
                        .findFirst()
                        .orElse("run_id:")
                        .substring("run_id:".length()));
    }

    private void hear(Response message) {
        if (message == null || message.type() != ResponseType.PUSH && message.type() != ResponseType.MULTI) {
            return;
        }
        String kind = message.get(0).toString();
        if (kind.equals("message")) {
            listener.heard(message.get(1).toString(), message.get(2).toBytes());
        } else if (kind.equals("subscribe")) {
            listener.listening(message.get(1).toString());
        }
    }

    /** Redis does not answer any more. */
    void drop(Throwable why) {
        context.runOnContext(nothing -> drop(redis, why));
    }

    private void drop(Redis which, Throwable why) {
        if (which == null || which != redis) {
            return;
        }
        redis = null;
        boolean wasUp = up;
        up = false;
        beginning = false;
        which.close();
        List.copyOf(unanswered).forEach(this::fail);
        if (stopped) {
            return;
        }
        if (wasUp || pause == FIRST_PAUSE) {
            listener.down(why);
        }
        vertx.setTimer(pause, again -> connect());
        pause = Math.min(LONGEST_PAUSE, 2 * pause);
    }
}
