package dev.roomcast.redis;

import dev.roomcast.match.MadeMatch;
import dev.roomcast.match.MatchMode;
import dev.roomcast.match.Ticket;
import dev.roomcast.match.Tickets;
import dev.roomcast.redis.client.ScriptCall;
import dev.roomcast.room.EngineUnavailableException;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The tickets of all nodes in Redis. The script {@code match.lua} contains the match rule: whichever node runs it, each
 * match is made once. Each node polls once a second for announced matches whose message it missed and for matches that
 * a dead node left, and renews its lease. Thread: any.
 */
public final class RedisTickets implements Tickets {

    private static final long POLL_MILLIS = 1000;

    /** The maximum number of buckets that a node searches in one second. */
    private static final int BUCKETS = 512;

    /** The maximum number of tickets that a node restores with one poll, after Redis has lost them. */
    private static final int RESTORED = 500;

    private final RedisEngine engine;
    private final Map<String, MatchMode> modes;
    private final MatchScripts scripts;

    /** The tickets of this node, by key. */
    private final Map<String, Ticket> own = new ConcurrentHashMap<>();
    /** The keys of tickets that are held back. */
    private final Set<String> held = ConcurrentHashMap.newKeySet();
    /** Operations without an answer from Redis, by ticket; they are repeated. */
    private final Map<String, Runnable> again = new ConcurrentHashMap<>();

    private final Queue<Ticket> lost = new ArrayDeque<>();
    private final AtomicBoolean polling = new AtomicBoolean();
    private volatile Listener listener;
    private volatile boolean stopped;
    /** The run of the Redis server that answered last; another server may have lost the newest changes. */
    private String serverRun = "";

    private volatile String epoch = "";
    private volatile String told = "0";
    /** The index of the bucket at which the next round begins. */
    private volatile int bucketFrom;

    /**
     * @param modes the modes by prefix
     * @param rooms generates the name of a room with a prefix
     */
    public RedisTickets(RedisEngine engine, Map<String, MatchMode> modes, UnaryOperator<String> rooms) {
        this.engine = engine;
        this.modes = modes;
        this.scripts = new MatchScripts(engine, rooms);
    }

    @Override
    public void start(Listener listener) {
        this.listener = listener;
        if (!modes.isEmpty()) {
            engine.connections().onMatchMessage(this::onMessage);
            poll();
        }
    }

    /** Stops polling at the end of the node. */
    public void stop() {
        stopped = true;
    }

    private void run(ScriptCall call, Consumer<Response> answered, Runnable failed) {
        if (engine.isRejected() || !scripts.link().isUp()) {
            engine.refused();
            failed.run();
        } else {
            engine.run(call.then(answered, failed));
        }
    }

    @Override
    public CompletionStage<Admission> add(Ticket ticket) {
        CompletableFuture<Admission> added = new CompletableFuture<>();
        own.put(ticket.key(), ticket);
        add(ticket, added, true);
        return added;
    }

    private ScriptCall addCall(Ticket ticket) {
        return scripts.add(ticket, held.contains(ticket.key()), modes.get(ticket.prefix()));
    }

    /** @param retries whether to repeat the call after a poll, if Redis does not know this node */
    private void add(Ticket ticket, CompletableFuture<Admission> added, boolean retries) {
        run(
                addCall(ticket),
                answer -> {
                    switch (answer.get(0).toString()) {
                        case "added" -> added.complete(Admission.ADDED);
                        case "matched" -> refuse(ticket, added, Admission.MATCHED);
                        case "conflict" -> refuse(ticket, added, Admission.CONFLICT);
                        default -> {
                            if (retries) {
                                poll(() -> add(ticket, added, false));
                            } else {
                                giveUp(ticket, added);
                            }
                        }
                    }
                    reportMatches(ticket, answer);
                },
                () -> giveUp(ticket, added));
    }

    private void giveUp(Ticket ticket, CompletableFuture<Admission> added) {
        own.remove(ticket.key());
        endLater(ticket);
        added.completeExceptionally(new EngineUnavailableException());
    }

    private void refuse(Ticket ticket, CompletableFuture<Admission> added, Admission why) {
        own.remove(ticket.key());
        added.complete(why);
    }

    /** Reports the matches in an answer, and searches again if more matches are possible. */
    private void reportMatches(Ticket ticket, Response answer) {
        int last = answer.size() - 1;
        for (int i = last % 2 == 0 ? 0 : 1; i + 1 < last; i += 2) {
            listener.onMade(
                    MatchWords.match(answer.get(i).toString(), answer.get(i + 1).toString()));
        }
        if (answer.get(last).toString().equals("1")) {
            search(ticket, true);
        }
    }

    private void search(Ticket ticket, boolean force) {
        ScriptCall call = scripts.call("run").with(MatchScripts.bucket(ticket)).with(force ? 1 : 0);
        run(scripts.withMode(call, modes.get(ticket.prefix())), answer -> reportMatches(ticket, answer), () -> {});
    }

    @Override
    public void run() {
        Map<String, Ticket> buckets = new HashMap<>();
        own.values().forEach(ticket -> {
            if (!held.contains(ticket.key())) {
                buckets.putIfAbsent(MatchScripts.bucket(ticket), ticket);
            }
        });
        List<Ticket> all = new ArrayList<>(buckets.values());
        int from = bucketFrom < all.size() ? bucketFrom : 0;
        int end = Math.min(all.size(), from + BUCKETS);
        all.subList(from, end).forEach(ticket -> search(ticket, false));
        bucketFrom = end;
    }

