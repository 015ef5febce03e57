package dev.roomcast.match;

import java.util.Locale;
import java.util.concurrent.CompletionStage;

/**
 * Stores tickets and makes matches, either on this node or in storage that many nodes share. A ticket becomes part of
 * at most one match, whichever node makes it.
 *
 * <p>Thread: any. Every result fails with {@link dev.roomcast.room.EngineUnavailableException} if it is unknown whether
 * the operation was executed.
 */
public interface Tickets {

    /** The results of adding a ticket. */
    enum Admission {
        /** The ticket waits for a match. */
        ADDED,
        /** The ticket was matched before; the result is retained. */
        MATCHED,
        /** One of its players has another ticket. */
        CONFLICT
    }

    /** The reasons why a ticket ends without a match. */
    enum Reason {
        CANCELLED,
        LEFT,
        PARTY,
        TIMEOUT;

        /** Returns whether the result is retained for a member that returns. */
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
        /** The ticket does not exist. */
        UNKNOWN
    }

    /** Receives matches and the ends of searches. Thread: any. */
    interface Listener {

        /** A match was made and is not announced yet: the listener prepares its room and then announces it. */
        void onMade(MadeMatch match);

        /** A match was announced, on any node. May be called more than once for the same match. */
        void onAnnounced(MadeMatch match);

        /** A search on another node ended without a match; its member may return to this node. */
        default void onEnded(String client, long ticket, String reason) {}

        /** A ticket has moved from another node to this one. */
        void onMoved(Ticket ticket);
    }

    /** Sets the listener and starts to match. */
    void start(Listener listener);

    /** Adds a ticket, and tries to match it at once. May be repeated for the same ticket. */
    CompletionStage<Admission> add(Ticket ticket);

    /** Ends a ticket. */
    CompletionStage<Ending> end(Ticket ticket, Reason reason);

    /** Excludes a ticket from matching, or includes it again. The ticket keeps its place and its age. */
    void setHeld(Ticket ticket, boolean isHeld);

    /** Moves a ticket to another node. @param node the node as the engine names it */
    default void move(Ticket ticket, String node) {}

    /** Tries to match the tickets of this node, whose windows have grown. Called once a second while tickets wait. */
    void run();

    /**
     * Announces a match whose room is prepared.
     *
     * @return whether no node has announced it before
     */
    CompletionStage<Boolean> announce(MadeMatch match);
}
