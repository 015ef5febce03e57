package dev.roomcast.hub;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Frame;
import dev.roomcast.room.Disconnect;
import dev.roomcast.room.LargeAnswers;
import dev.roomcast.room.OutboundMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outgoing side of a connection: a bounded queue of batches until the network takes them. A connection that reads
 * too slowly is closed with 4008. {@link Connection} extends this class instead of having a field, because every
 * delivery uses both. Thread: event loop.
 */
abstract class Outbox {

    /** The divisor of the outbox bound while memory is scarce. */
    private static final int SCARCE_SHARE = 16;

    final Hub hub;
    final Transport transport;
    final LoopDispatcher loop;
    /** The most unsent bytes in the outbox. */
    private final long maxBytes;

    private boolean unflushed;
    private volatile LargeAnswers.@Nullable Answer answer;

    Outbox(Hub hub, Transport transport) {
        this.hub = hub;
        this.transport = transport;
        this.loop = hub.loop(transport.loop());
        this.maxBytes = hub.limits().outboxBytes();
    }

    abstract boolean isClosed();

    abstract boolean isOpen();

    /** Closes the connection with an explanation and a close frame. */
    abstract void close(Disconnect disconnect);

    Transport transport() {
        return transport;
    }

    LoopDispatcher loop() {
        return loop;
    }

    /** Adds a batch to the outbox; it is flushed with its shard, or at the end of the loop's current task. */
    void write(Transport.Batch batch) {
        makeRoom(batch);
        if (isOpen()) {
            transport.write(batch);
            if (!unflushed) {
                loop.flushLater(this);
                unflushed = true;
            }
        }
    }

    /** Writes the last batch of a pass and flushes everything written before. */
    void writeAndFlush(Transport.Batch batch) {
        makeRoom(batch);
        if (isOpen()) {
            unflushed = false;
            transport.writeAndFlush(batch);
        }
    }

    /** Sends a frame that has no offset in the room's order. */
    void send(Frame frame) {
        if (isOpen()) {
            Transport.Batch batch = transport.encode(List.of(frame));
            try {
                write(batch);
            } finally {
                batch.release();
            }
        }
    }

    /** Writes and flushes the last frames of the connection, regardless of the outbox bound. */
    void writeLast(List<Frame> last) {
        Transport.Batch batch = transport.encode(last);
        try {
            transport.write(batch);
        } finally {
            batch.release();
        }
        transport.flush();
    }

    /** Returns the pending large answer to this connection; null: none. Thread: any. */
    public LargeAnswers.@Nullable Answer answer() {
        return answer;
    }

    /** Sets the pending large answer; null: none. Thread: any. */
    public void answer(LargeAnswers.Answer answer) {
        this.answer = answer;
    }

    /** Returns whether a message is the pending large answer to this connection. */
    boolean isLargeAnswer(OutboundMessage message) {
        LargeAnswers.Answer current = answer;
        return current != null && current.is(message.level1());
    }

    /** Ends the large answer after it was written or dropped. */
    void onAnswerWritten() {
        LargeAnswers.Answer done = answer;
        answer = null;
        if (done != null) {
            done.done();
        }
    }

    private void makeRoom(Transport.Batch batch) {
        if (transport.pending() == 0 || !isOpen()) {
            return;
        }
        if (isLarge() && transport.isScarce()) {
            loop.connections().closeSlowConsumers();
        } else if (isFull(batch)) {
            transport.flush();
            if (isFull(batch)) {
                close(Disconnect.of(CloseCode.SLOW));
            }
        }
    }

    private boolean isFull(Transport.Batch batch) {
        long pending = transport.pending();
        return pending > 0 && pending + batch.size() > maxBytes;
    }

    private boolean isLarge() {
        return transport.pending() > maxBytes / SCARCE_SHARE;
    }

    /** Closes and terminates a connection with a large outbox, because memory is scarce. */
    void closeIfSlow() {
        if (isLarge()) {
            close(Disconnect.of(CloseCode.SLOW));
            transport.terminate();
        }
    }

    /** Returns whether the outbox is so full that volatile messages are dropped. */
    boolean isLagging() {
        return transport.pending() > maxBytes / 4;
    }

    void flush() {
        boolean flushes = unflushed;
        unflushed = false;
        if (flushes) {
            transport.flush();
        }
    }

    /**
     * Closes the connection with 4010, because one of its messages was lost, and reports the cause. Throws nothing.
     *
     * @param cause the failure
     */
    void closeAfterFailure(Throwable cause) {
        hub.failed(cause);
        closeAfterFailure();
    }

    void closeAfterFailure() {
        boolean isExplained = false;
        try {
            if (isOpen()) {
                close(Disconnect.of(
                        CloseCode.INSUFFICIENT_STATE, hub.admission().spread(System.identityHashCode(this))));
                isExplained = true;
            }
        } catch (Throwable e) {
            hub.failed(e);
        }
        if (!isExplained && !isClosed()) {
            abort();
        }
    }

    private void abort() {
        try {
            transport.terminate();
        } catch (Throwable e) {
            hub.failed(e);
        }
    }

    /** Closes connections with 4010, because a message for all of them was lost. Throws nothing. */
    static void closeAllAfterFailure(List<? extends Outbox> connections) {
        for (int i = 0; i < connections.size(); i++) {
            connections.get(i).closeAfterFailure();
        }
    }
}
