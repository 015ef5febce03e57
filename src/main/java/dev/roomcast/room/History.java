package dev.roomcast.room;

import dev.roomcast.protocol.Codec;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Frames;

/**
 * The latest publications of a room, their texts one after another in one array that is used round and round: however
 * many are kept, the garbage collector has nothing to walk through.
 *
 * <pre>
 *   offset  oldest … next - 1     in ends, times, nows, signatures: at offset modulo their length
 *   text    tail   … head         in texts: at place modulo its length
 * </pre>
 */
final class History {

    private static final int FIRST_BYTES = 1024;
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
    /** Of a text as a plain member said it, who that was; null for what is in level 1's words already. */
    private byte[][] signatures;

    /** @param maxBytes of the texts; one that is longer is not kept, nor any before it */
    History(int maxCount, long maxBytes) {
        this.maxCount = maxCount;
        this.maxBytes = maxBytes;
        release();
    }

    private void release() {
        texts = new byte[0];
        ends = new long[0];
        times = new long[0];
        nows = new long[0];
        signatures = new byte[0][];
        tail = head = 0;
    }

    /** Holds nothing. @param next the offset of the next publication */
    void begin(long next) {
        this.next = next;
        forget();
    }

    /** The offset of the next publication. */
    long next() {
        return next;
    }

    int count() {
        return (int) (next - oldest);
    }

    /** The memory it holds, in bytes. */
    long bytes() {
        return texts.length + (long) ends.length * BYTES_PER_ENTRY;
    }

    /**
     * Keeps one more, and forgets the oldest where it is too much.
     *
     * @param signature of a plain member's text; null for what is in level 1's words
     * @param now by {@link Clock#now()}
     */
    void add(Frame frame, byte[] signature, long time, long now) {
        int length = frame.payloadLength();
        if (maxCount == 0 || length > maxBytes) {
            next++;
            forget();
            return;
        }
        while (count() >= maxCount || head - tail + length > maxBytes) {
            drop();
        }
        makePlace(length);
        int to = (int) (head & texts.length - 1);
        int first = Math.min(length, texts.length - to);
        System.arraycopy(frame.bytes(), frame.payload(), texts, to, first);
        System.arraycopy(frame.bytes(), frame.payload() + first, texts, 0, length - first);
        head += length;
        int at = at(next++);
        ends[at] = head;
        times[at] = time;
        nows[at] = now;
        if (signature != null) { // its place is null already, and what is stored is work for the collector
            signatures[at] = signature;
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
        byte[][] oldSignatures = signatures;
        int size = Math.max(FIRST_COUNT, 2 * ends.length);
        ends = new long[size];
        times = new long[size];
        nows = new long[size];
        signatures = new byte[size][];
        for (long offset = oldest; offset < next; offset++) {
            int from = (int) (offset & oldEnds.length - 1);
            int to = at(offset);
            ends[to] = oldEnds[from];
            times[to] = oldTimes[from];
            nows[to] = oldNows[from];
            signatures[to] = oldSignatures[from];
        }
    }

    private void growTexts(int needed) {
        int used = (int) (head - tail);
        byte[] larger = new byte[Math.max(FIRST_BYTES, Integer.highestOneBit(needed - 1) << 1)];
        copy(tail, used, larger, 0);
        for (long offset = oldest; offset < next; offset++) {
            ends[at(offset)] -= tail;
        }
        texts = larger;
        tail = 0;
        head = used;
    }

    private void copy(long place, int length, byte[] into, int to) {
        if (length > 0) {
            int from = (int) (place & texts.length - 1);
            int first = Math.min(length, texts.length - from);
            System.arraycopy(texts, from, into, to, first);
            System.arraycopy(texts, 0, into, to + first, length - first);
        }
    }

    private void drop() {
        int at = at(oldest++);
        tail = ends[at];
        signatures[at] = null;
    }

    /** Forgets what was published at that moment, by {@link Clock#now()}, or before. */
    void forgetUntil(long now) {
        boolean had = oldest < next;
        while (oldest < next && nows[at(oldest)] <= now) {
            drop();
        }
        if (had && oldest == next) {
            release();
        }
    }

    /** Forgets everything but what the next offset is. */
    void forget() {
        oldest = next;
        release();
    }

    /** As level 1 sees it. @param offset of one that is kept */
    Frame get(long offset, Codec codec) {
        int at = at(offset);
        long begin = offset == oldest ? tail : ends[at(offset - 1)];
        Frame frame = Frame.allocate(true, (int) (ends[at] - begin));
        copy(begin, frame.payloadLength(), frame.bytes(), frame.payload());
        return signatures[at] == null ? frame : Frames.publication(codec, frame, signatures[at], offset, times[at]);
    }
}
