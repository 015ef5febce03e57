package dev.roomcast.room;

import dev.roomcast.concurrent.MemoryPart;
import dev.roomcast.protocol.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the publications in the answers to members. A long encoding is kept for a short time, so that members that
 * return at nearly the same position share it, for example after a network failure. Thread: the room's serial executor.
 */
final class AnswerPublications {

    /** The smallest list whose encoding is shared, in bytes. */
    private static final int SHARED_FROM = 16 << 10;

    /** The time for which an encoding is kept after its last use, in milliseconds. */
    static final long KEPT_MILLIS = 2000;

    private final RoomService service;
    private final Replica replica;
    private final MemoryPart memory;
    /** The kept encoding; null: none. */
    private @Nullable EncodedSpan kept;
    /** The bytes reserved for the kept encoding. */
    private long counted;
    /** Whether the kept encoding was used since the last check. */
    private boolean used;
    /** Whether a check is scheduled. */
    private boolean scheduled;

    AnswerPublications(RoomService service, Replica replica) {
        this.service = service;
        this.replica = replica;
        this.memory = service.answers().shared();
    }

    /**
     * Returns all publications after an offset, all of which must be retained; null: they exceed the bound of an
     * answer.
     */
    @Nullable
    RawJson allSince(long offset) {
        PublicationRing ring = replica.log().ring();
        long count = ring.next() - 1 - offset;
        EncodedSpan.Slice slice = since(offset, count);
        return slice.count() < count ? null : slice.elements();
    }

    /**
     * Returns the retained publications after an offset, oldest first, up to the bound of an answer.
     *
     * @param limit the maximum number of publications
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

    /** Returns the newest publications, oldest first, up to the bound of an answer. */
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

    /** @param bytes the minimum size of the publications, in bytes */
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

    /** Returns whether the span would have to grow although the request skips most of it. */
    private boolean isOutgrown(long from, long to) {
        return to > kept.next() && kept.sizeBefore(from) > kept.size() / 2;
    }

    private EncodedSpan encoded(EncodedSpan span, long to) {
        span.extend(replica.log().ring(), to, service.decoder());
        return span;
    }

    /** Keeps a span if its memory can be reserved. @param span null: none */
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
