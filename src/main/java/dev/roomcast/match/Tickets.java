package dev.roomcast.match;

import java.util.Locale;
import java.util.concurrent.CompletionStage;

/**
 * Where tickets wait and matches are made: in this node, or in storage that many nodes share. A ticket is part of one match
 * at most, whichever node makes it.
 *
 * <p>Thread: any. Every result fails with {@link dev.roomcast.room.EngineUnavailableException} where it is not known
 * whether the operation was done.
 */
public interface Tickets {

    /** The results of adding a ticket. */
    enum Admission {
        /** The ticket waits. */
        ADDED,
        /** The ticket was matched before; the result is kept. */
        MATCHED,
        /** One of its players has another ticket. */
        CONFLICT
    }

    /** The reasons for which a ticket ends without a match. */
    enum Reason {
        CANCELLED,
        LEFT,
        PARTY,
        TIMEOUT;

        /** Whether the result is kept for a member that returns. */
        public boolean isRetained() {
            return this == PARTY || this == TIMEOUT;
        }

        /** Returns the reason as clients see it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The results of ending a ticket. */
    enum Ending {
        /** The ticket was waiting, and is removed. */
        ENDED,
        /** The ticket is already part of a match. */
        MATCHED,
        /** There is no such ticket. */
        UNKNOWN
    }

    /** Learns of matches. Thread: any. */
    interface Listener {

        /** A match was made, and nobody knows it: its room is to be prepared, and then it is announced. */
        void onMade(MadeMatch match);

        /** A match was announced, on whatever node. It may be told more than once. */
        void onAnnounced(MadeMatch match);

        /** A search of another node ended without a match; its member may return to this one. */
        default void onEnded(String client, long ticket, String reason) {}

        /** This node takes care of a ticket from now on, which came from another node. */
        void onMoved(Ticket ticket);
    }

    /** From now on the listener learns of matches. */
    void start(Listener listener);

    /** Adds a ticket, and tries to match it at once. The same ticket may be added again. */
    CompletionStage<Admission> add(Ticket ticket);

    /** Ends a ticket. */
    CompletionStage<Ending> end(Ticket ticket, Reason reason);

    /** Excludes a ticket from matching, or includes it again. The ticket keeps its place and its age. */
    void setHeld(Ticket ticket, boolean isHeld);

    /** Another node takes care of a ticket from now on. @param node as the engine names it */
    default void move(Ticket ticket, String node) {}

    /** Tries to match the tickets of this node, whose windows have grown. Called once a second while some wait. */
    void run();

    /**
     * Announces a match whose room is prepared.
     *
     * @return whether no node has announced it before
     */
    CompletionStage<Boolean> announce(MadeMatch match);
}
