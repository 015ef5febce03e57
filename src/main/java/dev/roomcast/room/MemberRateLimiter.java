package dev.roomcast.room;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the messages and requests of one member with two token buckets, one for messages and one for bytes. A resume
 * passes it to the member's next connection. Thread: the event loop of the member's connection; for a moment after a
 * resume two loops may call, which makes the limit inexact by one message.
 */
public final class MemberRateLimiter {

    /** The cost of a pong or a message fragment, charged to the credit for refused messages. */
    public static final double SIGN = 1.0 / 16;

    /** The minimum interval between two lists of rooms, and between two searches for a match, in milliseconds. */
    private static final long SEARCH_PERIOD = 1000;

    private static final long LONG_AGO = Long.MIN_VALUE / 2;

    private final Limits limits;
    private double messages;
    private double bytes;
    /** The number of further refused messages before the connection is closed. */
    private double refusalCredit;

    private long filledAt;
    /** The times of the last request for the list of rooms and of the last search, in milliseconds. */
    private long listedAt = LONG_AGO;

    private long searchedAt = LONG_AGO;
    /** Bytes of answers that are not yet charged. */
    private final AtomicLong answered = new AtomicLong();

    /** @param now the time by the node's clock, in milliseconds */
    public MemberRateLimiter(Limits limits, long now) {
        this.limits = limits;
        this.messages = limits.messagesBurst();
        this.bytes = limits.bytesBurst();
        this.refusalCredit = Math.max(1, limits.messagesBurst());
        this.filledAt = now;
    }

    /**
     * Reduces the burst to the amount that one second admits, because the member resumes on a node that does not know
     * its earlier use of the burst.
     */
    void limitToOneSecond() {
        messages = Math.min(messages, limits.messagesPerSecond());
        bytes = Math.min(bytes, limits.bytesPerSecond());
        refusalCredit = Math.min(refusalCredit, Math.max(1, limits.messagesPerSecond()));
    }

    /** @return whether one more message of that size is admitted */
    public boolean admit(int size, long now) {
        boolean countMessages = limits.messagesPerSecond() > 0;
        boolean countBytes = limits.bytesPerSecond() > 0;
        fill(now);
        if (countMessages && messages < 1 || countBytes && bytes < size) {
            return false;
        }
        if (countMessages) {
            messages--;
        }
        if (countBytes) {
            bytes -= size;
        }
        return true;
    }

    /** Charges received bytes: no further message is admitted until they are paid for. */
    public void charge(long size, long now) {
        if (limits.bytesPerSecond() > 0) {
            fill(now);
            bytes -= size;
        }
    }

    /**
     * Charges the bytes of an answer. Thread: any.
     *
     * @param size the size of the answer, in bytes
     */
    public void chargeAnswer(long size) {
        if (limits.bytesPerSecond() > 0) {
            answered.addAndGet(size);
        }
    }

    /** @return whether all answers so far are charged, so that a further request is admitted */
    public boolean admitsQuestion(long now) {
        fill(now);
        return limits.bytesPerSecond() <= 0 || bytes >= 0;
    }

    /**
     * Charges the credit for refused messages.
     *
     * @param amount the cost in messages
     * @return whether the credit is used up
     */
    public boolean isTooMany(double amount) {
        if (limits.messagesPerSecond() <= 0) {
            return false;
        }
        refusalCredit -= amount;
        return refusalCredit < 0;
    }

    /** Counts a request for the list of rooms, and returns whether it is admitted. */
    public boolean admitsList(long now) {
        if (now - listedAt < SEARCH_PERIOD) {
            return false;
        }
        listedAt = now;
        return true;
    }

    /** Resets the count of the last request, because its list could not be made. */
    public void listRefused() {
        listedAt = LONG_AGO;
    }

    /** @return whether another search for a match is admitted */
    public boolean admitsSearch(long now) {
        return now - searchedAt >= SEARCH_PERIOD;
    }

    /** Counts a search that has begun. */
    public void searched(long now) {
        searchedAt = now;
    }

    /** Adds the tokens for the time since the last call. */
    public void fill(long now) {
        if (answered.get() > 0) {
            bytes -= answered.getAndSet(0);
        }
        if (now == filledAt) {
            return;
        }
        double seconds = (now - filledAt) / 1000.0;
        filledAt = now;
        messages = Math.min(limits.messagesBurst(), messages + seconds * limits.messagesPerSecond());
        bytes = Math.min(limits.bytesBurst(), bytes + seconds * limits.bytesPerSecond());
        refusalCredit =
                Math.min(Math.max(1, limits.messagesBurst()), refusalCredit + seconds * limits.messagesPerSecond());
    }
}
