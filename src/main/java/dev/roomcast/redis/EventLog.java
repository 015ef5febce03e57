package dev.roomcast.redis;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.concurrent.LogThrottle;
import org.jboss.logging.Logger;

/** Logs what is wrong with events, once in a while. Any thread may call. */
final class EventLog {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    private final LogThrottle delayedLoads;
    private final LogThrottle unknownEvents;

    EventLog(Clock clock) {
        delayedLoads = new LogThrottle(clock::monotonicMillis);
        unknownEvents = new LogThrottle(clock::monotonicMillis);
    }

    /** An event has not fitted for the second time within a beat. */
    void loadDelayed(String room) {
        delayedLoads.log(suppressed -> LOG.warnf(
                "event=room-load-delayed room=%s unsaid=%d cause=\"its events do not fit, although it was just loaded\"",
                room, suppressed));
    }

    void unknown(String room, char kind) {
        unknownEvents.log(suppressed -> LOG.warnf(
                "event=unknown-event room=%s kind=%s unsaid=%d hint=\"another node has a later release\"",
                room, kind, suppressed));
    }
}
