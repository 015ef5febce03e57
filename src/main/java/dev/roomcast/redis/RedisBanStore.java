package dev.roomcast.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.bans.Ban;
import dev.roomcast.bans.BanList;
import dev.roomcast.bans.BanListFullException;
import dev.roomcast.bans.BanStore;
import dev.roomcast.concurrent.Clock;
import dev.roomcast.redis.client.HashSlot;
import dev.roomcast.redis.client.RedisLink;
import dev.roomcast.redis.client.Script;
import dev.roomcast.redis.client.ScriptCall;
import dev.roomcast.room.EngineUnavailableException;
import dev.roomcast.room.Ids;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * The ban list of all nodes in Redis. Each node polls for changes as soon as it reaches Redis, before members join, and then
 * twice a second. If Redis has lost the list, the nodes restore it.
 */
public final class RedisBanStore implements BanStore {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    private static final long POLL_MILLIS = 500;
    /** The number of entries in one write. */
    private static final int CHUNK = 200;
    /** How long Redis keeps the list after its last change, in milliseconds: 400 days. */
    private static final long KEPT_MILLIS = 400L * 24 * 3_600_000;

    private final RedisEngine engine;
    private final BanList list;
    private final Clock clock;
    private final byte[] entriesKey;
    private final byte[] orderKey;
    private final int slot;
    /** Whether a poll is in progress. */
    private final AtomicBoolean loading = new AtomicBoolean();

    /** The state of the list that this node has read from Redis; guarded by this. */
    private String epoch = "";

    private String version = "0";
    /** The run of the Redis server that answered; another server may have lost the newest changes. */
    private String run = "";

    private volatile boolean stopped;

    /** @param prefix the prefix of all keys */
    public RedisBanStore(RedisEngine engine, String prefix, BanList list, Clock clock) {
        String tag = prefix + ":{bans}";
        this.engine = engine;
        this.list = list;
        this.clock = clock;
        this.entriesKey = tag.getBytes(UTF_8);
        this.orderKey = (tag + ":order").getBytes(UTF_8);
        this.slot = HashSlot.of(tag);
    }

    /** Starts to follow the list. */
    public void start() {
        engine.connections().onLinkUp(link -> {
            if (link == engine.link(slot)) {
                ask();
            }
        });
        poll();
    }

    @Override
    public void stop() {
        stopped = true;
    }

    private void poll() {
        if (!stopped) {
            clock.schedule(POLL_MILLIS, this::poll);
            ask();
        }
    }

    private void ask() {
        if (!stopped && engine.link(slot).isUp() && loading.compareAndSet(false, true)) {
            load();
        }
    }

    private void load() {
        engine.run(call(List.of()).then(this::follow, () -> loading.set(false)));
    }

    private void follow(Response reply) {
        boolean isMore = false;
        try {
            isMore = read(reply);
        } finally {
            loading.set(isMore);
        }
        if (isMore) {
            load();
        }
    }

    @Override
    public CompletionStage<Void> put(Ban ban) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        engine.run(call(List.of(ban))
                .then(
                        reply -> {
                            if (reply.get(0).toString().equals("full")) {
                                done.completeExceptionally(new BanListFullException());
                            } else {
                                list.apply(ban);
                                done.complete(null);
                            }
                        },
                        () -> done.completeExceptionally(new EngineUnavailableException())));
        return done;
    }

    @Override
    public CompletionStage<Void> refresh() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        refresh(done);
        return done;
    }

    private void refresh(CompletableFuture<Void> done) {
        engine.run(call(List.of())
                .then(
                        reply -> {
                            if (read(reply)) {
                                refresh(done);
                            } else {
                                done.complete(null);
                            }
                        },
                        () -> done.completeExceptionally(new EngineUnavailableException())));
    }

    private synchronized ScriptCall call(List<Ban> written) {
        RedisLink link = engine.link(slot);
        if (!link.serverRun().equals(run)) {
            run = link.serverRun();
            forgetEpoch();
        }
        ScriptCall call = new ScriptCall(link, Script.BANS)
                .key(entriesKey)
                .key(orderKey)
                .with(epoch)
                .with(version)
                .with(engine.names().epoch())
                .with(BanList.MAX)
                .with(KEPT_MILLIS);
        written.forEach(each -> call.with(each.key()).with(each.line()));
        return call;
    }

    /** @return whether more changes may be available */
    private boolean read(Response reply) {
        String theirs = reply.get(0).toString();
        boolean isOther;
        synchronized (this) {
            isOther = !theirs.equals(epoch);
            epoch = theirs;
            version = reply.get(1).toString();
        }
        List<Ban> mine = isOther ? List.copyOf(list.all()) : List.of();
        for (int i = 2; i + 1 < reply.size(); i += 2) {
            apply(reply.get(i).toString(), reply.get(i + 1).toString());
        }
        giveBack(mine);
        return reply.size() > 2;
    }

    private void apply(String key, String entry) {
        try {
            list.apply(Ban.read(key, entry));
        } catch (IllegalArgumentException e) {
            LOG.warnf("event=bad-ban key=%s", Ids.quoted(key));
        }
    }

    /** Writes this node's entries into a new list in Redis. Later changes take precedence. */
    private void giveBack(List<Ban> mine) {
        for (int from = 0; from < mine.size(); from += CHUNK) {
            List<Ban> chunk = new ArrayList<>(mine.subList(from, Math.min(mine.size(), from + CHUNK)));
            engine.run(call(chunk).then(reply -> {}, this::forgetEpoch));
        }
    }

    /** Schedules a complete write with the next answer, because a write failed. */
    private synchronized void forgetEpoch() {
        epoch = "?";
        version = "0";
    }
}
