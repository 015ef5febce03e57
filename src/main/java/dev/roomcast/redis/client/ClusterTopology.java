package dev.roomcast.redis.client;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The masters of a Redis Cluster, a link to each, and which one has which slots. They are asked for that again and again:
 * soon, while one of them is not reached.
 */
public final class ClusterTopology implements Topology {

    /** When they are asked again while not all is well, in milliseconds. */
    private static final long SOON = 500;

    /** @param url of the master that has the slots from one to another */
    private record Range(int from, int to, String url) {}

    private final Connector connector;
    private final LinkListener listener;
    private final Context context;
    /** By the URLs of the masters. */
    private final Map<String, RedisLink> links = new ConcurrentHashMap<>();
    /** To no server: that of the slots which none has, or of which it is not known yet. It never begins. */
    private final RedisLink nowhere;

    private List<Range> ranges = List.of();
    private volatile RedisLink[] bySlot = new RedisLink[HashSlot.COUNT];
    private volatile boolean whole;
    /** Whether {@link #nowhere} failed because not every slot had a master. */
    private boolean gaveUp;

    private boolean loading;
    private boolean planned;
    private boolean stopped;

    public ClusterTopology(Connector connector, LinkListener listener) {
        this.connector = connector;
        this.listener = listener;
        this.context = connector.vertx().getOrCreateContext();
        this.nowhere = new RedisLink(connector, () -> Future.failedFuture("nowhere"), listener);
        Arrays.fill(bySlot, nowhere);
    }

    @Override
    public void start() {
        check();
    }

    @Override
    public void stop() {
        context.runOnContext(nothing -> {
            stopped = true;
            links.values().forEach(RedisLink::stop);
        });
    }

    @Override
    public RedisLink of(int slot) {
        return bySlot[slot];
    }

    @Override
    public boolean isUp() {
        return whole && links.values().stream().allMatch(RedisLink::isUp);
    }

    @Override
    public void check() {
        links.values().forEach(RedisLink::check);
        context.runOnContext(nothing -> loadSlots());
    }

    @Override
    public void topologySuspect(RedisLink link, Throwable cause) {
        context.runOnContext(nothing -> loadSlots());
    }

    private void loadSlots() {
        if (loading || stopped) {
            return;
        }
        loading = true;
        ranges().onComplete(found -> context.runOnContext(nothing -> {
            loading = false;
            if (found.succeeded() && !stopped) {
                use(found.result());
            }
            if (!whole && !gaveUp) {
                gaveUp = true;
                nowhere.giveUp(
                        found.failed() ? found.cause() : new IllegalStateException("not every slot has a master"));
            }
            if (!isUp()) {
                loadSlotsLater();
            }
        }));
    }

    private void loadSlotsLater() {
        if (!planned) {
            planned = true;
            connector.vertx().setTimer(SOON, passed -> {
                planned = false;
                loadSlots();
            });
        }
    }

    /** The owners of the slots, as one server reports them: a connected one, if there is any. */
    private Future<List<Range>> ranges() {
        Request question = Request.cmd(Command.CLUSTER).arg("SLOTS");
        Future<List<Range>> answer = Future.failedFuture("nobody is connected");
        for (Map.Entry<String, RedisLink> each : links.entrySet()) {
            if (each.getValue().isUp()) {
                answer = answer.recover(
                        nobody -> each.getValue().send(question).map(slots -> read(slots, each.getKey())));
            }
        }
        return answer.recover(nobody -> connector.send(addresses(), question, this::read));
    }

    private List<String> addresses() {
        List<String> all = new ArrayList<>(connector.settings().address().seeds());
        all.addAll(links.keySet());
        return all;
    }

    /** @param asked the URL of the one who gave the answer: it may leave out its own host */
    private List<Range> read(Response slots, String asked) {
        List<Range> all = new ArrayList<>();
        for (Response each : slots) {
            Response master = each.get(2);
            String host = master.get(0) == null ? "" : master.get(0).toString();
            String place = host.isEmpty() ? RedisAddress.host(asked) : host;
            String url = connector.settings().address().at(place, master.get(1).toInteger());
            all.add(new Range(each.get(0).toInteger(), each.get(1).toInteger(), url));
        }
        return all;
    }

    private void use(List<Range> found) {
        if (found.equals(ranges)) {
            return;
        }
        ranges = found;
        RedisLink[] next = new RedisLink[HashSlot.COUNT];
        Arrays.fill(next, nowhere);
        for (Range each : found) {
            Arrays.fill(next, each.from, each.to + 1, links.computeIfAbsent(each.url, this::begin));
        }
        bySlot = next;
        Set<RedisLink> used = new HashSet<>(Arrays.asList(next));
        whole = !used.contains(nowhere);
        listener.onSlotsMoved();
        if (whole) {
            nowhere.failWaiting(); // the callers send them again, to the masters of their slots
        }
        links.values().stream().filter(link -> !used.contains(link)).forEach(RedisLink::stop);
        links.values().retainAll(used);
    }

    private RedisLink begin(String url) {
        RedisLink link = new RedisLink(connector, () -> Future.succeededFuture(url), listener);
        link.start();
        return link;
    }
}
