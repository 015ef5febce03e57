package dev.roomcast.room;

/** At most one timer at a time, for the next thing that a room has to do by itself. */
final class Alarm {

    private final Clock clock;
    private final Runnable ring;
    private Clock.Timer timer;
    private long at = Long.MAX_VALUE;

    Alarm(Clock clock, Runnable ring) {
        this.clock = clock;
        this.ring = ring;
    }

    /** @param when to ring, by {@link Clock#now()}; {@link Long#MAX_VALUE}: never */
    void set(long when) {
        if (when == at && when > clock.now()) {
            return;
        }
        cancel();
        if (when != Long.MAX_VALUE) {
            at = when;
            timer = clock.after(Math.max(1, when - clock.now()), ring);
        }
    }

    void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        at = Long.MAX_VALUE;
    }
}
