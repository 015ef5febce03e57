package dev.roomcast.concurrent;

import org.jspecify.annotations.Nullable;

/**
 * Holds at most one timer; setting it again replaces the previous one.
 *
 * <p>Not thread-safe.
 */
public final class OneShotTimer {

    private final Clock clock;
    private final Runnable ring;
    private Clock.@Nullable Timer timer;
    private long at = Long.MAX_VALUE;

    public OneShotTimer(Clock clock, Runnable ring) {
        this.clock = clock;
        this.ring = ring;
    }

    /**
     * Sets the time of the next call, at least one millisecond from now.
     *
     * @param when the time by {@link Clock#monotonicMillis()}; {@link Long#MAX_VALUE}: cancels the timer
     */
    public void schedule(long when) {
        if (when == at && when > clock.monotonicMillis()) {
            return;
        }
        cancel();
        if (when != Long.MAX_VALUE) {
            at = when;
            timer = clock.schedule(Math.max(1, when - clock.monotonicMillis()), ring);
        }
    }

    public void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        at = Long.MAX_VALUE;
    }
}
