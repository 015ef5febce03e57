package dev.roomcast.room;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.PublicationFrames;
import org.jspecify.annotations.Nullable;

/**
 * The latest publications of a room. Their texts are stored in one circular byte array, so that the garbage collector's
 * work does not depend on their number.
 *
 * <pre>
 *   offset  oldest … next - 1     in ends, times, nows, senders: at offset modulo their length
 *   text    tail   … head         in texts: at place modulo its length
 * </pre>
 */
final class PublicationRing {

    private static final int FIRST_BYTES = 1024;
    /** The largest array size that is a power of two. */
    private static final int MAX_BYTES = 1 << 30;

    private static final int FIRST_COUNT = 8;
    private static final int BYTES_PER_ENTRY = 4 * Long.BYTES;

    private final int maxCount;
    private final long maxBytes;

    private long oldest = 1;
    private long next = 1;
    private long tail;
    private long head;

    private byte[] texts;
    private long[] ends;
    private long[] times;
    private long[] nows;
    /** The encoded sender of each level 0 text; null for a level 1 frame. */
    private byte[][] senders;

    /** @param maxBytes the bound of the texts in bytes; a longer text is not retained, and evicts all earlier ones */
    PublicationRing(int maxCount, long maxBytes) {
        this.maxCount = maxCount;
        this.maxBytes = Math.min(maxBytes, MAX_BYTES);
        release();
    }

    private void release() {
        texts = new byte @Nullable [0];
        ends = new long[0];
        times = new long[0];
        nows = new long[0];
        senders = new byte[0][];
        tail = head = 0;
    }

    /**
     * Evicts all publications, and continues at an offset.
     *
     * @param next the offset of the next publication
     */
    void begin(long next) {
        this.next = next;
        clear();
    }

    /** Returns the offset of the next publication. */
    long next() {
        return next;
    }

    /** Returns the offset of the oldest retained publication; {@link #next()} if there is none. */
    long oldest() {
        return oldest;
    }

    /** Returns the length of a retained publication's original text, in bytes. */
    int length(long offset) {
        return (int) (ends[at(offset)] - beginOf(offset));
    }

    private long beginOf(long offset) {
        return offset == oldest ? tail : ends[at(offset - 1)];
    }

    int count() {
        return (int) (next - oldest);
    }

    /** Returns the memory of the ring, in bytes. */
    long bytes() {
        return texts.length + (long) ends.length * BYTES_PER_ENTRY;
    }

    /**
     * Appends a publication, and evicts the oldest ones beyond the bounds.
     *
     * @param sender the encoded sender of a level 0 text; null for a level 1 frame
     * @param now the time by {@link Clock#monotonicMillis()}
     */
    void add(Frame frame, byte @Nullable [] sender, long time, long now) {
        int length = frame.payloadLength();
        if (maxCount == 0 || length > maxBytes) {
            next++;
            clear();
            return;
        }
        while (count() >= maxCount || head - tail + length > maxBytes) {
            drop();
        }
        makePlace(length);
        int to = (int) (head & texts.length - 1);
        int first = Math.min(length, texts.length - to);
        System.arraycopy(frame.bytes(), frame.payloadStart(), texts, to, first);
        System.arraycopy(frame.bytes(), frame.payloadStart() + first, texts, 0, length - first);
        head += length;
        int at = at(next++);
        ends[at] = head;
        times[at] = time;
        nows[at] = now;
        if (sender != null) { // the slot is null already, and each reference store costs the collector work
            senders[at] = sender;
        }
    }

    private int at(long offset) {
        return (int) (offset & ends.length - 1);
    }

    private void makePlace(int length) {
        if (count() == ends.length) {
            growEntries();
        }
        if (head - tail + length > texts.length) {
            growTexts((int) (head - tail) + length);
        }
    }

    private void growEntries() {
        long[] oldEnds = ends;
        long[] oldTimes = times;
        long[] oldNows = nows;
        byte[][] oldSignatures = senders;
        int size = Math.max(FIRST_COUNT, 2 * ends.length);
        long[] newEnds = new long[size]; // an OutOfMemoryError here leaves the ring unchanged
        long[] newTimes = new long[size];
        long[] newNows = new long[size];
        byte[][] newSignatures = new byte[size][];
        ends = newEnds;
        times = newTimes;
        nows = newNows;
        senders = newSignatures;
        for (long offset = oldest; offset < next; offset++) {
            int from = (int) (offset & oldEnds.length - 1);
            int to = at(offset);
            ends[to] = oldEnds[from];
            times[to] = oldTimes[from];
            nows[to] = oldNows[from];
            senders[to] = oldSignatures[from];
        }
    }

    private void growTexts(int needed) {
        int used = (int) (head - tail);
        long size = Math.max(FIRST_BYTES, Long.highestOneBit(needed - 1L) << 1);
        byte[] larger = new byte[(int) Math.min(size, MAX_BYTES)];
        copy(tail, used, larger, 0);
        for (long offset = oldest; offset < next; offset++) {
            ends[at(offset)] -= tail;
        }
        texts = larger;
        tail = 0;
        head = used;
    }

    private void copy(long index, int length, byte[] into, int to) {
        if (length > 0) {
            int from = (int) (index & texts.length - 1);
            int first = Math.min(length, texts.length - from);
            System.arraycopy(texts, from, into, to, first);
            System.arraycopy(texts, 0, into, to + first, length - first);
        }
    }

    private void drop() {
        int at = at(oldest++);
        tail = ends[at];
        senders[at] = null;
    }

    /** Evicts the publications up to a time by {@link Clock#monotonicMillis()}. */
    void dropUntil(long now) {
        boolean had = oldest < next;
        while (oldest < next && nows[at(oldest)] <= now) {
            drop();
        }
        if (had && oldest == next) {
            release();
        }
    }

    /** Evicts all publications and keeps the next offset. */
    void clear() {
        oldest = next;
        release();
    }

    /**
     * Returns a publication in its level 0 form.
     *
     * @param offset the offset of a retained publication
     */
    Frame plain(long offset, CommandDecoder decoder) {
        Frame frame = text(offset);
        return senders[at(offset)] == null ? PublicationFrames.plain(decoder, frame) : frame;
    }

    private Frame text(long offset) {
        long begin = beginOf(offset);
        Frame frame = Frame.allocate(true, (int) (ends[at(offset)] - begin));
        copy(begin, frame.payloadLength(), frame.bytes(), frame.payloadStart());
        return frame;
    }

    /**
     * Returns a publication in its level 1 form.
     *
     * @param offset the offset of a retained publication
     */
    Frame get(long offset, CommandDecoder decoder) {
        int at = at(offset);
        Frame frame = text(offset);
        return senders[at] == null
                ? frame
                : PublicationFrames.publication(decoder, frame, senders[at], offset, times[at]);
    }
}
