package dev.roomcast.match;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.MatchFrames;
import dev.roomcast.room.EngineUnavailableException;
import dev.roomcast.room.MatchRoom;
import dev.roomcast.room.MatchRooms;
import dev.roomcast.room.Matching;
import dev.roomcast.room.Member;
import dev.roomcast.room.MemberRateLimiter;
import dev.roomcast.room.Subscriber;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Matchmaking of this node: the searches of its members and their results. Thread: any. */
public final class Matchmaking implements Matching, Tickets.Listener {

    private static final long TAKEOVER_MILLIS = 500;
    private static final int TAKEOVER_TRIES = 10;

    private final Parts parts;
    private final Searches searches;
    private final SearchRequests requests;

    /**
     * The dependencies of matchmaking.
     *
     * @param modes the modes by prefix
     * @param skills finds the skills in the tokens of a party's players, also on other nodes
     * @param list the list of rooms
     * @param maxTickets the maximum number of searches on the node
     * @param resultBytes the bound of retained results, in bytes
     * @param announced receives each match that this node announces
     * @param failed receives errors of this node
     */
    public record Parts(
            Map<String, MatchMode> modes,
            Tickets tickets,
            MatchRooms rooms,
            PartySkills skills,
            RoomList list,
            LineUps lineUps,
            Clock clock,
            int maxTickets,
            long resultBytes,
            Consumer<MadeMatch> announced,
            Consumer<Throwable> failed) {}

    public Matchmaking(Parts parts) {
        this.parts = parts;
        this.searches = new Searches(
                parts.modes, parts.tickets, parts.clock, parts.maxTickets, parts.resultBytes, this::report);
        this.requests = new SearchRequests(searches, parts.skills);
    }

    /** Starts to serve the requests of rooms. */
    public void start() {
        parts.tickets.start(this);
        parts.rooms.serve(this);
    }

    /** Returns the counters by the prefix of the mode. */
    public Map<String, MatchCounters> counters() {
        return searches.counters();
    }

    /** Returns the waiting time of the oldest search of a mode on this node, in milliseconds; 0: none. */
    public long longestWait(String prefix) {
        return searches.longestWait(prefix);
    }

    private long now() {
        return parts.clock.monotonicMillis();
    }

    @Override
    public void onRequest(MatchRoom room, Subscriber subscriber, Command command) {
        switch (command.kind()) {
            case ROOMS -> list(room, subscriber, (Command.Rooms) command);
            case MATCH -> requests.search(room, subscriber, (Command.Match) command);
            default -> requests.cancel(room, subscriber, (Command.CancelMatch) command);
        }
    }

    private void list(MatchRoom room, Subscriber subscriber, Command.Rooms command) {
        MemberRateLimiter rate = subscriber.rate();
        long now = now();
        if (rate != null && !rate.admitsList(now)) {
            room.refuse(subscriber, command.id(), ErrorCode.RATE_LIMITED, "$rooms is asked once a second");
            return;
        }
        parts.list
                .page(command)
                .whenComplete((answer, failure) -> room.execute(() -> {
                    if (failure == null) {
                        room.answer(subscriber, command.id(), answer);
                        return;
                    }
                    if (rate != null) {
                        rate.listRefused();
                    }
                    if (cause(failure) instanceof RoomList.CrowdedException) {
                        room.refuse(subscriber, command.id(), ErrorCode.RATE_LIMITED, "too many lists are being made");
                    } else {
                        report(failure);
                        room.refuse(subscriber, command.id(), ErrorCode.UNAVAILABLE, "a node does not answer now");
                    }
                }));
    }

    @Override
    public void onResumed(MatchRoom room, Member member) {
        MatchResults.Result kept = searches.results().of(member.client(), now());
        if (kept != null) {
            room.send(member, kept.frame());
        }
    }

    @Override
    public void onMade(MadeMatch match) {
        CompletableFuture.completedFuture(match)
                .thenCompose(parts.lineUps::publish)
                .whenComplete((done, failure) -> {
                    if (cause(failure) instanceof EngineUnavailableException) {
                        return; // The engine passes the match to a node again until it is announced.
                    }
                    if (failure != null) {
                        report(failure);
                    }
                    announce(match);
                });
    }

