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
 * The publications of a room in order. It retains the latest ones: bounded by count, bytes and age. Retained
 * publications have no gaps.
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

    /** Returns the retained publications. */
    PublicationRing ring() {
        return history;
    }

    /** Begins after a position, without retained publications. */
    void begin(String epoch, long offset) {
        this.epoch = epoch;
        history.begin(offset + 1);
    }

    Position position() {
        return new Position(epoch, history.next() - 1);
    }

    /** Returns the offset of the next publication, which {@link #append} uses. */
    long next() {
        return history.next();
    }

    /**
     * @param sender the encoded sender of a level 0 text; null for a level 1 frame
     * @param time the wall-clock time, in milliseconds since 1970
     * @param now the time by {@link Clock#monotonicMillis()}
     */
    void append(Frame frame, byte @Nullable [] sender, long time, long now) {
        history.add(frame, sender, time, now);
    }

    /** Drops publications that exceed the maximum age. */
    void expire(long now) {
        history.dropUntil(now - type.historyAge());
    }

    /** Drops all publications and keeps the position. */
    void evict() {
        history.clear();
    }

    /** Returns the memory of the retained publications, in bytes. */
    long bytes() {
        return history.bytes();
    }

    boolean isEmpty() {
        return history.count() == 0;
    }

    /** Returns whether all publications after a position are retained; false for another epoch or a future offset. */
    boolean holdsAllSince(String epoch, long offset) {
        long missed = history.next() - 1 - offset;
        return this.epoch.equals(epoch) && missed >= 0 && missed <= history.count();
    }

    /**
     * Returns the retained publications after a position.
     *
     * @param epoch the epoch; null: the current one
     * @param offset the offset; -1: the newest publications
     * @param limit the maximum number of publications
     * @param maxBytes the bound in bytes; it cuts the result as the limit does
     */
    HistoryPage page(@Nullable String epoch, long offset, long limit, long maxBytes, CommandDecoder decoder) {
        List<Frame> publications = List.of();
        if (isIn(epoch)) {
            publications = offset < 0 ? newest(limit, maxBytes, decoder) : since(offset, limit, maxBytes, decoder);
        }
        return new HistoryPage(position(), isComplete(epoch, offset, limit), publications);
    }

    /** Returns whether an epoch is the current one. @param epoch null: the current one */
    boolean isIn(@Nullable String epoch) {
        return epoch == null || this.epoch.equals(epoch);
    }

    /** Returns whether nothing of the range that {@link #page} was called for has been dropped. */
    boolean isComplete(String epoch, long offset, long limit) {
        long after = offset < 0 ? Math.max(0, position().offset() - limit) : offset;
        return isIn(epoch) && holdsAllSince(this.epoch, after);
    }

    /**
     * Returns the retained publications after an offset in level 1 form, oldest first.
     *
     * @param limit the maximum number of publications
     * @param maxBytes the bound in bytes
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

    /** Returns the newest publications, oldest first, with the same bounds. */
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
