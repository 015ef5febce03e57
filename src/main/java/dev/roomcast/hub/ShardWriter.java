package dev.roomcast.hub;

import dev.roomcast.protocol.Frame;
import dev.roomcast.room.OutboundMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the messages of a room to its members on one event loop, in batches: members with the same messages share the
 * encoded bytes. Each loop has one writer, which serves one room at a time.
 */
final class ShardWriter {

    /** The bound of one batch, in bytes. */
    private static final int PIECE = 256 * 1024;

    /** The most messages in one batch that name or exclude a member: such a member iterates over the whole batch. */
    static final int MAX_NAMING = 64;

    private final Hub hub;
    private final LoopDispatcher loop;

    /** The messages of the current batch. */
    private final List<OutboundMessage> messages = new ArrayList<>();

    private int messageBytes;
    /** The number of messages in the batch that name or exclude a member. */
    private int naming;
    /** The members whose messages differ from the common ones in this pass. */
    private final List<Connection> special = new ArrayList<>();

    private final List<Frame> frames = new ArrayList<>();

    ShardWriter(Hub hub, LoopDispatcher loop) {
        this.hub = hub;
        this.loop = loop;
    }

    /** Returns whether a message fits into the current batch. */
    boolean hasRoomFor(OutboundMessage message) {
        return messages.isEmpty() || messageBytes + message.size() <= PIECE && naming < MAX_NAMING;
    }

    void add(OutboundMessage message) {
        messages.add(message);
        messageBytes += message.size();
        naming += message.only() == null && message.except() == null ? 0 : 1;
    }

    /**
     * Writes the current batch to members of both levels and clears it. Throws nothing: if encoding fails, all members
     * of the level are closed with 4010; if one write fails, its connection is closed.
     *
     * @param isLast whether this batch is the last one of the pass, so that it is flushed at once
     */
    void write(List<Connection> plain, List<Connection> level1, boolean isLast) {
        if (!messages.isEmpty()) {
            writeLevel(plain, true, isLast);
            writeLevel(level1, false, isLast);
            messageBytes = 0;
            naming = 0;
            messages.clear();
        }
    }

    private void writeLevel(List<Connection> all, boolean isPlain, boolean isLast) {
        try {
            writeShares(all, isPlain, isLast);
        } catch (Throwable e) {
            hub.failed(e);
            Connection.closeAllAfterFailure(all);
        } finally {
            for (int i = 0; i < special.size(); i++) {
                special.get(i).isSpecial = false;
            }
            special.clear();
            frames.clear();
        }
    }

    private void writeShares(List<Connection> all, boolean isPlain, boolean isLast) {
        boolean dropsAny = markSpecial(isPlain);
        if (!isPlain) {
            markOthersSpecial(all);
        }
        for (int i = 0; i < messages.size(); i++) {
            OutboundMessage message = messages.get(i);
            if (message.only() == null && message.frame(isPlain) != null) {
                frames.add(message.frame(isPlain));
            }
        }
        if (!frames.isEmpty() && !all.isEmpty()) {
            Transport.Batch batch = all.get(0).transport().encode(frames);
            hub.countDelivered((long) frames.size() * all.size(), (long) batch.size() * all.size());
            try {
                writeCommon(batch, all, dropsAny, isLast);
            } finally {
                batch.release();
            }
        }
        for (int i = 0; i < special.size(); i++) {
            writeShare(special.get(i), isLast);
        }
    }

    /**
     * Writes to the members without special messages; marks lagging members as special if messages may be dropped.
     */
    private void writeCommon(Transport.Batch batch, List<Connection> all, boolean dropsAny, boolean isLast) {
        for (int i = 0; i < all.size(); i++) {
            Connection each = all.get(i);
            if (!each.isSpecial) {
                if (dropsAny && each.isLagging()) {
                    markSpecial(each);
                } else {
                    writeTo(each, batch, isLast);
                }
            }
        }
    }

    /**
     * Marks the members of a level that a message names or excludes as special.
     *
     * @return whether a message may be dropped
     */
    private boolean markSpecial(boolean isPlain) {
        boolean dropsAny = false;
        for (int i = 0; i < messages.size(); i++) {
            OutboundMessage message = messages.get(i);
            dropsAny |= message.isVolatile();
            Connection named = Connection.of(message.only() == null ? message.except() : message.only());
            if (named != null
                    && named.isPlain() == isPlain
                    && !named.isSpecial
                    && named.slot >= 0
                    && named.loop() == loop) {
                markSpecial(named);
            }
        }
        return dropsAny;
    }

    /** Marks the members without a role as special if a message is for players and watchers only. */
    private void markOthersSpecial(List<Connection> level1) {
        boolean hasGame = false;
        for (int i = 0; i < messages.size(); i++) {
            hasGame |= messages.get(i).isGame();
        }
        for (int i = 0; hasGame && i < level1.size(); i++) {
            Connection each = level1.get(i);
            if (!each.isSpecial && !each.isInGame()) {
                markSpecial(each);
            }
        }
    }

    private void markSpecial(Connection connection) {
        special.add(connection);
        connection.isSpecial = true;
    }

    /** Writes the messages of one special member. */
    private void writeShare(Connection connection, boolean isLast) {
        try {
            encodeShare(connection, isLast);
        } catch (Throwable e) {
            connection.closeAfterFailure(e);
        }
    }

    private void encodeShare(Connection connection, boolean isLast) {
        boolean lagging = connection.isLagging();
        frames.clear();
        for (int i = 0; i < messages.size(); i++) {
            OutboundMessage message = messages.get(i);
            Frame frame = message.frame(connection.isPlain());
            if (frame != null && message.isFor(connection)) {
                if (message.isVolatile() && lagging) {
                    hub.countDropped();
                } else {
                    frames.add(frame);
                }
            }
        }
        if (!frames.isEmpty()) {
            Transport.Batch batch = connection.transport().encode(frames);
            try {
                writeTo(connection, batch, isLast);
            } finally {
                batch.release();
            }
        }
    }

    private static void writeTo(Connection connection, Transport.Batch batch, boolean isLast) {
        try {
            if (isLast) {
                connection.writeAndFlush(batch);
            } else {
                connection.write(batch);
            }
        } catch (Throwable e) {
            connection.closeAfterFailure(e);
        }
    }
}
