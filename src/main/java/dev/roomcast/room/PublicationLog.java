package dev.roomcast.room;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Position;
import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The publications of a room in order, of which the latest are retained: bounded by count, bytes and age. It returns only
 * complete results.
 *
 * <pre>
 *   offset   1 … 39 | 40  41  42  43 | 44 …
 *            dropped| retained       | future
 *                                  ^ position()
 * </pre>
 */
final class PublicationLog {

    private final RoomType type;
    private final PublicationRing history;
    private String epoch;

    PublicationLog(RoomType type) {
        this.type = type;
        this.history = new PublicationRing(type.historySize(), type.historyBytes());
    }

    /** The publications that are kept. */
    PublicationRing ring() {
        return history;
    }

    /** Begins after a position, with nothing kept. */
    void begin(String epoch, long offset) {
        this.epoch = epoch;
        history.begin(offset + 1);
    }

    Position position() {
        return new Position(epoch, history.next() - 1);
    }

    /** The offset of the next publication. It is taken when that one is {@link #append appended}. */
    long next() {
        return history.next();
    }

    /**
     * @param sender of a plain member's text; null for what is in level 1's words
     * @param time on the wall's clock
     * @param now by {@link Clock#monotonicMillis()}
     */
    void append(Frame frame, byte @Nullable [] sender, long time, long now) {
        history.add(frame, sender, time, now);
    }

    /** Forgets what is too old. */
    void expire(long now) {
        history.dropUntil(now - type.historyAge());
    }

    /** Forgets everything but its place in the order. */
    void evict() {
        history.clear();
    }

    /** The memory that is held, in bytes. */
    long bytes() {
        return history.bytes();
    }

    boolean isEmpty() {
        return history.count() == 0;
    }

    /** Whether every publication after that position is kept; never for a position of another epoch or ahead of today's. */
    boolean holdsAllSince(String epoch, long offset) {
        long missed = history.next() - 1 - offset;
        return this.epoch.equals(epoch) && missed >= 0 && missed <= history.count();
    }

    /**
     * The publications after a position, as far as they are kept.
     *
     * @param epoch null: today's
     * @param offset -1: the newest ones
     * @param limit the most publications
     * @param maxBytes the most bytes of them; what does not fit is cut as by the limit
     */
    HistoryPage page(@Nullable String epoch, long offset, long limit, long maxBytes, CommandDecoder decoder) {
        List<Frame> publications = List.of();
        if (isIn(epoch)) {
            publications = offset < 0 ? newest(limit, maxBytes, decoder) : since(offset, limit, maxBytes, decoder);
        }
        return new HistoryPage(position(), isComplete(epoch, offset, limit), publications);
    }

    /** Whether the epoch is today's. @param epoch null: it is */
    boolean isIn(@Nullable String epoch) {
        return epoch == null || this.epoch.equals(epoch);
    }

    /** Returns whether everything is retained that {@link #page} was called for. */
    boolean isComplete(String epoch, long offset, long limit) {
        long after = offset < 0 ? Math.max(0, position().offset() - limit) : offset;
        return isIn(epoch) && holdsAllSince(this.epoch, after);
    }

    /**
     * The kept publications after an offset as level 1 sees them, oldest first.
     *
     * @param limit the most publications
     * @param maxBytes the most bytes of them
     */
    List<Frame> since(long offset, long limit, long maxBytes, CommandDecoder decoder) {
        List<Frame> frames = new ArrayList<>();
        long next = history.next();
        long bytes = 0;
        for (long each = Math.max(offset + 1, next - history.count()); each < next && frames.size() < limit; each++) {
            Frame frame = history.get(each, decoder);
            bytes += frame.payloadLength() + 1;
            if (bytes > maxBytes) {
                break;
            }
            frames.add(frame);
        }
        return frames;
    }

    /** The newest publications, oldest first, with the same bounds. */
    List<Frame> newest(long limit, long maxBytes, CommandDecoder decoder) {
        LinkedList<Frame> frames = new LinkedList<>();
        long oldest = history.next() - history.count();
        long bytes = 0;
        for (long each = history.next() - 1; each >= oldest && frames.size() < limit; each--) {
            Frame frame = history.get(each, decoder);
            bytes += frame.payloadLength() + 1;
            if (bytes > maxBytes) {
                break;
            }
            frames.addFirst(frame);
        }
        return frames;
    }
}
