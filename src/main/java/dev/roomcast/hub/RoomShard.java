package dev.roomcast.hub;

import dev.roomcast.room.Disconnect;
import dev.roomcast.room.OutboundMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members of one room on one event loop. The room adds messages and membership changes to a mailbox; the loop drains it
 * in one pass. After a failure every membership change is applied, the backlog is released, and the affected members are
 * closed with 4010.
 */
final class RoomShard {

    private final Hub hub;
    private final LoopDispatcher loop;

    /** Messages and membership changes; guarded by this. */
    private List<Object> mailbox = new ArrayList<>();
    /** Bytes of the messages in the mailbox; guarded by this. */
    private long mailboxBytes;
    /** Whether a delivery of the mailbox is scheduled; guarded by this. */
    private boolean queued;
    /** The failure to add an item to the mailbox; null: none; guarded by this. */
    private @Nullable Throwable failure;

    private final List<Connection> plain = new ArrayList<>();
    private final List<Connection> level1 = new ArrayList<>();

    /** The join or leave of a member; only a leave may have a disconnect. */
    private record MemberChange(
            Connection connection, boolean joins, @Nullable Disconnect disconnect) {}

    RoomShard(Hub hub, LoopDispatcher loop) {
        this.hub = hub;
        this.loop = loop;
    }

    LoopDispatcher loop() {
        return loop;
    }

    void enqueue(OutboundMessage message) {
        int bytes = message.size();
        put(message, bytes);
        hub.addBacklog(bytes);
    }

    void subscribe(Connection connection) {
        put(new MemberChange(connection, true, null), 0);
    }

    void unsubscribe(Connection connection, Disconnect disconnect) {
        put(new MemberChange(connection, false, disconnect), 0);
    }

    private void put(Object item, int bytes) {
        boolean first;
        synchronized (this) {
            mailbox.add(item);
            mailboxBytes += bytes;
            first = !queued;
            queued = true;
        }
        if (first) {
            wake();
        }
    }

    private void wake() {
        try {
            loop.wake(this);
        } catch (Throwable e) {
            synchronized (this) {
                queued = false; // the next item schedules a delivery again
            }
            hub.failed(e);
        }
    }

    /**
     * Closes all members of the shard with 4010, because an item was not added to the mailbox.
     *
     * @param cause the failure
     */
    void closeAllLater(Throwable cause) {
        boolean first;
        synchronized (this) {
            failure = cause;
            first = !queued;
            queued = true;
        }
        if (first) {
            wake();
        }
    }

    /**
     * Delivers the mailbox. Throws nothing. Thread: event loop.
     *
     * @param recycled an empty list, which becomes the mailbox
     * @return the previous mailbox, emptied
     */
    List<Object> deliver(ShardWriter writer, List<Object> recycled) {
        List<Object> items;
        long bytes;
        Throwable cause;
        synchronized (this) {
            items = mailbox;
            mailbox = recycled;
            bytes = mailboxBytes;
            mailboxBytes = 0;
            queued = false;
            cause = failure;
            failure = null;
        }
        try {
            for (int i = 0; i < items.size(); i++) {
                deliver(items.get(i), writer);
            }
            writer.write(plain, level1, true);
            if (cause != null) {
                hub.failed(cause);
                Connection.closeAllAfterFailure(plain);
                Connection.closeAllAfterFailure(level1);
            }
        } finally {
            hub.addBacklog(-bytes);
            items.clear();
        }
        return items;
    }

    private void deliver(Object item, ShardWriter writer) {
        if (item instanceof OutboundMessage message) {
            if (!writer.hasRoomFor(message)) {
                writer.write(plain, level1, false);
            }
            try {
                writer.add(message);
            } catch (Throwable e) {
                closeAllLater(e);
            }
            Connection asker = Connection.of(message.only());
            if (asker != null && asker.isLargeAnswer(message)) {
                loop.answers().written(asker);
            }
        } else {
            writer.write(plain, level1, false);
            apply((MemberChange) item);
        }
    }

    private void apply(MemberChange change) {
        Connection connection = change.connection;
        List<Connection> list = connection.isPlain() ? plain : level1;
        try {
            if (change.joins) {
                join(connection, list);
            } else {
                unsubscribe(connection, list);
                if (change.disconnect != null) {
                    connection.close(change.disconnect);
                }
            }
        } catch (Throwable e) {
            connection.closeAfterFailure(e);
        }
    }

    private static void join(Connection connection, List<Connection> list) {
        list.add(connection);
        connection.slot = list.size() - 1;
        connection.transport().sendHandshake();
    }

    /** Removes a connection; the last one of the list takes its index. */
    private static void unsubscribe(Connection connection, List<Connection> list) {
        if (connection.slot < 0) {
            return; // its join failed
        }
        Connection last = list.remove(list.size() - 1);
        if (last != connection) {
            last.slot = connection.slot;
            list.set(connection.slot, last);
        }
        connection.slot = -1;
    }
}
