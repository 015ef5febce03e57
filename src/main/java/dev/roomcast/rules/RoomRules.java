package dev.roomcast.rules;

/**
 * The rules of the rooms that {@link Rooms} names. Implementations are CDI beans, {@code @ApplicationScoped} or {@code
 * @Singleton}, and are discovered automatically.
 *
 * <p>Rules run on the node of the member concerned. They decide on the basis of {@link RoomView}. The engine accepts a
 * decision only if the read and written keys of the state have not changed in the meantime, on any node. Otherwise the
 * rules run again, at most three times. A method may therefore run more than once for one publication: its only effect
 * must be its return value.
 *
 * <p>Thread: an event loop, which must never block. A blocking method is annotated with {@code @Blocking} and runs on a
 * worker thread, or with {@code @RunOnVirtualThread}; an annotation of the class applies to all methods. A method
 * returns an asynchronous decision with {@link Decision#later}. The messages of one member keep their order; other
 * members do not wait.
 *
 * <p>If a method throws, its message is refused as {@code internal}. A decision that takes longer than {@code
 * roomcast.rules.timeout} is refused as {@code unavailable}.
 */
public interface RoomRules {

    /** The version of this API. */
    int API_VERSION = 1;

    /**
     * Decides whether a connection may join as a new member. Not called for members that return.
     *
     * @return {@link Decision#accept}, {@link Decision#acceptAsWatcher}, or a refusal, whose message is the reason for
     *     closing the connection with 4507; other effects are not permitted
     */
    default Decision onJoin(RoomView room, Joiner joiner) {
        return Decision.accept();
    }

    /**
     * Decides whether a message of a member is published. Not called if a method with {@link OnMethod} handles it.
     */
    default Decision onPublication(RoomView room, Sender sender, Publication publication) {
        return Decision.accept();
    }

    /** The first member has joined; {@link #onJoined} for that member follows. */
    default Reaction onOpened(RoomView room) {
        return Reaction.none();
    }

    /** A member has joined. */
    default Reaction onJoined(RoomView room, RoomMember member) {
        return Reaction.none();
    }

    /** A member has lost its connection and may return. */
    default Reaction onAway(RoomView room, RoomMember member) {
        return Reaction.none();
    }

    /** A member that was away has returned. */
    default Reaction onBack(RoomView room, RoomMember member) {
        return Reaction.none();
    }

    /**
     * A member has left.
     *
     * @param member the former member, which is no longer in the room
     * @param reason {@code left}, {@code timeout}, {@code kicked} or {@code replaced}
     */
    default Reaction onLeft(RoomView room, RoomMember member, String reason) {
        return Reaction.none();
    }

    /** The last member has left; follows {@link #onLeft} for that member. */
    default Reaction onClosed(RoomView room) {
        return Reaction.none();
    }

    /**
     * A run of frames has started.
     *
     * @param rate the frames per second
     */
    default Reaction onRunStarted(RoomView room, String run, int rate) {
        return Reaction.none();
    }

    /**
     * A run of frames has ended.
     *
     * @param frame the number of its last frame
     * @param reason {@code stopped}, {@code empty}, {@code limit} or {@code epoch}
     */
    default Reaction onRunEnded(RoomView room, String run, long frame, String reason) {
        return Reaction.none();
    }
}