    @Override
    public CompletionStage<Ending> end(Ticket ticket, Reason reason) {
        CompletableFuture<Ending> ended = new CompletableFuture<>();
        run(
                scripts.end(ticket, reason),
                answer -> {
                    remove(ticket);
                    ended.complete(
                            switch (answer.get(0).toString()) {
                                case "ended" -> Ending.ENDED;
                                case "matched" -> Ending.MATCHED;
                                default -> Ending.UNKNOWN;
                            });
                },
                () -> ended.completeExceptionally(new EngineUnavailableException()));
        return ended;
    }

    private void remove(Ticket ticket) {
        own.remove(ticket.key());
        held.remove(ticket.key());
        again.remove(ticket.key());
    }

    /** Ends a ticket that may be in Redis; no caller waits for the result. */
    private void endLater(Ticket ticket) {
        again.put(ticket.key(), () -> run(scripts.end(ticket, Reason.CANCELLED), answer -> {}, () -> endLater(ticket)));
    }

    @Override
    public void setHeld(Ticket ticket, boolean isHeld) {
        if (isHeld) {
            held.add(ticket.key());
        } else {
            held.remove(ticket.key());
        }
        sendHold(ticket);
    }

    private void sendHold(Ticket ticket) {
        ScriptCall call = scripts.call("hold").with(ticket.key()).with(held.contains(ticket.key()) ? 1 : 0);
        run(
                scripts.withMode(call, modes.get(ticket.prefix())),
                answer -> reportMatches(ticket, answer),
                () -> again.put(ticket.key(), () -> sendHold(ticket)));
    }

    @Override
    public void move(Ticket ticket, String node) {
        run(
                scripts.call("move").with(ticket.key()).with(node),
                answer -> {},
                () -> again.put(ticket.key(), () -> move(ticket, node)));
        own.remove(ticket.key());
        held.remove(ticket.key());
    }

    @Override
    public CompletionStage<Boolean> announce(MadeMatch match) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        run(
                scripts.call("announce").with(match.number()),
                answer -> done.complete(answer.get(0).toString().equals("1")),
                () -> done.completeExceptionally(new EngineUnavailableException()));
        return done;
    }

    private void poll() {
        if (stopped) {
            return;
        }
        engine.clock().schedule(POLL_MILLIS, this::poll);
        if (polling.compareAndSet(false, true)) {
            poll(() -> polling.set(false));
        }
    }

    /** Polls, then runs a task in any case. */
    private void poll(Runnable then) {
        run(
                scripts.call("poll").with(engine.names().epoch()).with(epoch).with(told),
                answer -> {
                    try {
                        read(answer);
                    } finally {
                        then.run();
                    }
                },
                then);
    }

    private synchronized void read(Response answer) {
        boolean isFirst = epoch.isEmpty();
        String run = scripts.link().serverRun();
        boolean isOther = !run.equals(serverRun);
        serverRun = run;
        epoch = answer.get(0).toString();
        told = isOther ? "0" : answer.get(2).toString(); // An older answer only repeats some matches.
        matches(answer.get(4)).forEach(this::onAnnounced);
        matches(answer.get(3)).forEach(listener::onMade);
        if ((answer.get(1).toInteger() == 0 || isOther) && !isFirst) {
            lost.clear();
            lost.addAll(own.values());
        }
        for (int i = 0; i < RESTORED && !lost.isEmpty(); i++) {
            restore(lost.remove());
        }
        List<Runnable> tasks = List.copyOf(again.values());
        again.clear();
        tasks.forEach(Runnable::run);
    }

    /** Restores a ticket, with its age, after Redis has lost it or taken its node for dead. */
    private void restore(Ticket ticket) {
        if (own.containsKey(ticket.key())) {
            run(addCall(ticket), answer -> reportMatches(ticket, answer), () -> lost.add(ticket));
        }
    }

    private static List<MadeMatch> matches(Response list) {
        List<MadeMatch> matches = new ArrayList<>();
        for (int i = 0; i + 1 < list.size(); i += 2) {
            matches.add(MatchWords.match(list.get(i).toString(), list.get(i + 1).toString()));
        }
        return matches;
    }

    private void onAnnounced(MadeMatch match) {
        match.seats().forEach(each -> {
            own.remove(each.client() + ':' + each.ticket());
            held.remove(each.client() + ':' + each.ticket());
        });
        listener.onAnnounced(match);
    }

    /**
     * Handles {@code - 0 made MATCH LINE}, {@code - 0 missed CLIENT ID REASON} or
     * {@code - 0 moved NODE WAITED SKILL TICKET}.
     */
    private void onMessage(String message) {
        String[] words = message.split(" ", 5);
        if (words[2].equals("made")) {
            onAnnounced(MatchWords.match(words[3], words[4]));
        } else if (words[2].equals("missed")) {
            String[] missed = words[4].split(" ");
            listener.onEnded(words[3], Long.parseLong(missed[0]), missed[1]);
        } else if (words[3].equals(engine.node())) {
            String[] all = message.split(" ");
            long created = engine.clock().monotonicMillis() - Long.parseLong(all[4]);
            Ticket ticket = MatchWords.ticket(all, 6, created, Double.parseDouble(all[5]));
            if (modes.containsKey(ticket.prefix())) { // The message may come from a node with other settings.
                own.put(ticket.key(), ticket);
                listener.onMoved(ticket);
            }
        }
    }
}