    /** Reports an error of this node; the engine itself reports that it does not answer. */
    private void report(Throwable failure) {
        if (!(cause(failure) instanceof EngineUnavailableException)) {
            parts.failed.accept(cause(failure));
        }
    }

    /** Announces a match, and counts it even without an answer: no other node would report it. */
    private void announce(MadeMatch match) {
        CompletableFuture.completedFuture(match)
                .thenCompose(parts.tickets::announce)
                .whenComplete((isFirst, failure) -> {
                    if (failure != null) {
                        report(failure);
                    }
                    if (failure != null || isFirst) {
                        onFirst(match);
                    }
                });
    }

    /** Counts a match that this node announced first, and passes it to the listener. */
    private void onFirst(MadeMatch match) {
        MatchCounters counted = counters().get(match.prefix());
        if (counted != null) {
            counted.matches.increment();
            counted.matched.add(match.seats().size());
            match.seats().forEach(each -> counted.waitMillis.add(each.waitedMillis()));
        }
        try {
            parts.announced.accept(match);
        } catch (Throwable e) {
            report(e);
        }
    }

    /**
     * Takes over a match that the application made itself, and publishes its line-up.
     *
     * @param room the room of the match
     * @param prefix the prefix of the room's name
     * @return fails with {@link EngineUnavailableException} if the engine does not answer
     */
    public CompletionStage<MadeMatch> handOver(String room, String prefix, List<MatchFrames.MatchPlayer> players) {
        List<MadeMatch.Seat> seats = players.stream()
                .map(each -> new MadeMatch.Seat("", "", 0, each.user(), each.info(), each.team(), 0))
                .toList();
        MadeMatch match = new MadeMatch(room, room, prefix, seats);
        return parts.lineUps.publish(match).thenApply(done -> {
            parts.announced.accept(match);
            return match;
        });
    }

    @Override
    public void onAnnounced(MadeMatch match) {
        if (searches.results().add(match, now())) {
            match.seats().stream()
                    .collect(Collectors.groupingBy(MadeMatch.Seat::room))
                    .forEach((name, seats) ->
                            parts.rooms.onRoom(name, room -> seats.forEach(seat -> notifyPlayer(room, seat))));
        }
    }

    private void notifyPlayer(MatchRoom room, MadeMatch.Seat seat) {
        Search search = searches.of(seat.client());
        if (search == null) {
            sendResult(room, seat);
        } else {
            search.whenSettled(() -> {
                searches.remove(search);
                sendResult(room, seat);
            });
        }
    }

    private void sendResult(MatchRoom room, MadeMatch.Seat seat) {
        Member member = room.member(seat.client());
        MatchResults.Result result = searches.results().of(seat.client(), now());
        if (member != null && result != null) {
            room.send(member, result.frame());
        }
    }

    @Override
    public void onEnded(String client, long ticket, String reason) {
        searches.keepEndElsewhere(client, ticket, reason);
    }

    @Override
    public void onMoved(Ticket ticket) {
        takeOver(ticket, TAKEOVER_TRIES);
    }

    /** Takes over a ticket whose member has moved to this node. */
    private void takeOver(Ticket ticket, int tries) {
        if (searches.mode(ticket.prefix()) == null) {
            return; // The ticket comes from a node with other settings.
        }
        boolean isHere = parts.rooms.onRoom(ticket.room(), room -> {
            Member member = room.member(ticket.client());
            if (searches.of(ticket.client()) != null) {
                return; // The client has begun another search on this node.
            }
            if (member == null || !member.isOwned()) {
                takeOverLater(ticket, tries);
                return;
            }
            Search search = new Search(searches, room, ticket);
            searches.begin(search);
            search.onTakenOver();
        });
        if (!isHere) {
            takeOverLater(ticket, tries);
        }
    }

    private void takeOverLater(Ticket ticket, int tries) {
        if (tries > 0) {
            parts.clock.schedule(TAKEOVER_MILLIS, () -> takeOver(ticket, tries - 1));
        } else {
            parts.tickets.end(ticket, Tickets.Reason.LEFT);
        }
    }

    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
