package dev.roomcast.redis;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Two connections to a server: one for requests, one after the other without waiting for answers, and one for what the
 * channels say. They live and die together; after their death they are made anew, sooner or later. Any thread may call;
 * all else happens on one event loop.
 */
final class Link {

    private static final long FIRST_PAUSE = 50;
    private static final long LONGEST_PAUSE = 2000;

    /** What happens to links, on their event loops. */
    interface Listener {

        void up(Link link);

        void down(Link link, Throwable why);

        /** Whether what the channel says at that server is of interest. */
        boolean wants(Link link, String channel);

        /** The channel is being listened to from now on. */
        void listening(Link link, String channel);

        void heard(Link link, String channel, byte[] message);

        /** The server has not, or not any more, what was asked of it. */
        void astray(Link link, Throwable why);

        /** Of some slots the links are others now. */
        void moved();
    }

    private final Dialer dialer;
    private final Supplier<Future<String>> address;
    private final Listener listener;
    private final Context context;
    private final boolean isCluster;
    /** A channel of its own: what it says there itself is to come back in time. */
    private final String pulse;

    private final Queue<Object> orders = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean carrying = new AtomicBoolean();
    private final Allowance underWay;

    /** Those of now, or that are being made; null: none. */
    private Pair pair;

    private final Set<Call> unanswered = new HashSet<>();
    private volatile String url = "";
    private volatile String run = "";
    private volatile boolean up;
    /** The first attempt is under way. */
    private volatile boolean beginning = true;

    private boolean stopped;
    private long pause = FIRST_PAUSE;
    private long heardAt;

    /** @param address where the server is; asked each time before it is connected to */
    Link(Dialer dialer, Supplier<Future<String>> address, Listener listener) {
        this.dialer = dialer;
        this.address = address;
        this.listener = listener;
        this.context = dialer.vertx().getOrCreateContext();
        this.isCluster = dialer.settings().address().isCluster();
        this.underWay = dialer.settings().allowance();
        this.pulse = dialer.settings().prefix() + ":p:" + UUID.randomUUID();
    }

    boolean isUp() {
        return up;
    }

    /** Whether it is up, or may be in a moment because it has only just begun. */
    boolean isUpOrBeginning() {
        return up || beginning;
    }

    /** By which this run of this server is known from all others. */
    String run() {
        return run;
    }

    /** Of the server that it has, or had at last. */
    String url() {
        return url;
    }

    /** The same without what is secret. */
    String place() {
        return url.isEmpty() ? "" : RedisAddress.place(url);
    }

    void start() {
        context.runOnContext(nothing -> connect());
    }

    void stop() {
        context.runOnContext(nothing -> {
            stopped = true;
            drop(pair, new IllegalStateException("stopped"));
        });
    }

    /** Runs a script, if not too many are under way. */
    void run(Call call) {
        call.since(dialer.clock().now());
        if (up && underWay.take(call.size())) {
            order(call);
        } else {
            count(call);
            dialer.counters().failures.increment();
            call.failed();
        }
    }

    private void count(Call call) {
        dialer.counters().requests.increment();
        dialer.counters().requestMillis.add(dialer.clock().now() - call.since());
    }

