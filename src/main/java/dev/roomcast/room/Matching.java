package dev.roomcast.room;

import dev.roomcast.protocol.BadFrameException;
import dev.roomcast.protocol.Command;

/**
 * Matchmaking of this node. Its rooms call it.
 *
 * <p>Thread: the serial executor of the calling room.
 */
public interface Matching {

    /** Ignores all requests: no room is matched. */
    Matching NONE = new Matching() {
        @Override
        public void onRequest(MatchRoom room, Subscriber subscriber, Command command) {
            subscriber.badRequest(BadFrameException.badRequest(command.id(), "no rooms are matched here"));
        }

        @Override
        public void onResumed(MatchRoom room, Member member) {}
    };

    /** Handles a member's request to begin or end a search. */
    void onRequest(MatchRoom room, Subscriber subscriber, Command command);

    /** A member has a new connection and has received its welcome. */
    void onResumed(MatchRoom room, Member member);
}
