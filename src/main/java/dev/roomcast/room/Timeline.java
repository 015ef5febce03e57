package dev.roomcast.room;

import dev.roomcast.protocol.Codec;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Position;
import java.util.ArrayList;
import java.util.List;

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

    private final RoomType type;
    private final History history;
    private String epoch;

    Timeline(RoomType type) {
        this.type = type;
        this.history = new History(type.historySize(), type.historyBytes());
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
     * @param signature of a plain member's text; null for what is in level 1's words
     * @param time on the wall's clock
     * @param now by {@link Clock#now()}
     */
    void append(Frame frame, byte[] signature, long time, long now) {
        history.add(frame, signature, time, now);
    }

    /** Forgets what is too old. */
    void expire(long now) {
        history.forgetUntil(now - type.historyAge());
    }

    /** Forgets everything but its place in the order. */
    void forget() {
        history.forget();
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
     * What was published after a position, as far as it is kept.
     *
     * @param epoch null: today's
     * @param offset -1: the newest ones
     */
    Excerpt excerpt(String epoch, long offset, long limit, Codec codec) {
        boolean here = epoch == null || this.epoch.equals(epoch);
        long after = offset < 0 ? Math.max(0, position().offset() - limit) : offset;
        boolean complete = here && holdsAllSince(this.epoch, after);
        return new Excerpt(position(), complete, here ? since(after, limit, codec) : List.of());
    }

    /** The kept publications after an offset as level 1 sees them, oldest first, at most {@code limit}. */
    List<Frame> since(long offset, long limit, Codec codec) {
        List<Frame> frames = new ArrayList<>();
        long next = history.next();
        for (long each = Math.max(offset + 1, next - history.count()); each < next && frames.size() < limit; each++) {
            frames.add(history.get(each, codec));
        }
        return frames;
    }
}
