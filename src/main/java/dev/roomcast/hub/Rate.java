package dev.roomcast.hub;

import dev.roomcast.room.Limits;

/** How much one connection may send: two token buckets, one for messages and one for their bytes. */
final class Rate {

    /** What a pong or a part of a message costs of the patience for refused messages: a little. */
    static final double SIGN = 1.0 / 16;

    private final Limits limits;
    private double messages;
    private double bytes;
    /** How many refusals are suffered before the connection is closed. */
    private double patience;

    private long filledAt;

    Rate(Limits limits, long now) {
        this.limits = limits;
        this.messages = limits.messagesBurst();
        this.bytes = limits.bytesBurst();
        this.patience = Math.max(1, limits.messagesBurst());
        this.filledAt = now;
    }

    /** @return whether one more message of that size may pass */
    boolean admit(int size, long now) {
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

    /** Something was refused, or suffered. @return whether it was too much */
    boolean isTooMany(double amount) {
        if (limits.messagesPerSecond() <= 0) {
            return false;
        }
        patience -= amount;
        return patience < 0;
    }

    void fill(long now) {
        if (now == filledAt) {
            return;
        }
        double seconds = (now - filledAt) / 1000.0;
        filledAt = now;
        messages = Math.min(limits.messagesBurst(), messages + seconds * limits.messagesPerSecond());
        bytes = Math.min(limits.bytesBurst(), bytes + seconds * limits.bytesPerSecond());
        patience = Math.min(Math.max(1, limits.messagesBurst()), patience + seconds * limits.messagesPerSecond());
    }
}
