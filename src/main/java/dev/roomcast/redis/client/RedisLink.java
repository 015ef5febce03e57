package dev.roomcast.redis.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.concurrent.InFlightBudget;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Two connections to a server: one for pipelined requests, and one for subscriptions. If one of them fails, both are
 * closed and reopened later. Public methods: any thread; everything else runs on one event loop.
 */
public final class RedisLink {

    private static final long FIRST_PAUSE = 50;
    private static final long LONGEST_PAUSE = 2000;

    private final Connector connector;
    private final Supplier<Future<String>> address;
    private final LinkListener listener;
    private final Context context;
    private final boolean isCluster;
    /** The link's own channel, on which a published message must return in time. */
    private final String pulseChannel;

    private final Queue<Object> orders = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean carrying = new AtomicBoolean();
    private final InFlightBudget underWay;

    /** Current connections, or those being opened; null: none. */
    private @Nullable ConnectionPair pair;

    private final ScriptPipeline pipeline;
    private volatile String url = "";
    private volatile ServerInfo server = ServerInfo.UNKNOWN;
    private volatile byte[] runBytes = {};
    private volatile boolean up;
    /** Whether the first attempt to connect is in progress. */
    private volatile boolean beginning = true;

    private final WriteProbe probe;
    private final ChannelReader reader;
    private boolean stopped;
    private long pause = FIRST_PAUSE;
    private long heardAt;

    /** @param address finds the address of the server; called before each attempt to connect */
    RedisLink(Connector connector, Supplier<Future<String>> address, LinkListener listener) {
        this.connector = connector;
        this.address = address;
        this.listener = listener;
        this.context = connector.vertx().getOrCreateContext();
        this.isCluster = connector.settings().address().isCluster();
        this.underWay = connector.settings().waitBudget();
        this.pipeline = new ScriptPipeline(isCluster, new PipelineListener(), connector.failed());
        this.probe = new WriteProbe(this, listener, connector.settings().prefix(), connector.clock());
        this.pulseChannel = connector.settings().prefix() + ":p:" + UUID.randomUUID();
        this.reader = new ChannelReader(
                this,
                listener,
                pulseChannel,
                () -> heardAt = connector.clock().monotonicMillis(),
                error -> drop(pair, error));
    }

    public boolean isUp() {
        return up;
    }

    /** Returns whether the link is connected, or makes its first attempt to connect. */
    public boolean isUpOrBeginning() {
        return up || beginning;
    }

    /** Returns the id of this run of this server. */
    public String serverRun() {
        return server.run();
    }

    /** Returns the id of this run of this server in UTF-8. */
    public byte[] runBytes() {
        return runBytes;
    }

    /** Returns whether the server evicts keys when its memory is full. */
    public boolean evicts() {
        return server.evicts();
    }

    /** Returns the setting maxmemory-policy of the server; empty: unknown. */
    public String evictionPolicy() {
        return server.evictionPolicy();
    }

    /** Returns the URL of the current or last server, with secrets. */
    String url() {
        return url;
    }

    /** Returns the address of the current or last server, without secrets. */
    public String address() {
        return url.isEmpty() ? "" : RedisAddress.hostAndPort(url);
    }

    void start() {
        context.runOnContext(nothing -> connect());
    }

    void stop() {
        context.runOnContext(nothing -> {
            stopped = true;
            drop(pair, new IllegalStateException("stopped"));
            listener.onStopped(this);
        });
    }

    /** Runs a script, unless too many calls are in flight. */
    public void run(ScriptCall call) {
        start(call, up && underWay.tryAcquire(call.size()));
    }

    /**
     * Runs a script that may wait: for the first attempt to connect, and while many others are in flight. The caller
     * bounds the number of these calls.
     */
    public void enqueue(ScriptCall call) {
        call.inBackground();
        start(call, up || beginning);
    }

    private void start(ScriptCall call, boolean hasPlace) {
        call.since(connector.clock().monotonicMillis());
        if (hasPlace) {
            order(call);
        } else {
            count(call);
            connector.counters().failures.increment();
            call.failed(connector.failed());
        }
    }

    private void count(ScriptCall call) {
        connector.counters().requests.increment();
        connector.counters().requestMillis.add(connector.clock().monotonicMillis() - call.since());
    }

    private final class PipelineListener implements ScriptPipeline.Listener {
        @Override
        public void settled(ScriptCall call, boolean done) {
            count(call);
            if (!call.isBackground()) {
                underWay.release(call.size());
            }
            if (!done) {
                connector.counters().failures.increment();
            } else {
                probe.done(call);
            }
        }

        @Override
        public void refused(ScriptCall call, Throwable error) {
            onError(call, error);
        }
    }

    /**
     * Updates the subscription to a channel. The listener is asked when the command is sent, because two threads that
     * close and reopen a room may call in any order.
     */
    public void syncSubscription(String channel) {
        order(channel);
    }

