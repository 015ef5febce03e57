package dev.roomcast.room;

import dev.roomcast.protocol.BadFrameException;
import dev.roomcast.protocol.Command;

/**
 * Matchmaking of this node, as its rooms call it.
 *
 * <p>Thread: the serial executor of the room that calls.
 */
public interface Matching {

    /** No kind of rooms is matched. */
    Matching NONE = new Matching() {
        @Override
        public void onRequest(MatchRoom room, Subscriber subscriber, Command command) {
            subscriber.badRequest(BadFrameException.badRequest(command.id(), "no rooms are matched here"));
        }

        @Override
        public void onResumed(MatchRoom room, Member member) {}
    };

    /** A member begins or ends a search. */
    void onRequest(MatchRoom room, Subscriber subscriber, Command command);

    /** A member has a new connection, which has been welcomed. */
    void onResumed(MatchRoom room, Member member);
}
