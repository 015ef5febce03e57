package dev.roomcast.api;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.concurrent.LogThrottle;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/** Delays the responses to addresses that try wrong keys. Thread: any. */
final class WrongKeys {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    /** The number of attempts within a minute that are answered without a delay. */
    static final int FREE = 20;
    /** The additional delay of each further response, in milliseconds. */
    private static final long STEP_MILLIS = 20;

    static final long MAX_DELAY_MILLIS = 500;
    /** The maximum number of delayed responses to one address; further wrong keys are refused at once. */
    static final int MAX_WAITING = 10;

    private static final long WINDOW_MILLIS = 60_000;
    private static final int MAX_ADDRESSES = 10_000;

    private final Clock clock;
    private final LogThrottle log;
    private final Map<String, Attempts> addresses = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Attempts> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    private static final class Attempts {
        private long since;
        private int made;
        private int waiting;
    }

    WrongKeys(Clock clock) {
        this.clock = clock;
        this.log = new LogThrottle(clock::monotonicMillis);
    }

    /** Returns whether too many responses to this address are delayed, so that it must retry later. */
    synchronized boolean isBlocked(String address) {
        Attempts attempts = addresses.get(address);
        return attempts != null && attempts.waiting >= MAX_WAITING;
    }

    /**
     * Counts a wrong key.
     *
     * @param answer sends the response, now or after the delay
     */
    void tried(String address, Runnable answer) {
        log.log(suppressed -> LOG.warnf("event=api-key-refused address=%s unsaid=%d", address, suppressed));
        long delay = delay(address);
        if (delay == 0) {
            answer.run();
        } else {
            clock.schedule(delay, () -> {
                onResponse(address);
                answer.run();
            });
        }
    }

    private synchronized long delay(String address) {
        Attempts attempts = addresses.computeIfAbsent(address, each -> new Attempts());
        long now = clock.monotonicMillis();
        if (attempts.made == 0 || now - attempts.since >= WINDOW_MILLIS) {
            attempts.since = now;
            attempts.made = 0;
        }
        attempts.made++;
        long delay = Math.min(MAX_DELAY_MILLIS, Math.max(0, attempts.made - FREE) * STEP_MILLIS);
        attempts.waiting += delay > 0 ? 1 : 0;
        return delay;
    }

    private synchronized void onResponse(String address) {
        Attempts attempts = addresses.get(address);
        if (attempts != null && attempts.waiting > 0) {
            attempts.waiting--;
        }
    }
}
