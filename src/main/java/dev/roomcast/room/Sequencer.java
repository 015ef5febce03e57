package dev.roomcast.room;

import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.RawJson;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a room to its engine. Operations reach the {@link Replica} of the room on every node in one common
 * order; with the engine in memory before the call returns. Thread: the room's serial executor, for calls and results.
 */
public interface Sequencer {

    /** Starts the delivery of operations to the replica. */
    default void open() {}

    /**
     * Waits until this node knows the state of the room.
     *
     * @param known receives whether it does
     */
    default void whenKnown(Completion known) {
        known.onSettled(true);
    }

    /**
     * Completes an answer with the result of a task once this node knows the room.
     *
     * @param answer fails with {@link EngineUnavailableException} if the engine does not answer, or with what the task
     *     throws
     */
    default <T> void answerWhenKnown(Supplier<T> task, CompletableFuture<T> answer) {
        whenKnown(known -> {
            if (!known) {
                answer.completeExceptionally(new EngineUnavailableException());
                return;
            }
            try {
                answer.complete(task.get());
            } catch (Throwable e) {
                answer.completeExceptionally(e);
                throw e;
            }
        });
    }

    /** Requests a membership, new or resumed: {@link Replica#applyJoin} or {@link Replica#applyResume}. */
    void join(JoinRequest request);

    /** Reports that a member lost its connection and may return: {@link Replica#applyAway}. */
    void away(Member member);

    /**
     * Removes a member: {@link Replica#applyLeave}.
     *
     * @param disconnect how its connection is closed, on any node; null: it is closed already
     */
    void leave(Member member, String reason, @Nullable Disconnect disconnect);

    /** The member's linger time is over: {@link Replica#applyLeave}, unless it is back. */
    void expire(Member member);

    /**
     * Changes the info of a member: {@link Replica#applyInfo}.
     *
     * @param done receives whether it was changed
     */
    void info(Member member, RawJson info, Completion done);

    /**
     * Makes a player the host: {@link Replica#host}.
     *
     * @param client of that player
     * @param by the member that has to be the host for that; null: it need not
     */
    void host(String client, @Nullable Member by, Outcome outcome);

    /**
     * Replaces a host that has been away for too long: {@link Replica#host}, unless it returned or has no successor.
     */
    void replaceHost(Member host);

    /**
     * Removes a member and refuses its user from now on: {@link Replica#applyLeave}.
     *
     * @param client of that member
     * @param by the member that has to be the host for that; null: it need not
     */
    void kick(String client, @Nullable Member by, Outcome outcome);

    /** Publishes; calls {@link PendingPublication#accepted} or {@link PendingPublication#refused}. */
    void publish(PendingPublication publication);

    /** Removes all members and the history: {@link Replica#applyEnd}. */
    void end();

    /**
     * Returns whether operations may have been executed without a result. The room is retained until that is known, because no
     * other node would repair it.
     */
    default boolean isUncertain() {
        return false;
    }

    /** The room is no longer on this node. */
    default void close() {}

    /** Receives the result of a host's request. */
    interface Outcome {
        /** @param refusal why it was not done; null: it was */
        void onSettled(@Nullable ErrorCode refusal);
    }

    /** Receives the result of a request. */
    interface Completion {
        /** @param done false: the engine does not answer */
        void onSettled(boolean done);
    }
}