    /** Queues a command. Commands run in the order in which they were queued, from any thread. */
    private void order(Object order) {
        orders.add(order);
        if (carrying.compareAndSet(false, true)) {
            context.runOnContext(nothing -> carry());
        }
    }

    private void carry() {
        carrying.set(false);
        for (Object order = orders.poll(); order != null; order = orders.poll()) {
            if (order instanceof ScriptCall call && call.isBackground() && (up || beginning)) {
                pipeline.sendLater(call);
            } else if (order instanceof ScriptCall call) {
                pipeline.send(call);
            } else if (up) {
                String channel = (String) order;
                pair.subscribe(subscriptionCommand(channel), channel);
            }
        }
    }

    /** Returns the command for a channel. In a cluster, a room's channel belongs to the server with the room's keys. */
    private Command subscriptionCommand(String channel) {
        boolean wanted = listener.wantsChannel(this, channel);
        if (isCluster && channel.endsWith("}")) {
            return wanted ? Command.SSUBSCRIBE : Command.SUNSUBSCRIBE;
        }
        return wanted ? Command.SUBSCRIBE : Command.UNSUBSCRIBE;
    }

    /** Distinguishes between the refusal of one call, the refusal of all writes, and a server without the slot. */
    private void onError(ScriptCall call, Throwable error) {
        String code = Refusal.code(error);
        if (Refusal.isMisrouted(error)) {
            listener.onTopologySuspect(this, error);
        } else if ("READONLY".equals(code)) {
            drop(pair, error);
        } else if (up && (code != null || Refusal.startsWith(error, "ERR"))) { // else no answer of the server
            probe.refused(call, code, error);
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
        ConnectionPair attempt = new ConnectionPair(connector, url, reader::read);
        attempt.whenEnded(cause -> drop(attempt, cause));
        pair = attempt;
        long deadline = connector
                .vertx()
                .setTimer(
                        connector.settings().timeout(), late -> drop(attempt, new IllegalStateException("no answer")));
        attempt.connect().onComplete(done -> {
            connector.vertx().cancelTimer(deadline);
            if (done.failed()) {
                drop(attempt, done.cause());
            } else if (pair == attempt) {
                up(done.result());
            }
        });
    }

    private void up(ServerInfo server) {
        this.server = server;
        runBytes = server.run().getBytes(UTF_8);
        pause = FIRST_PAUSE;
        heardAt = connector.clock().monotonicMillis();
        up = true;
        beginning = false;
        pair.subscribe(Command.SUBSCRIBE, pulseChannel);
        pipeline.open(pair);
        listener.onUp(this);
    }

    /** Checks whether the server answers and delivers messages of the link's own channel. */
    void check() {
        context.runOnContext(nothing -> {
            RedisSettings settings = connector.settings();
            if (up && connector.clock().monotonicMillis() - heardAt > settings.timeout() + settings.beat()) {
                drop(pair, new IllegalStateException("no answer"));
            } else if (up) {
                pair.send(Request.cmd(Command.PUBLISH).arg(pulseChannel).arg(""));
                probe.probe(pair);
            }
        });
    }

    /** Sends a request other than a script; fails if the link is not connected, or after the timeout. */
    public Future<Response> send(Request request) {
        Promise<Response> answer = Promise.promise();
        context.runOnContext(nothing -> {
            if (up) {
                pair.send(request).onComplete(answer);
            } else {
                answer.fail("not connected");
            }
        });
        return answer.future().timeout(connector.settings().timeout(), TimeUnit.MILLISECONDS);
    }

    /** Closes both connections and opens new ones. */
    void disconnect(Throwable cause) {
        context.runOnContext(nothing -> {
            if (up) {
                drop(pair, cause);
            }
        });
    }

    private void drop(@Nullable ConnectionPair which, Throwable cause) {
        if (which != null && which == pair) {
            pair = null;
            which.close();
            away(cause);
        }
    }

    private void away(Throwable cause) {
        boolean wasUp = up;
        up = false;
        probe.reset();
        pipeline.close();
        if (stopped) {
            return;
        }
        boolean isNew = wasUp || pause == FIRST_PAUSE;
        connector.vertx().setTimer(pause, again -> connect()); // first: the listener may fail
        pause = Math.min(LONGEST_PAUSE, 2 * pause);
        if (isNew) {
            giveUp(cause);
        }
        listener.onDisconnected(this, cause);
    }

    /** Fails the waiting calls, and notifies the listener. */
    void giveUp(Throwable cause) {
        failWaiting();
        listener.onDown(this, cause);
    }

    /** Fails the calls that wait for the first attempt to connect. Later calls do not wait. */
    void failWaiting() {
        beginning = false;
        context.runOnContext(nothing -> pipeline.close());
    }
}
