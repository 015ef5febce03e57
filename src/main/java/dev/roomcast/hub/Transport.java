package dev.roomcast.hub;

import dev.roomcast.protocol.Frame;
import java.util.List;
import java.util.concurrent.Executor;

/** How one connection is written to. All methods but {@link #loop()} are called on the connection's event loop only. */
public interface Transport {

    /** The event loop of the connection: one thread that runs tasks in order. The same object for the same loop. */
    Executor loop();

    /** The plain connection is in its room: who waits for that is told that the WebSocket is open. */
    default void greet() {}

    /** Puts frames into the form in which they are written, to be written to any connection of this loop. */
    Batch pack(List<Frame> frames);

    /** Takes a batch on its way; it is not sent before {@link #flush()}. */
    void write(Batch batch);

    /** Sends what was written. */
    void flush();

    /** Both: the batch is sent after what was written before. */
    default void writeAndFlush(Batch batch) {
        write(batch);
        flush();
    }

    /** What was written and has not been taken by the network yet, in bytes. */
    long pending();

    /** Whether the memory for what is on its way is nearly used up. */
    boolean isScarce();

    /** Whether more is to be read from the peer; while it is not, the network makes the peer wait. */
    void reading(boolean wanted);

    /**
     * Ends the connection after what was written so far, of which the last was a close frame.
     *
     * @param handshaken whether the peer's close frame came; if not, it may still be sending, and is not to be cut off
     *     before it has read why
     */
    void close(boolean handshaken);

    /** Ends the connection now, whatever still waits to be written. */
    void terminate();

    /** Frames ready to be written, shared by all who get them. */
    interface Batch {

        /** In bytes. */
        int size();

        /** The loop does not need it any more; those to whom it was written still may. */
        void release();
    }
}
