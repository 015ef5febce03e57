package dev.roomcast.hub;

import dev.roomcast.concurrent.MemoryPart;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.room.Disconnect;

/**
 * The unhandled input of one connection: a partial message, or held messages. Input is charged to the rate on arrival,
 * has a deadline, and counts against the input memory of the node. Thread: event loop.
 */
final class UnfinishedInput {

    private final Connection connection;
    private final MemoryPart memory;
    private final long maxMillis;
    /** Bytes in the transport. */
    private long bytes;
    /** Bytes of the current message that are already charged to the rate. */
    private long charged;
    /** Bytes in the inbound handler. */
    private long held;
    /** Bytes in the room; written by the room's serial executor alone. */
    private volatile long heldByRoom;
    /** The start of the unfinished message, by the node's clock in milliseconds. */
    private long since;
    /** Whether a message was completed since the last check. */
    private boolean finished;

    /** @param maxMillis the longest time from the start of a message to its end, in milliseconds */
    UnfinishedInput(Connection connection, MemoryPart memory, long maxMillis) {
        this.connection = connection;
        this.memory = memory;
        this.maxMillis = maxMillis;
    }

    /** Returns the bytes that the node holds for the connection. */
    long size() {
        return bytes + held + heldByRoom;
    }

    /** Returns the held bytes multiplied by their age in milliseconds. */
    double weight(long now) {
        return size() * (1.0 + Math.max(0, now - since));
    }

    /**
     * Sets the number of bytes in the transport.
     *
     * @param now the bytes in the transport
     * @param time the time by the node's clock, in milliseconds
     * @return the bytes that are not yet charged to the rate
     */
    long keeps(long now, long time) {
        long more = now - bytes;
        if (bytes == 0) {
            since = time;
        }
        bytes = now;
        memory.add(more);
        long uncharged = Math.max(0, now - charged);
        charged += uncharged;
        return uncharged;
    }

    /** Adds to the bytes in the inbound handler; a negative number subtracts. */
    void holds(long more) {
        held += more;
        memory.add(more);
    }

    /** Sets the number of bytes in the room. Thread: the room's serial executor. */
    void heldByRoom(long now) {
        memory.add(now - heldByRoom);
        heldByRoom = now;
    }

    /**
     * Records the end of a message.
     *
     * @return the bytes of the message that are not yet charged to the rate
     */
    int finish(int length) {
        finished = true;
        if (charged == 0) {
            return length;
        }
        int before = (int) Math.min(charged, length);
        charged = bytes == 0 ? 0 : charged - before;
        return length - before;
    }

    /** @param isRead whether the connection is being read; while it is not, no deadline applies */
    void check(boolean isRead, long now) {
        if (bytes == 0 || finished || !isRead) {
            since = now;
        } else if (now - since >= maxMillis) {
            connection.close(Disconnect.of(CloseCode.NO_SIGN_OF_LIFE));
            drop();
        }
        finished = false;
    }

    /** Drops all input. */
    void drop() {
        connection.transport().dropInput();
        memory.add(-bytes);
        bytes = 0;
    }

    /** Releases the memory after the connection has ended. */
    void end() {
        memory.add(-bytes - held); // the room releases its part itself
        bytes = held = 0;
    }
}
