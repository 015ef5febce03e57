package dev.roomcast.hub;

import dev.roomcast.protocol.Frame;
import java.util.List;
import java.util.concurrent.Executor;

/** How one connection is written to. All methods but {@link #loop()} are called on the connection's event loop only. */
public interface Transport {

    /** The event loop of the connection: one thread that runs tasks in order. The same object for the same loop. */
    Executor loop();

    /** Sends the answer to the handshake of a level 0 connection, after it is in its room. */
    default void sendHandshake() {}

    /** Puts frames into the form in which they are written, to be written to any connection of this loop. */
    Batch encode(List<Frame> frames);

    /** Takes a batch on its way; it is not sent before {@link #flush()}. */
    void write(Batch batch);

    /** Sends what was written. */
    void flush();

    /** Both: the batch is sent after what was written before. */
    default void writeAndFlush(Batch batch) {
        write(batch);
        flush();
    }

    /** The bytes written and not yet taken by the network. */
    long pending();

    /** Whether the memory for what is on its way is nearly used up. */
    boolean isScarce();

    /** Starts or stops reading; TCP slows the peer down while reading is stopped. */
    void reading(boolean wanted);

    /** Drops the received but unhandled input, and all later input. */
    default void dropInput() {}

    /**
     * Ends the connection after the written frames, the last of which is a close frame.
     *
     * @param handshaken whether the peer's close frame was received; otherwise the peer may still be sending, and needs time to
     *     read the reason
     */
    void close(boolean handshaken);

    /** Ends the connection now, whatever still waits to be written. */
    void terminate();

    /** Encoded frames, shared by all receivers. */
    interface Batch {

        /** In bytes. */
        int size();

        /** Releases the loop's hold; pending writes keep theirs. */
        void release();
    }
}
