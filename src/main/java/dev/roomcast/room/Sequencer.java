package dev.roomcast.room;

import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.RawJson;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Connects a room to its engine. Operations reach the {@link Replica} of the room on every node in one common order;
 * with the engine in memory before the call returns. Thread: the room's serial executor, for calls and results.
 */
public interface Sequencer {

    /** Starts the delivery of operations to the replica. */
    default void open() {}

    /**
     * Waits until this node knows the state of the room.
     *
     * @param known receives true once the state is known, and false if the engine does not answer
     */
    default void whenKnown(Completion known) {
        known.onSettled(true);
    }

    /**
     * Completes an answer with the result of a task, once this node knows the room.
     *
     * @param answer fails with {@link EngineUnavailableException} if the engine does not answer, or with the exception
     *     of the task
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
     * @param disconnect the reason to close its connection on any node; null: the connection is already closed
     */
    void leave(Member member, String reason, @Nullable Disconnect disconnect);

    /** Ends the linger time of a member: {@link Replica#applyLeave}, unless the member has returned. */
    void expire(Member member);

    /**
     * Changes the info of a member: {@link Replica#applyInfo}.
     *
     * @param done receives true after the change, and false if the engine does not answer
     */
    void info(Member member, RawJson info, Completion done);

    /**
     * Makes a player the host: {@link Replica#host}.
     *
     * @param client the client of the player
     * @param by the member that must be the host; null: no such condition
     */
    void host(String client, @Nullable Member by, Outcome outcome);

    /**
     * Replaces a host after too long an absence: {@link Replica#host}, unless it has returned or has no successor.
     */
    void replaceHost(Member host);

    /**
     * Removes a member and refuses its user from now on: {@link Replica#applyLeave}.
     *
     * @param client the client of the member
     * @param by the member that must be the host; null: no such condition
     */
    void kick(String client, @Nullable Member by, Outcome outcome);

    /** Publishes; calls {@link PendingPublication#accepted} or {@link PendingPublication#refused}. */
    void publish(PendingPublication publication);

    /** Removes all members and the history: {@link Replica#applyEnd}. */
    void end();

    /**
     * Returns whether operations may have been executed without a result. The room is retained until their result is
     * known, because no other node would repair it.
     */
    default boolean isUncertain() {
        return false;
    }

    /** Ends the connection to the engine, because the room is no longer on this node. */
    default void close() {}

    /** Receives the result of a host's request. */
    interface Outcome {
        /** @param refusal the reason for a refusal; null: the request was executed */
        void onSettled(@Nullable ErrorCode refusal);
    }

    /** Receives the result of a request. */
    interface Completion {
        /** @param done false: the engine does not answer */
        void onSettled(boolean done);
    }
}
