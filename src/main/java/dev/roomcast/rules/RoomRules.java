package dev.roomcast.rules;

/**
 * The rules of some rooms; {@link Rooms} names them. Implementations are CDI beans, {@code @ApplicationScoped} or
 * {@code @Singleton}, and are found by themselves.
 *
 * <p>Rules are asked on the node of the member concerned. They decide by what they see in {@link RoomView}; the engine
 * accepts a decision only if no key of the state that was read or is set has changed meanwhile, on whatever node. Otherwise
 * the rules are asked again, at most three times. So a method may run more than once for one publication: it changes nothing
 * but by what it returns.
 *
 * <p>Thread: an event loop, which never waits. A method that blocks is annotated with {@code @Blocking} and runs on a worker
 * thread, or with {@code @RunOnVirtualThread}; on the class, the annotation holds for all methods. A decision that is found
 * elsewhere is returned by {@link Decision#later}. The messages of one member keep their order; other members do not wait.
 *
 * <p>A method that throws refuses its message with {@code internal}. A decision that takes longer than
 * {@code roomcast.rules.timeout} is refused with {@code unavailable}.
 */
public interface RoomRules {

    /** The version of this API. */
    int API_VERSION = 1;

    /**
     * A connection asks to join as a new member. Members that come back are not asked about.
     *
     * @return {@link Decision#accept}, {@link Decision#acceptAsWatcher}, or a refusal, whose message is the reason for which
     *     the connection is closed with 4507; nothing else follows from it
     */
    default Decision onJoin(RoomView room, Joiner joiner) {
        return Decision.accept();
    }

    /**
     * A member publishes something, and it is not in the order yet. Not asked where a method with {@link OnMethod} handles
     * it.
     */
    default Decision onPublication(RoomView room, Sender sender, Publication publication) {
        return Decision.accept();
    }

    /** The first member has joined; that member's {@link #onJoined} follows. */
    default Reaction onOpened(RoomView room) {
        return Reaction.none();
    }

    /** A member has joined. */
    default Reaction onJoined(RoomView room, RoomMember member) {
        return Reaction.none();
    }

    /** A member has lost its connection and may come back. */
    default Reaction onAway(RoomView room, RoomMember member) {
        return Reaction.none();
    }

    /** A member that was away is back. */
    default Reaction onBack(RoomView room, RoomMember member) {
        return Reaction.none();
    }

    /**
     * A member has left.
     *
     * @param member as it was; it is not in the room any more
     * @param reason {@code left}, {@code timeout}, {@code kicked} or {@code replaced}
     */
    default Reaction onLeft(RoomView room, RoomMember member, String reason) {
        return Reaction.none();
    }

    /** The last member has left; that member's {@link #onLeft} came before. */
    default Reaction onClosed(RoomView room) {
        return Reaction.none();
    }

    /**
     * A run of frames has started.
     *
     * @param rate frames per second
     */
    default Reaction onRunStarted(RoomView room, String run, int rate) {
        return Reaction.none();
    }

    /**
     * A run of frames has ended.
     *
     * @param frame its last frame
     * @param reason {@code stopped}, {@code empty}, {@code limit} or {@code epoch}
     */
    default Reaction onRunEnded(RoomView room, String run, long frame, String reason) {
        return Reaction.none();
    }
}
