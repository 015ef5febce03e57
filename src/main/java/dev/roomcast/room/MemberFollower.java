package dev.roomcast.room;

/**
 * Receives the changes of one member.
 *
 * <p>Thread: the serial executor of the member's room. Implementations only record the change.
 */
public interface MemberFollower {

    /** Ignores all changes. */
    MemberFollower NONE = new MemberFollower() {
        @Override
        public void onAway(Member member) {}

        @Override
        public void onOnline(Member member) {}

        @Override
        public void onLeft(Member member) {}
    };

    /** The member lost its connection and may return. */
    void onAway(Member member);

    /** The member has a connection, on this node or another one. */
    void onOnline(Member member);

    /** The membership has ended. */
    void onLeft(Member member);
}
