package dev.roomcast.concurrent;

/**
 * A token bucket: admits {@code perSecond} in the long run, and {@code burst} at once. It starts full.
 *
 * <p>Thread: one at a time.
 */
public final class TokenBucket {

    private double perSecond;
    private double burst;
    private double level;
    private long filledAt;

    /** @param now milliseconds of {@link Clock#monotonicMillis()} */
    public TokenBucket(double perSecond, double burst, long now) {
        this.perSecond = perSecond;
        this.burst = burst;
        this.level = burst;
        this.filledAt = now;
    }

    /** Refills the bucket and returns whether it holds {@code amount}, without taking it. */
    public boolean holds(double amount, long now) {
        level = Math.min(burst, level + (now - filledAt) * perSecond / 1000);
        filledAt = now;
        return level >= amount;
    }

    /** Admits so much from now on; what the bucket holds beyond the new {@code burst} is lost. */
    public void change(double newPerSecond, double newBurst) {
        perSecond = newPerSecond;
        burst = newBurst;
        level = Math.min(level, newBurst);
    }

    /** Takes {@code amount}, even if the bucket does not hold it. */
    public void take(double amount) {
        level -= amount;
    }
}
