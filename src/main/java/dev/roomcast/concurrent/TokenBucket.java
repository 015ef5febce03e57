package dev.roomcast.concurrent;

/**
 * A token bucket: admits {@code perSecond} on average, and {@code burst} at once. It starts full.
 *
 * <p>Not thread-safe.
 */
public final class TokenBucket {

    private double perSecond;
    private double burst;
    private double level;
    private long filledAt;

    /** @param now the current time by {@link Clock#monotonicMillis()} */
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

    /** Changes the rate and the burst; tokens beyond the new {@code burst} are lost. */
    public void change(double newPerSecond, double newBurst) {
        perSecond = newPerSecond;
        burst = newBurst;
        level = Math.min(level, newBurst);
    }

    /** Takes {@code amount}, even if the bucket holds less. */
    public void take(double amount) {
        level -= amount;
    }
}
