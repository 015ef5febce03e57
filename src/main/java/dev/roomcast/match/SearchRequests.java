package dev.roomcast.match;

import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.ServerFrames;
import dev.roomcast.room.MatchRoom;
import dev.roomcast.room.Member;
import dev.roomcast.room.Subscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Handles the requests that begin and cancel searches. Thread: the serial executor of the room. */
final class SearchRequests {

    private static final String BUSY = "a player has another search";
    private static final String UNREACHABLE = "matchmaking cannot be reached now";

    private final Searches searches;
    private final PartySkills skills;

    SearchRequests(Searches searches, PartySkills skills) {
        this.searches = searches;
        this.skills = skills;
    }

    private long now() {
        return searches.clock().monotonicMillis();
    }

    void search(MatchRoom room, Subscriber subscriber, Command.Match command) {
        MatchMode mode = searches.mode(command.prefix());
        Member member = subscriber.member();
        if (mode == null) {
            room.refuse(subscriber, command.id(), "no rooms are matched under this prefix");
            return;
        }
        Search current = searches.of(member.client());
        if (current != null) {
            if (current.isOf(member, command.id())) {
                current.whenSettled(() -> repeat(room, subscriber, command, current));
            } else {
                room.refuse(subscriber, command.id(), ErrorCode.CONFLICT, BUSY);
            }
            return;
        }
        MatchResults.Result kept = searches.results().of(member.client(), now());
        if (kept != null && kept.ticket() == command.id()) {
            room.reply(subscriber, done(command));
            room.reply(subscriber, kept.frame());
        } else if (subscriber.rate() != null && !subscriber.rate().admitsSearch(now())) {
            room.refuse(subscriber, command.id(), ErrorCode.RATE_LIMITED, "a search begins once a second");
        } else if (command.isParty() && !room.isHost(member)) {
            room.refuse(subscriber, command.id(), ErrorCode.FORBIDDEN, "the host alone searches for its party");
        } else {
            begin(room, subscriber, command, players(room, member, command.isParty()), mode);
        }
    }

    /** Answers a repetition of the same request. */
    private void repeat(MatchRoom room, Subscriber subscriber, Command.Match command, Search current) {
        if (subscriber.member() == null) {
            return;
        }
        if (current.isEnded()) {
            search(room, subscriber, command);
        } else {
            room.reply(subscriber, done(command));
        }
    }

    private static Frame done(Command command) {
        return ServerFrames.done("$match", command.id());
    }

    /** Returns the requesting member and, for a party, the other online players. */
    private static List<Member> players(MatchRoom room, Member member, boolean isParty) {
        List<Member> players = new ArrayList<>(List.of(member));
        if (isParty) {
            room.players().stream()
                    .filter(each -> each != member && !each.isAway())
                    .forEach(players::add);
        }
        return players;
    }

    private void begin(
            MatchRoom room, Subscriber subscriber, Command.Match command, List<Member> players, MatchMode mode) {
        if (players.size() > mode.players() / mode.teams()) {
            room.refuse(subscriber, command.id(), ErrorCode.CONFLICT, "the party is larger than a team");
        } else if (players.stream().anyMatch(each -> searches.of(each.client()) != null)) {
            room.refuse(subscriber, command.id(), ErrorCode.CONFLICT, BUSY);
        } else if (searches.areFull()) {
            room.refuse(subscriber, command.id(), ErrorCode.UNAVAILABLE, "too many searches wait");
        } else {
            Member member = subscriber.member();
            Ticket ticket = new Ticket(
                    member.client(),
                    command.id(),
                    room.name(),
                    command.prefix(),
                    command.same(),
                    now(),
                    command.skill(),
                    players.stream()
                            .map(each -> new Ticket.Player(each.client(), each.user(), each.info()))
                            .toList());
            Search search = new Search(searches, room, ticket);
            searches.results().remove(member.client());
            searches.begin(search);
            CompletableFuture.completedFuture(room) // an exception refuses the search, too
                    .thenCompose(asked -> skills.mean(asked, players, command.skill()))
                    .thenCompose(skill -> add(search, skill))
                    .whenComplete((admission, failure) -> {
                        searches.report(failure);
                        room.execute(() -> settle(search, subscriber, admission, failure));
                    });
        }
    }

    private CompletionStage<Tickets.Admission> add(Search search, double skill) {
        Ticket ticket = search.ticket();
        Ticket whole = new Ticket(
                ticket.client(),
                ticket.id(),
                ticket.room(),
                ticket.prefix(),
                ticket.same(),
                ticket.createdMillis(),
                skill,
                ticket.players());
        search.prepare(whole);
        return searches.tickets().add(whole);
    }

    /** Handles the result of a search request. Thread: the serial executor of the room. */
    private void settle(
            Search search, Subscriber subscriber, Tickets.@Nullable Admission admission, @Nullable Throwable failure) {
        Ticket ticket = search.ticket();
        MatchRoom room = search.room();
        if (failure != null) {
            room.refuse(subscriber, ticket.id(), ErrorCode.UNAVAILABLE, UNREACHABLE);
            search.onRefused();
        } else if (admission == Tickets.Admission.CONFLICT) {
            room.refuse(subscriber, ticket.id(), ErrorCode.CONFLICT, BUSY);
            search.onRefused();
        } else {
            room.reply(subscriber, ServerFrames.done("$match", ticket.id()));
            if (admission == Tickets.Admission.ADDED) {
                if (subscriber.rate() != null) {
                    subscriber.rate().searched(now());
                }
                search.onAdmitted();
            } else {
                search.onRefused();
            }
        }
    }

    void cancel(MatchRoom room, Subscriber subscriber, Command.CancelMatch command) {
        Member member = subscriber.member();
        Search search = searches.of(member.client());
        if (search == null) {
            cancelElsewhere(room, subscriber, command);
        } else if (!search.isOf(member, command.ticket())) {
            refuseCancel(room, subscriber, command);
        } else {
            search.whenSettled(
                    () -> search.cancel((done, failure) -> answerCancel(room, subscriber, command, done, failure)));
        }
    }

    /** Cancels a ticket of which this node does not know, because another node may have had it before. */
    private void cancelElsewhere(MatchRoom room, Subscriber subscriber, Command.CancelMatch command) {
        Ticket ticket =
                new Ticket(subscriber.member().client(), command.ticket(), room.name(), "", "", 0, 0, List.of());
        searches.end(ticket, Tickets.Reason.CANCELLED)
                .whenComplete((ending, failure) -> room.execute(
                        () -> answerCancel(room, subscriber, command, ending == Tickets.Ending.ENDED, failure)));
    }

    private static void answerCancel(
            MatchRoom room,
            Subscriber subscriber,
            Command.CancelMatch command,
            boolean done,
            @Nullable Throwable failure) {
        if (failure != null) {
            room.refuse(subscriber, command.id(), ErrorCode.UNAVAILABLE, UNREACHABLE);
        } else if (done) {
            room.reply(subscriber, done(command));
        } else {
            refuseCancel(room, subscriber, command);
        }
    }

    private static void refuseCancel(MatchRoom room, Subscriber subscriber, Command.CancelMatch command) {
        room.refuse(subscriber, command.id(), ErrorCode.CONFLICT, "no such search waits");
    }
}
