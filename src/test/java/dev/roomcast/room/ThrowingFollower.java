package dev.roomcast.room;

/** Throws at the first event of its member. */
public final class ThrowingFollower implements MemberFollower {

    @Override
    public void onAway(Member member) {
        fail(member);
    }

    @Override
    public void onOnline(Member member) {
        fail(member);
    }

    @Override
    public void onLeft(Member member) {
        fail(member);
    }

    private static void fail(Member member) {
        member.follower(NONE);
        throw new IllegalStateException("thrown by the test");
    }
}
