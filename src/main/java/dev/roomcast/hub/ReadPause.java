package dev.roomcast.hub;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Frame;
import dev.roomcast.room.Disconnect;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Pauses reading from one connection while a request about it is pending or the node is congested, and holds the
 * messages that the transport had already read. Thread: event loop.
 */
final class ReadPause {

    /** The estimated overhead of a held message, in bytes. */
    private static final int MESSAGE_BYTES = 80;

    private final Hub hub;
    private final Connection connection;
    private final UnfinishedInput input;
    /** Whether the node is congested. */
    private boolean congested;
    /** The pending request; null: none. */
    private @Nullable CompletableFuture<?> awaited;

    private final Deque<Frame> held = new ArrayDeque<>(0);
    private long heldBytes;

    ReadPause(Hub hub, Connection connection, UnfinishedInput input) {
        this.hub = hub;
        this.connection = connection;
        this.input = input;
    }

    /**
     * Pauses reading until a request is answered. Messages that were already read are held in their order.
     *
     * @param bytes the memory of the pending request
     * @param question starts the request; not called if the input memory of the node is used up
     * @param then receives the answer, or null and the failure; not called after the connection is closed
     */
    <T> void await(int bytes, Supplier<CompletionStage<T>> question, @Nullable BiConsumer<T, Throwable> then) {
        if (!hub.input().reserve(bytes)) {
            then.accept(null, new Authenticator.RefusedException(CloseCode.TOO_MANY_REQUESTS, null));
            return;
        }
        CompletableFuture<T> answer;
        try {
            answer = question.get().toCompletableFuture();
        } catch (Throwable e) {
            answer = CompletableFuture.failedFuture(e);
        }
        CompletableFuture<T> future = answer;
        if (future.isDone()) {
            hub.input().add(-bytes);
            complete(future, then);
            return;
        }
        awaited = future;
        future.whenComplete((value, failure) -> {
            hub.input().add(-bytes);
            try {
                connection.loop().execute(() -> resumeAfter(future, then));
            } catch (Throwable e) {
                hub.failed(e);
                connection.disconnect(Disconnect.of(CloseCode.INSUFFICIENT_STATE));
            }
        });
        updateReading();
    }

    private <T> void resumeAfter(CompletableFuture<T> done, BiConsumer<T, Throwable> then) {
        awaited = null;
        try {
            if (connection.isOpen()) {
                complete(done, then);
            }
            updateReading();
        } catch (Throwable e) {
            connection.closeAfterFailure(e); // otherwise reading would never resume
        }
    }

    private static <T> void complete(CompletableFuture<T> done, BiConsumer<T, Throwable> then) {
        T value;
        try {
            value = done.join();
        } catch (CompletionException e) {
            then.accept(null, e.getCause());
            return;
        }
        then.accept(value, null);
    }

    boolean isPaused() {
        return awaited != null || congested;
    }

    /** Holds a message that was read before the pause. */
    void retain(Frame message) {
        held.add(message);
        changeHeld(size(message));
        if (heldBytes > hub.limits().outboxBytes()) {
            connection.close(Disconnect.of(CloseCode.TOO_MANY_REQUESTS));
            dropHeld();
        }
    }

    private static int size(Frame message) {
        return message.bytes().length + MESSAGE_BYTES;
    }

    private void changeHeld(int bytes) {
        heldBytes += bytes;
        input.holds(bytes);
        checkMemory();
    }

    void dropHeld() {
        held.clear();
        input.holds(-heldBytes);
        heldBytes = 0;
    }

    /** Pauses or resumes reading according to the backlog of the node. */
    void setCongested(boolean congested) {
        this.congested = congested;
        updateReading();
    }

    /** Handles the held messages and resumes reading, unless a reason to pause remains. */
    private void updateReading() {
        while (!held.isEmpty() && !isPaused() && connection.isOpen()) {
            Frame message = held.remove();
            changeHeld(-size(message));
            connection.receiveHeld(message);
        }
        connection.transport().reading(!isPaused());
    }

    /** Closes the connections with the most input if the input memory of the node is exceeded. */
    void checkMemory() {
        if (hub.input().isExceeded()) {
            hub.closeLargestInputs();
        }
    }

    void end() {
        held.clear();
        heldBytes = 0;
        if (awaited != null) {
            awaited.cancel(false); // releases the memory of the request, and drops its answer
        }
    }
}
