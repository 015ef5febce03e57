package dev.roomcast.room;

import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/**
 * The order of a room's publications, and the latest of them: bounded by count, bytes and age. It never pretends: what
 * it cannot give whole it does not give.
 *
 * <pre>
 *   offset   1 … 39 | 40  41  42  43 | 44 …
 *            gone   | kept           | to come
 *                                  ^ position()
 * </pre>
 */
final class Timeline {

    private final String epoch;
    private final RoomType type;
    private final ArrayDeque<Publication> kept = new ArrayDeque<>();
    private long offset;
    private long bytes;

    Timeline(String epoch, RoomType type) {
        this.epoch = epoch;
        this.type = type;
    }

    Position position() {
        return new Position(epoch, offset);
    }

    /** The offset of the next publication. It is taken when that one is {@link #append appended}. */
    long next() {
        return offset + 1;
    }

    void append(Publication publication) {
        offset = publication.offset();
        kept.addLast(publication);
        bytes += publication.size();
        while (kept.size() > type.historySize() || bytes > type.historyBytes()) {
            drop();
        }
    }

    /** Forgets what is too old. */
    void expire(long now) {
        while (!kept.isEmpty() && now - kept.peekFirst().now() >= type.historyAge()) {
            drop();
        }
    }

    /** Forgets everything but its place in the order. */
    void forget() {
        kept.clear();
        bytes = 0;
    }

    private void drop() {
        bytes -= kept.removeFirst().size();
    }

    /** What the kept ones hold, in bytes. */
    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return kept.isEmpty();
    }

    /** Whether every publication after that position is kept; never for a position of another epoch or ahead of today's. */
    boolean holdsAllSince(String epoch, long offset) {
        return this.epoch.equals(epoch) && offset <= this.offset && this.offset - offset <= kept.size();
    }

    boolean isOfEpoch(String epoch) {
        return this.epoch.equals(epoch);
    }

    /** The kept publications after an offset, oldest first, at most {@code limit}. */
    List<Frame> since(long offset, long limit, Function<Publication, Frame> frame) {
        List<Frame> frames = new ArrayList<>();
        Iterator<Publication> each = kept.iterator();
        while (each.hasNext() && frames.size() < limit) {
            Publication publication = each.next();
            if (publication.offset() > offset) {
                frames.add(frame.apply(publication));
            }
        }
        return frames;
    }
}
