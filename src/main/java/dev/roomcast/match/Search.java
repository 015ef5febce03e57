package dev.roomcast.match;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.protocol.MatchFrames;
import dev.roomcast.room.MatchRoom;
import dev.roomcast.room.Member;
import dev.roomcast.room.MemberFollower;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A search on this node from its request to its end. It follows the members that want to play together.
 *
 * <p>Thread: the serial executor of the room in which the member searches.
 */
final class Search implements MemberFollower {

    /** The delay before a request without an answer from the engine is repeated, in milliseconds. */
    private static final long RETRY_MILLIS = 1000;

    private final Searches owner;
    private final MatchRoom room;
    private final Set<String> away = new HashSet<>(0);
    /** Tasks that wait until the engine has accepted the ticket. */
    private final List<Runnable> later = new ArrayList<>(0);

    private volatile Ticket ticket;
    private boolean settled;
    private boolean ending;
    private boolean ended;
    /** The reason to end the search as soon as the engine has accepted the ticket; null: none. */
    private Tickets.@Nullable Reason due;

    private Clock.@Nullable Timer timer;

    Search(Searches owner, MatchRoom room, Ticket ticket) {
        this.owner = owner;
        this.room = room;
        this.ticket = ticket;
    }

    Ticket ticket() {
        return ticket;
    }

    MatchRoom room() {
        return room;
    }

    /** Returns whether the request of a member began this search. */
    boolean isOf(Member member, long id) {
        return ticket.client().equals(member.client()) && ticket.id() == id;
    }

    boolean isEnded() {
        return ended;
    }

    /** Sets the complete ticket before the engine receives it. */
    void prepare(Ticket whole) {
        ticket = whole;
    }

    /** The engine has accepted the ticket. */
    void onAdmitted() {
        settled = true;
        for (Ticket.Player each : ticket.players()) {
            Member member = room.member(each.client());
            if (member == null) {
                onLeft(each.client());
            } else if (member.isAway()) {
                away.add(each.client());
            }
        }
        long waited = owner.clock().monotonicMillis() - ticket.createdMillis();
        schedule(Math.max(1, owner.mode(ticket.prefix()).patienceMillis() - waited), () -> end(Tickets.Reason.TIMEOUT));
        if (!away.isEmpty()) {
            owner.tickets().setHeld(ticket, true);
        }
        if (due != null) {
            end(due);
        }
        runLater();
    }

    /** The ticket has come from another node, which may have held it back. */
    void onTakenOver() {
        onAdmitted();
        if (away.isEmpty() && !ending && !ended) {
            owner.tickets().setHeld(ticket, false);
        }
    }

    private void runLater() {
        List<Runnable> tasks = List.copyOf(later);
        later.clear();
        tasks.forEach(Runnable::run);
    }

    /** The engine refuses the ticket. */
    void onRefused() {
        owner.remove(this);
        settled = true;
        runLater();
    }

    /** Runs a task after the engine has accepted or refused the ticket. */
    void whenSettled(Runnable task) {
        if (settled) {
            task.run();
        } else {
            later.add(task);
        }
    }

    private void schedule(long millis, Runnable task) {
        stopTimer();
        timer = owner.clock()
                .schedule(
                        millis,
                        () -> room.execute(() -> {
                            if (!ended) {
                                task.run();
                            }
                        }));
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
        }
    }

    /** Marks the search as ended, and stops its timer. */
    void stop() {
        ended = true;
        stopTimer();
    }

    @Override
    public void onAway(Member member) {
        if (away.add(member.client()) && away.size() == 1 && settled) {
            owner.tickets().setHeld(ticket, true);
        }
    }

    @Override
    public void onOnline(Member member) {
        boolean wasAway = away.remove(member.client());
        if (settled && member.client().equals(ticket.client()) && !member.isOwned()) {
            owner.tickets().move(ticket, member.node());
            owner.remove(this);
        } else if (wasAway && away.isEmpty() && settled) {
            owner.tickets().setHeld(ticket, false);
        }
    }

    @Override
    public void onLeft(Member member) {
        onLeft(member.client());
    }

    private void onLeft(String client) {
        owner.remove(client, this);
        boolean isAsker = client.equals(ticket.client());
        due = isAsker || due == Tickets.Reason.LEFT ? Tickets.Reason.LEFT : Tickets.Reason.PARTY;
        if (settled) {
            end(due);
        }
    }

    /** Ends the search without a match, unless it already has one. */
    private void end(Tickets.Reason reason) {
        if (ending && !ended) {
            schedule(RETRY_MILLIS, () -> end(reason)); // the request in progress may fail
        } else if (!ended) {
            ending = true;
            endTicket(reason, (ending, failure) -> {
                if (failure != null) {
                    schedule(RETRY_MILLIS, () -> end(reason));
                } else if (ending == Tickets.Ending.MATCHED) {
                    awaitResult();
                } else {
                    onEnded(reason);
                }
            });
        }
    }

    private void endTicket(Tickets.Reason reason, BiConsumer<Tickets.Ending, Throwable> then) {
        owner.end(ticket, reason)
                .whenComplete((answer, failure) -> room.execute(() -> {
                    ending = false;
                    then.accept(answer, failure);
                }));
    }

    private void awaitResult() {
        schedule(MatchResults.KEPT_MILLIS, () -> owner.remove(this));
    }

    private void onEnded(Tickets.Reason reason) {
        owner.remove(this);
        if (reason.isRetained() && (reason == Tickets.Reason.TIMEOUT || due != Tickets.Reason.LEFT)) {
            String word = reason.word();
            owner.keepEnd(ticket, word);
            Member member = room.member(ticket.client());
            if (member != null) {
                room.send(member, MatchFrames.unmatched(ticket.id(), word));
            }
        }
    }

    /**
     * Cancels the search at the request of its member.
     *
     * @param then receives whether the search was cancelled, or a failure if the engine does not answer
     */
    void cancel(BiConsumer<Boolean, Throwable> then) {
        if (ending || ended) {
            then.accept(false, null);
            return;
        }
        ending = true;
        endTicket(Tickets.Reason.CANCELLED, (answer, failure) -> {
            if (failure == null && answer != Tickets.Ending.MATCHED) {
                owner.remove(this);
                then.accept(true, null);
            } else {
                then.accept(false, failure);
            }
            if (due != null) {
                end(due);
            }
        });
    }
}
