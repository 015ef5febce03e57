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
 * The masters of a Redis Cluster, with a link to each, and the assignment of slots to them. It is read repeatedly, and
 * more often while a master is not reachable. Thread: any.
 */
public final class ClusterTopology implements Topology {

    /** The delay before the assignment is read again while a master is not reachable, in milliseconds. */
    private static final long SOON = 500;

    /**
     * @param from the first slot
     * @param to the last slot
     * @param url the URL of their master
     */
    private record Range(int from, int to, String url) {}

    private final Connector connector;
    private final LinkListener listener;
    private final Context context;
    /** The links by the URLs of their masters. */
    private final Map<String, RedisLink> links = new ConcurrentHashMap<>();
    /** The link of slots without a known master. It is never connected. */
    private final RedisLink nowhere;

    private List<Range> ranges = List.of();
    private volatile RedisLink[] bySlot = new RedisLink[HashSlot.COUNT];
    private volatile boolean whole;
    /** Whether {@link #nowhere} failed because some slot had no master. */
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

    /** Returns the owners of the slots as one server reports them; asks connected servers first. */
    private Future<List<Range>> ranges() {
        Request question = Request.cmd(Command.CLUSTER).arg("SLOTS");
        Future<List<Range>> answer = Future.failedFuture("no server is connected");
        for (Map.Entry<String, RedisLink> each : links.entrySet()) {
            if (each.getValue().isUp()) {
                answer = answer.recover(
                        failure -> each.getValue().send(question).map(slots -> read(slots, each.getKey())));
            }
        }
        return answer.recover(failure -> connector.send(addresses(), question, this::read));
    }

    private List<String> addresses() {
        List<String> all = new ArrayList<>(connector.settings().address().seeds());
        all.addAll(links.keySet());
        return all;
    }

    /** @param asked the URL of the server that answered; its answer may omit its own host */
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
            nowhere.failWaiting(); // the callers repeat them, at the masters of their slots
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
