package dev.roomcast.match;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.room.Member;
import dev.roomcast.room.MemberFollower;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The current searches of this node, and the results of those that have ended. Thread: any. */
final class Searches {

    /** The interval between two attempts to match tickets whose windows grow, in milliseconds. */
    private static final long RUN_MILLIS = 1000;

    private final Map<String, MatchMode> modes;
    private final Tickets tickets;
    private final Clock clock;
    private final int maxTickets;
    private final Consumer<Throwable> failed;
    private final MatchResults results;
    private final Map<String, MatchCounters> counters = new TreeMap<>();
    /** The searches by each client that takes part. */
    private final Map<String, Search> byClient = new ConcurrentHashMap<>();

    private final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean running = new AtomicBoolean();

    /** @param failed receives the failures of requests to the engine */
    Searches(
            Map<String, MatchMode> modes,
            Tickets tickets,
            Clock clock,
            int maxTickets,
            long resultBytes,
            Consumer<Throwable> failed) {
        this.modes = modes;
        this.tickets = tickets;
        this.clock = clock;
        this.maxTickets = maxTickets;
        this.results = new MatchResults(resultBytes);
        this.failed = failed;
        modes.keySet().forEach(prefix -> counters.put(prefix, new MatchCounters()));
    }

    Clock clock() {
        return clock;
    }

    Tickets tickets() {
        return tickets;
    }

    /** Ends a ticket; an exception of the engine fails the result, too. */
    CompletionStage<Tickets.Ending> end(Ticket ticket, Tickets.Reason reason) {
        return CompletableFuture.completedFuture(ticket)
                .thenCompose(each -> tickets.end(each, reason))
                .whenComplete((ending, failure) -> report(failure));
    }

    /** Reports the failure of a request to the engine; null: none. */
    void report(@Nullable Throwable failure) {
        if (failure != null) {
            failed.accept(failure);
        }
    }

    MatchResults results() {
        return results;
    }

    /** Returns the counters by the prefix of the mode. */
    Map<String, MatchCounters> counters() {
        return counters;
    }

    /** Returns the mode with a prefix; null: none. */
    @Nullable
    MatchMode mode(String prefix) {
        return modes.get(prefix);
    }

    /** Returns the search in which a client takes part; null: none. */
    @Nullable
    Search of(String client) {
        return byClient.get(client);
    }

    /** Returns whether this node has reached its maximum number of searches. */
    boolean areFull() {
        return count.get() >= maxTickets;
    }

    /** Returns the waiting time of the oldest ticket of a mode on this node, in milliseconds; 0: none. */
    long longestWait(String prefix) {
        long now = clock.monotonicMillis();
        return byClient.values().stream()
                .map(Search::ticket)
                .filter(ticket -> ticket.prefix().equals(prefix))
                .mapToLong(ticket -> now - ticket.createdMillis())
                .max()
                .orElse(0);
    }

    /** Registers a search, which then follows its members. Thread: the serial executor of its room. */
    void begin(Search search) {
        Ticket ticket = search.ticket();
        for (Ticket.Player each : ticket.players()) {
            byClient.put(each.client(), search);
            Member member = search.room().member(each.client());
            if (member != null) {
                member.follower(search);
            }
        }
        MatchCounters counted = counters.get(ticket.prefix());
        counted.tickets.increment();
        counted.players.add(ticket.size());
        count.incrementAndGet();
        if (running.compareAndSet(false, true)) {
            clock.schedule(RUN_MILLIS, this::run);
        }
    }

    private void run() {
        if (count.get() > 0) {
            clock.schedule(RUN_MILLIS, this::run);
            tickets.run();
        } else {
            running.set(false);
            if (count.get() > 0 && running.compareAndSet(false, true)) {
                clock.schedule(RUN_MILLIS, this::run);
            }
        }
    }

    /** Removes a search that has ended for any reason. */
    void remove(Search search) {
        if (search.isEnded()) {
            return;
        }
        search.stop();
        Ticket ticket = search.ticket();
        ticket.players().forEach(each -> remove(each.client(), search));
        MatchCounters counted = counters.get(ticket.prefix());
        counted.tickets.decrement();
        counted.players.add(-ticket.size());
        count.decrementAndGet();
    }

    /** Removes a client from its search. */
    void remove(String client, Search search) {
        byClient.remove(client, search);
        Member member = search.room().member(client);
        if (member != null && member.follower() == search) {
            member.follower(MemberFollower.NONE);
        }
    }

    /** Retains the result of a search on another node, unless this node has newer data of the client. */
    void keepEndElsewhere(String client, long ticket, String reason) {
        long now = clock.monotonicMillis();
        if (of(client) == null && results.of(client, now) == null) {
            results.add(client, ticket, reason, now);
        }
    }

    /** Retains the result of a search without a match, which its member may request again. */
    void keepEnd(Ticket ticket, String reason) {
        results.add(ticket.client(), ticket.id(), reason, clock.monotonicMillis());
        if (reason.equals("timeout")) {
            counters.get(ticket.prefix()).timeouts.increment();
        }
    }
}
