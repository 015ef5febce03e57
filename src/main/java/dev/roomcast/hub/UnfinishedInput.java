package dev.roomcast.hub;

import dev.roomcast.concurrent.MemoryPart;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.room.Disconnect;

/**
 * The input of one connection that is not handled yet: a partial message, or held messages. It is charged to the rate when
 * it arrives, has a deadline, and counts against the memory of the node. Thread: event loop.
 */
final class UnfinishedInput {

    private final Connection connection;
    private final MemoryPart memory;
    private final long maxMillis;
    /** In the transport. */
    private long bytes;
    /** Of them and of what was handed on since, those that the rate was charged with already. */
    private long charged;
    /** In the inbound handler. */
    private long held;
    /** In the room, which alone writes it. */
    private volatile long heldByRoom;
    /** When the message began that has not ended; by the node's clock. */
    private long since;
    /** Whether a message ended since the last check. */
    private boolean finished;

    /** @param maxMillis in which a begun message has to end */
    UnfinishedInput(Connection connection, MemoryPart memory, long maxMillis) {
        this.connection = connection;
        this.memory = memory;
        this.maxMillis = maxMillis;
    }

    /** The bytes that the node holds for the connection. */
    long size() {
        return bytes + held + heldByRoom;
    }

    /** How much is held for how long. */
    double weight(long now) {
        return size() * (1.0 + Math.max(0, now - since));
    }

    /**
     * The transport keeps so many bytes now.
     *
     * @return by how many these are more than the rate was charged with
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

    /** The inbound handler holds so many bytes more; fewer where negative. */
    void holds(long more) {
        held += more;
        memory.add(more);
    }

    /** The room holds so many bytes of messages. Thread: the room's serial executor. */
    void heldByRoom(long now) {
        memory.add(now - heldByRoom);
        heldByRoom = now;
    }

    /**
     * A message ended.
     *
     * @return how many of its bytes the rate is still to be charged with
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

    /** @param isRead whether the connection is read: if not, it is the node that is late */
    void check(boolean isRead, long now) {
        if (bytes == 0 || finished || !isRead) {
            since = now;
        } else if (now - since >= maxMillis) {
            connection.close(Disconnect.of(CloseCode.NO_SIGN_OF_LIFE));
            drop();
        }
        finished = false;
    }

    /** Gives everything up. */
    void drop() {
        connection.transport().dropInput();
        memory.add(-bytes);
        bytes = 0;
    }

    /** The connection has ended. */
    void end() {
        memory.add(-bytes - held); // the room gives back its part itself
        bytes = held = 0;
    }
}
