package dev.roomcast.hub;

import dev.roomcast.protocol.Frame;
import dev.roomcast.room.Utterance;
import java.util.ArrayList;
import java.util.List;

/**
 * What a loop writes to the members of one room, one room after another: each member's share as one piece of bytes,
 * shared by all whose share is the same. A loop has one: a room needs it only while it is delivered.
 */
final class Delivery {

    /** Not more than this is put into one piece, in bytes. */
    private static final int PIECE = 256 * 1024;

    private final Hub hub;
    private final Loop loop;

    /** Said and not written yet. */
    private final List<Utterance> said = new ArrayList<>();

    private int saidBytes;
    /** Those in whose share something is different this time. */
    private final List<Connection> singled = new ArrayList<>();

    private final List<Frame> frames = new ArrayList<>();

    Delivery(Hub hub, Loop loop) {
        this.hub = hub;
        this.loop = loop;
    }

    /** Whether it goes into the same piece. */
    boolean hasPlaceFor(Utterance utterance) {
        return saidBytes + utterance.size() <= PIECE;
    }

    void add(Utterance utterance) {
        said.add(utterance);
        saidBytes += utterance.size();
    }

    /**
     * Writes what was said to members of either level.
     *
     * @param isLast whether nothing more is said to them in this pass, so that it is sent at once
     */
    void write(List<Connection> plain, List<Connection> level1, boolean isLast) {
        if (!said.isEmpty()) {
            writeShares(plain, true, isLast);
            writeShares(level1, false, isLast);
            end();
        }
    }

    /** Nothing of the room stays, whatever happened. */
    void end() {
        if (said.isEmpty()) {
            return;
        }
        hub.waiting(-saidBytes);
        saidBytes = 0;
        said.clear();
        singled.forEach(each -> each.singled = false);
        singled.clear();
        frames.clear();
    }

    private void writeShares(List<Connection> all, boolean isPlain, boolean isLast) {
        boolean dropsAny = singleOut(isPlain);
        for (int i = 0; i < said.size(); i++) {
            Utterance utterance = said.get(i);
            if (utterance.only() == null && utterance.frame(isPlain) != null) {
                frames.add(utterance.frame(isPlain));
            }
        }
        if (!frames.isEmpty() && !all.isEmpty()) {
            Transport.Batch batch = all.get(0).transport().pack(frames);
            hub.delivered((long) frames.size() * all.size(), (long) batch.size() * all.size());
            try {
                writeCommon(batch, all, dropsAny, isLast);
            } finally {
                batch.release();
            }
        }
        for (int i = 0; i < singled.size(); i++) {
            writeShare(singled.get(i), isLast);
        }
        singled.clear();
        frames.clear();
    }

    /** Writes to all but those who are singled out, and singles out who lags where that matters. */
    private void writeCommon(Transport.Batch batch, List<Connection> all, boolean dropsAny, boolean isLast) {
        for (int i = 0; i < all.size(); i++) {
            Connection each = all.get(i);
            if (!each.singled) {
                if (dropsAny && each.isLagging()) {
                    each.singled = true;
                    singled.add(each);
                } else {
                    writeTo(each, batch, isLast);
                }
            }
        }
    }

    /** Marks those of a level who are meant or excepted by name. @return whether anything said may be dropped */
    private boolean singleOut(boolean isPlain) {
        boolean dropsAny = false;
        for (int i = 0; i < said.size(); i++) {
            Utterance utterance = said.get(i);
            dropsAny |= utterance.isVolatile();
            Connection named = (Connection) (utterance.only() == null ? utterance.except() : utterance.only());
            if (named != null
                    && named.isPlain() == isPlain
                    && !named.singled
                    && named.slot >= 0
                    && named.loop() == loop) {
                named.singled = true;
                singled.add(named);
            }
        }
        return dropsAny;
    }

    /** Writes to one connection what it alone gets in this way. */
    private void writeShare(Connection connection, boolean isLast) {
        connection.singled = false;
        boolean lagging = connection.isLagging();
        frames.clear();
        for (int i = 0; i < said.size(); i++) {
            Utterance utterance = said.get(i);
            Frame frame = utterance.frame(connection.isPlain());
            if (frame != null && utterance.isFor(connection)) {
                if (utterance.isVolatile() && lagging) {
                    hub.dropped();
                } else {
                    frames.add(frame);
                }
            }
        }
        if (!frames.isEmpty()) {
            Transport.Batch batch = connection.transport().pack(frames);
            try {
                writeTo(connection, batch, isLast);
            } finally {
                batch.release();
            }
        }
    }

    private static void writeTo(Connection connection, Transport.Batch batch, boolean isLast) {
        if (isLast) {
            connection.writeAndFlush(batch);
        } else {
            connection.write(batch);
        }
    }
}
