package dev.roomcast.redis;

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
final class Cluster implements Links {

    /** When they are asked again while not all is well, in milliseconds. */
    private static final long SOON = 500;

    /** @param url of the master that has the slots from one to another */
    private record Range(int from, int to, String url) {}

    private final Dialer dialer;
    private final Link.Listener listener;
    private final Context context;
    /** By the URLs of the masters. */
    private final Map<String, Link> links = new ConcurrentHashMap<>();
    /** To no server: that of the slots which none has, or of which it is not known yet. It never begins. */
    private final Link nowhere;

    private List<Range> ranges = List.of();
    private volatile Link[] bySlot = new Link[Slot.COUNT];
    private volatile boolean whole;
    private boolean asking;
    private boolean planned;
    private boolean stopped;

    Cluster(Dialer dialer, Link.Listener listener) {
        this.dialer = dialer;
        this.listener = listener;
        this.context = dialer.vertx().getOrCreateContext();
        this.nowhere = new Link(dialer, () -> Future.failedFuture("nowhere"), listener);
        Arrays.fill(bySlot, nowhere);
    }

    @Override
    public void start() {
        look();
    }

    @Override
    public void stop() {
        context.runOnContext(nothing -> {
            stopped = true;
            links.values().forEach(Link::stop);
        });
    }

    @Override
    public Link of(int slot) {
        return bySlot[slot];
    }

    @Override
    public boolean isUp() {
        return whole && links.values().stream().allMatch(Link::isUp);
    }

    @Override
    public void look() {
        links.values().forEach(Link::look);
        context.runOnContext(nothing -> ask());
    }

    @Override
    public void astray(Link link, Throwable why) {
        context.runOnContext(nothing -> ask());
    }

    private void ask() {
        if (asking || stopped) {
            return;
        }
        asking = true;
        ranges().onComplete(found -> context.runOnContext(nothing -> {
            asking = false;
            if (found.succeeded() && !stopped) {
                use(found.result());
            }
            if (!whole && nowhere.isUpOrBeginning()) {
                nowhere.giveUp(
                        found.failed() ? found.cause() : new IllegalStateException("not every slot has a master"));
            }
            if (!isUp()) {
                askSoon();
            }
        }));
    }

    private void askSoon() {
        if (!planned) {
            planned = true;
            dialer.vertx().setTimer(SOON, passed -> {
                planned = false;
                ask();
            });
        }
    }

    /** Who has which slots, as one of them sees it: one that is connected, if there is any. */
    private Future<List<Range>> ranges() {
        Request question = Request.cmd(Command.CLUSTER).arg("SLOTS");
        Future<List<Range>> answer = Future.failedFuture("nobody is connected");
        for (Map.Entry<String, Link> each : links.entrySet()) {
            if (each.getValue().isUp()) {
                answer = answer.recover(
                        nobody -> each.getValue().ask(question).map(slots -> read(slots, each.getKey())));
            }
        }
        return answer.recover(nobody -> dialer.ask(addresses(), question, this::read));
    }

    private List<String> addresses() {
        List<String> all = new ArrayList<>(dialer.settings().address().urls());
        all.addAll(links.keySet());
        return all;
    }

    /** @param asked the URL of the one who gave the answer: it may leave out its own host */
    private List<Range> read(Response slots, String asked) {
        String like = dialer.settings().address().urls().get(0);
        List<Range> all = new ArrayList<>();
        for (Response each : slots) {
            Response master = each.get(2);
            String host = master.get(0) == null ? "" : master.get(0).toString();
            String place = host.isEmpty() ? RedisAddress.host(asked) : host;
            String url = RedisAddress.at(like, place, master.get(1).toInteger());
            all.add(new Range(each.get(0).toInteger(), each.get(1).toInteger(), url));
        }
        return all;
    }

    private void use(List<Range> found) {
        if (found.equals(ranges)) {
            return;
        }
        ranges = found;
        Link[] next = new Link[Slot.COUNT];
        Arrays.fill(next, nowhere);
        for (Range each : found) {
            Arrays.fill(next, each.from, each.to + 1, links.computeIfAbsent(each.url, this::begin));
        }
        bySlot = next;
        Set<Link> used = new HashSet<>(Arrays.asList(next));
        whole = !used.contains(nowhere);
        listener.moved();
        links.values().stream().filter(link -> !used.contains(link)).forEach(Link::stop);
        links.values().retainAll(used);
    }

    private Link begin(String url) {
        Link link = new Link(dialer, () -> Future.succeededFuture(url), listener);
        link.start();
        return link;
    }
}
