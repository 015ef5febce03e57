package dev.roomcast.room;

import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.RawJson;
import java.util.Arrays;

/**
 * Consecutive publications of one epoch, encoded for an answer: JSON objects separated by commas, in one array. Any
 * part of the sequence is a slice of the array. Thread: the room's serial executor.
 *
 * <pre>
 *   offset  first          …          next - 1
 *   bytes   {…} , {…} , {…} , …  , {…}
 *   ends       0     1     2           n - 1
 * </pre>
 */
final class EncodedSpan {

    private static final RawJson NONE = new RawJson(new byte[0], 0, 0);

    private final String epoch;
    private final long first;
    private int[] ends = new int[16];
    private int count;
    private byte[] bytes;

    /**
     * @param epoch the epoch of the publications
     * @param first the offset of the first publication
     * @param size the expected size in bytes; the span may become larger
     */
    EncodedSpan(String epoch, long first, int size) {
        this.epoch = epoch;
        this.first = first;
        this.bytes = new byte[size];
    }

    /** Returns whether the span can be extended to hold the publications from an offset on. */
    boolean reaches(String otherEpoch, long from) {
        return epoch.equals(otherEpoch) && from >= first && from <= next();
    }

    /** Returns the offset of the publication to be added next. */
    long next() {
        return first + count;
    }

    /** Returns the memory of the span in bytes. */
    long size() {
        return bytes.length + (long) ends.length * Integer.BYTES;
    }

    /** Returns the size of the span's publications before an offset, in bytes. */
    int sizeBefore(long offset) {
        return begin(offset);
    }

    /** Adds publications until the span ends before {@code to}. */
    void extend(PublicationRing ring, long to, CommandDecoder decoder) {
        while (next() < to) {
            add(ring.get(next(), decoder));
        }
    }

    private void add(Frame publication) {
        int begin = count == 0 ? 0 : ends[count - 1] + 1;
        int end = begin + publication.payloadLength();
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length + bytes.length / 2));
        }
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, 2 * count);
        }
        if (begin > 0) {
            bytes[begin - 1] = ',';
        }
        System.arraycopy(publication.bytes(), publication.payloadStart(), bytes, begin, publication.payloadLength());
        ends[count++] = end;
    }

    /**
     * Returns the publications from an offset on.
     *
     * @param maxBytes the bound of the slice in bytes; later publications beyond it are omitted
     */
    Slice from(long from, long to, long maxBytes) {
        int begin = begin(from);
        long until = to;
        while (until > from && end(until) - begin + 1 > maxBytes) {
            until--;
        }
        return slice(from, until);
    }

    /**
     * Returns the publications before an offset.
     *
     * @param maxBytes the bound of the slice in bytes; earlier publications beyond it are omitted
     */
    Slice before(long from, long to, long maxBytes) {
        long since = from;
        while (since < to && end(to) - begin(since) + 1 > maxBytes) {
            since++;
        }
        return slice(since, to);
    }

    private Slice slice(long from, long to) {
        return from == to
                ? new Slice(NONE, 0)
                : new Slice(new RawJson(bytes, begin(from), end(to) - begin(from)), to - from);
    }

    /** Returns the index at which the publication of an offset begins. */
    private int begin(long offset) {
        return offset == first ? 0 : ends[(int) (offset - first) - 1] + 1;
    }

    /** Returns the index at which the publication before an offset ends. */
    private int end(long offset) {
        return ends[(int) (offset - first) - 1];
    }

    /**
     * A sequence of publications in an answer.
     *
     * @param elements the JSON objects with commas between them; a view that is valid until the span is extended
     * @param count the number of objects
     */
    record Slice(RawJson elements, long count) {

        static final Slice EMPTY = new Slice(NONE, 0);
    }
}