    private void settled(Call call) {
        count(call);
        underWay.give(call.size());
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
                pair.tune(tuning(channel), channel);
            }
        }
    }

    /** In a cluster, what a room's channel says is heard at the server that has the room. */
    private Command tuning(String channel) {
        boolean wanted = listener.wants(this, channel);
        if (isCluster && channel.endsWith("}")) {
            return wanted ? Command.SSUBSCRIBE : Command.SUNSUBSCRIBE;
        }
        return wanted ? Command.SUBSCRIBE : Command.UNSUBSCRIBE;
    }

    private void send(Call call) {
        unanswered.add(call);
        if (!up) {
            fail(call);
            return;
        }
        send(call, Command.EVALSHA, call.script().text(isCluster).sha1());
    }

    private void send(Call call, Command command, byte[] script) {
        Request request = Request.cmd(command).arg(script).arg(call.keys().size());
        call.keys().forEach(request::arg);
        call.arguments().forEach(request::arg);
        pair.ask(request).onComplete(sent -> {
            if (sent.succeeded()) {
                if (unanswered.remove(call)) {
                    settled(call);
                    call.answered(sent.result());
                }
            } else if (says(sent.cause(), "NOSCRIPT") && unanswered.contains(call)) {
                send(call, Command.EVAL, call.script().text(isCluster).bytes());
            } else {
                fail(call);
                refused(sent.cause());
            }
        });
    }

    private static boolean says(Throwable error, String word) {
        return String.valueOf(error.getMessage()).startsWith(word);
    }

    /** Is it only this that the server does not do, or is it not the right one any more? */
    private void refused(Throwable error) {
        if (says(error, "READONLY")) {
            drop(pair, error);
        } else if (says(error, "MOVED") || says(error, "ASK") || says(error, "CLUSTERDOWN")) {
            listener.astray(this, error);
        }
    }

    private void fail(Call call) {
        if (unanswered.remove(call)) {
            settled(call);
            dialer.counters().failures.increment();
            call.failed();
        }
    }

    private void connect() {
        if (!stopped) {
            address.get().onComplete(found -> context.runOnContext(nothing -> connect(found)));
        }
    }

    private void connect(AsyncResult<String> found) {
        if (stopped) {
            return;
        }
        if (found.failed()) {
            away(found.cause());
            return;
        }
        url = found.result();
        Pair attempt = new Pair(dialer, url, this::hear);
        attempt.whenEnded(why -> drop(attempt, why));
        pair = attempt;
        long deadline = dialer.vertx()
                .setTimer(dialer.settings().timeout(), late -> drop(attempt, new IllegalStateException("no answer")));
        attempt.connect().onComplete(done -> {
            dialer.vertx().cancelTimer(deadline);
            if (done.failed()) {
                drop(attempt, done.cause());
            } else if (pair == attempt) {
                up(done.result());
            }
        });
    }

    private void up(String run) {
        this.run = run;
        pause = FIRST_PAUSE;
        heardAt = dialer.clock().now();
        up = true;
        beginning = false;
        pair.tune(Command.SUBSCRIBE, pulse);
        listener.up(this);
    }

    /** Once in a while: does it still answer, and say what it is told to say? */
    void look() {
        context.runOnContext(nothing -> {
            RedisSettings settings = dialer.settings();
            if (up && dialer.clock().now() - heardAt > settings.timeout() + settings.beat()) {
                drop(pair, new IllegalStateException("no answer"));
            } else if (up) {
                pair.ask(Request.cmd(Command.PUBLISH).arg(pulse).arg(""));
            }
        });
    }

    /** Asks something that is no script; fails if it is not up, or if that takes too long. */
    Future<Response> ask(Request request) {
        Promise<Response> answer = Promise.promise();
        context.runOnContext(nothing -> {
            if (up) {
                pair.ask(request).onComplete(answer);
            } else {
                answer.fail("not connected");
            }
        });
        return answer.future().timeout(dialer.settings().timeout(), TimeUnit.MILLISECONDS);
    }

    /** Ends both connections, and makes others. */
    void leave(Throwable why) {
        context.runOnContext(nothing -> {
            if (up) {
                drop(pair, why);
            }
        });
    }

    private void hear(Response message) {
        if (message == null) {
            return;
        }
        if (message.type() == ResponseType.ERROR) {
            deaf((Throwable) message);
        } else if (message.type() == ResponseType.PUSH || message.type() == ResponseType.MULTI) {
            hear(message.get(0).toString(), message.get(1).toString(), message);
        }
    }

    private void hear(String kind, String channel, Response message) {
        switch (kind) {
            case "message", "smessage" -> {
                if (channel.equals(pulse)) {
                    heardAt = dialer.clock().now();
                } else {
                    listener.heard(this, channel, message.get(2).toBytes());
                }
            }
            case "subscribe", "ssubscribe" -> {
                if (!channel.equals(pulse)) {
                    listener.listening(this, channel);
                }
            }
            case "sunsubscribe" -> {
                if (listener.wants(this, channel)) {
                    listener.astray(this, new IllegalStateException("a channel is elsewhere"));
                }
            }
            default -> {
                // unsubscribe: as it was wanted
            }
        }
    }

    /** A channel cannot be listened to, and it is not said which. */
    private void deaf(Throwable error) {
        if (says(error, "MOVED") || says(error, "CLUSTERDOWN")) {
            listener.astray(this, error);
        } else {
            drop(pair, error);
        }
    }

    private void drop(Pair which, Throwable why) {
        if (which != null && which == pair) {
            pair = null;
            which.close();
            away(why);
        }
    }

    private void away(Throwable why) {
        boolean wasUp = up;
        up = false;
        List.copyOf(unanswered).forEach(this::fail);
        if (stopped) {
            return;
        }
        if (wasUp || pause == FIRST_PAUSE) {
            giveUp(why);
        }
        dialer.vertx().setTimer(pause, again -> connect());
        pause = Math.min(LONGEST_PAUSE, 2 * pause);
    }

    /** Nobody is to wait for it. */
    void giveUp(Throwable why) {
        beginning = false;
        listener.down(this, why);
    }
}
