package dev.roomcast.room;

/** Fails at each event of its member. */
public final class ThrowingFollower implements MemberFollower {

    @Override
    public void onAway(Member member) {
        throw new IllegalStateException("as the test wants it");
    }

    @Override
    public void onOnline(Member member) {
        throw new IllegalStateException("as the test wants it");
    }

    @Override
    public void onLeft(Member member) {
        throw new IllegalStateException("as the test wants it");
    }
}
