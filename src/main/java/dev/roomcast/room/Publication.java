package dev.roomcast.room;

import dev.roomcast.protocol.Codec;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Frames;

/**
 * Something that was published, with its place in the order. What a plain member said is put into level 1's words only
 * when somebody of level 1 is to hear it.
 */
final class Publication {

    private final long offset;
    private final long time;
    private final long now;
    private final int size;
    /** What a plain member said, until it was put into level 1's words. */
    private Frame plain;

    private byte[] signature;
    private Frame rich;

    private Publication(long offset, long time, long now, int size) {
        this.offset = offset;
        this.time = time;
        this.now = now;
        this.size = size;
    }

    static Publication plain(Frame text, byte[] signature, long offset, long time, long now) {
        int size = text.length() + signature.length + OVERHEAD;
        Publication publication = new Publication(offset, time, now, size);
        publication.plain = text;
        publication.signature = signature;
        return publication;
    }

    static Publication rich(Frame frame, long offset, long time, long now) {
        Publication publication = new Publication(offset, time, now, frame.length() + OVERHEAD);
        publication.rich = frame;
        return publication;
    }

    /** What one costs besides its frame, in bytes; roughly. */
    static final int OVERHEAD = 100;

    long offset() {
        return offset;
    }

    /** When it was published, by {@link Clock#now()}. */
    long now() {
        return now;
    }

    /** What it holds, in bytes. */
    int size() {
        return size;
    }

    /** As level 1 sees it. */
    Frame rich(Codec codec) {
        if (rich == null) {
            rich = Frames.publication(codec, plain, signature, offset, time);
            plain = null;
            signature = null;
        }
        return rich;
    }
}
