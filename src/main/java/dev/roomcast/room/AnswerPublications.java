package dev.roomcast.room;

import dev.roomcast.concurrent.MemoryPart;
import dev.roomcast.protocol.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the publications in the answers to members. A long answer stays encoded for a moment, so that members who
 * return at nearly the same position, as after a network failure, share it. Thread: the room's serial executor.
 */
final class AnswerPublications {

    /** Shorter lists are encoded for each answer, in bytes. */
    private static final int SHARED_FROM = 16 << 10;

    /** How long a list is kept after its last use, in milliseconds. */
    static final long KEPT_MILLIS = 2000;

    private final RoomService service;
    private final Replica replica;
    private final MemoryPart memory;
    /** Null: nothing is kept. */
    private @Nullable EncodedSpan kept;
    /** The bytes counted for it. */
    private long counted;
    /** Whether it was used since the last check. */
    private boolean used;
    /** Whether a check is scheduled. */
    private boolean scheduled;

    AnswerPublications(RoomService service, Replica replica) {
        this.service = service;
        this.replica = replica;
        this.memory = service.answers().shared();
    }

    /** Returns all publications after an offset from which on all are kept; null: they are longer than an answer may be. */
    @Nullable
    RawJson allSince(long offset) {
        PublicationRing ring = replica.log().ring();
        long count = ring.next() - 1 - offset;
        EncodedSpan.Slice slice = since(offset, count);
        return slice.count() < count ? null : slice.elements();
    }

    /**
     * Returns the kept publications after an offset, oldest first, as many as an answer takes.
     *
     * @param limit the most publications
     */
    EncodedSpan.Slice since(long offset, long limit) {
        PublicationRing ring = replica.log().ring();
        long from = Math.max(offset + 1, ring.oldest());
        long to = from;
        long bytes = 0;
        while (to < ring.next() && to - from < limit && bytes + ring.length(to) + 1 <= maxBytes()) {
            bytes += ring.length(to++) + 1;
        }
        return to == from ? EncodedSpan.Slice.EMPTY : span(from, to, bytes).from(from, to, maxBytes());
    }

    /** Returns the newest publications, oldest first, as many as an answer takes. */
    EncodedSpan.Slice newest(long limit) {
        PublicationRing ring = replica.log().ring();
        long to = ring.next();
        long from = to;
        long bytes = 0;
        while (from > ring.oldest() && to - from < limit && bytes + ring.length(from - 1) + 1 <= maxBytes()) {
            bytes += ring.length(--from) + 1;
        }
        return to == from ? EncodedSpan.Slice.EMPTY : span(from, to, bytes).before(from, to, maxBytes());
    }

    private long maxBytes() {
        return service.limits().memory().answerBytes();
    }

    /** @param bytes how long they are at least */
    private EncodedSpan span(long from, long to, long bytes) {
        if (bytes < SHARED_FROM) {
            return encoded(new EncodedSpan(replica.epoch(), from, (int) bytes + 256), to);
        }
        used = true;
        if (kept == null || !kept.reaches(replica.epoch(), from) || isOutgrown(from, to)) {
            keep(null);
            EncodedSpan span = encoded(new EncodedSpan(replica.epoch(), from, (int) bytes), to);
            keep(span);
            return span;
        }
        EncodedSpan span = encoded(kept, to);
        keep(span);
        return span;
    }

    /** Returns whether most of the encoded span lies before the request, and the span would have to grow. */
    private boolean isOutgrown(long from, long to) {
        return to > kept.next() && kept.sizeBefore(from) > kept.size() / 2;
    }

    private EncodedSpan encoded(EncodedSpan span, long to) {
        span.extend(replica.log().ring(), to, service.decoder());
        return span;
    }

    /** Keeps a span if the node has memory for it. @param span null: none is kept */
    private void keep(@Nullable EncodedSpan span) {
        long size = span == null ? 0 : span.size();
        if (size <= counted) {
            memory.add(size - counted);
            counted = size;
            kept = span;
        } else if (memory.reserve(size - counted)) {
            counted = size;
            kept = span;
            scheduleCheck();
        } else {
            keep(null);
        }
    }

    private void scheduleCheck() {
        if (!scheduled) {
            scheduled = true;
            service.clock().schedule(KEPT_MILLIS, () -> replica.execute(this::check));
        }
    }

    private void check() {
        scheduled = false;
        if (used) {
            used = false;
            scheduleCheck();
        } else {
            keep(null);
        }
    }
}
