package dev.roomcast.room;

/** A token bucket: so much a second in the long run, and so much at once. Not for more than one thread at a time. */
final class Bucket {

    private final double perSecond;
    private final double burst;
    private double level;
    private long filledAt;

    /** @param now in milliseconds, by {@link Clock#now()} */
    Bucket(double perSecond, double burst, long now) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.level = burst;
        this.filledAt = now;
    }

    /** Whether it holds so much now. */
    boolean holds(double amount, long now) {
        level = Math.min(burst, level + (now - filledAt) * perSecond / 1000);
        filledAt = now;
        return level >= amount;
    }

    void take(double amount) {
        level -= amount;
    }
}
