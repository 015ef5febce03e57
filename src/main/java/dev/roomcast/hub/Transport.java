package dev.roomcast.hub;

import dev.roomcast.protocol.Frame;
import java.util.List;
import java.util.concurrent.Executor;

/** Writes to one connection. Thread: the connection's event loop, except for {@link #loop()}. */
public interface Transport {

    /**
     * Returns the event loop of the connection: one thread that runs tasks in order. Equal loops are the same object.
     */
    Executor loop();

    /** Sends the handshake response of a level 0 connection, after it has joined its room. */
    default void sendHandshake() {}

    /** Encodes frames for writing to any connection of this loop. */
    Batch encode(List<Frame> frames);

    /** Writes a batch; it is not sent before {@link #flush()}. */
    void write(Batch batch);

    /** Sends everything written so far. */
    void flush();

    /** Writes a batch and sends everything written so far. */
    default void writeAndFlush(Batch batch) {
        write(batch);
        flush();
    }

    /** Returns the bytes that are written and not yet taken by the network. */
    long pending();

    /** Returns whether the memory for pending writes is nearly used up. */
    boolean isScarce();

    /** Starts or stops reading; while reading is stopped, TCP slows down the peer. */
    void reading(boolean wanted);

    /** Drops unhandled and all later input. */
    default void dropInput() {}

    /**
     * Closes the connection after the written frames, the last of which is a close frame.
     *
     * @param handshaken whether the peer's close frame was received; otherwise the peer may still be sending, and needs
     *     time to read the reason
     */
    void close(boolean handshaken);

    /** Closes the connection at once and drops pending writes. */
    void terminate();

    /** Encoded frames, shared by all receivers. */
    interface Batch {

        /** Returns the size in bytes. */
        int size();

        /** Releases the loop's reference; pending writes keep theirs. */
        void release();
    }
}
