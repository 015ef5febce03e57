package dev.roomcast.redis;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.concurrent.LogThrottle;
import org.jboss.logging.Logger;

/** Logs problems with events, at a limited rate. Thread: any. */
final class EventLog {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    private final LogThrottle delayedLoads;
    private final LogThrottle unknownEvents;

    EventLog(Clock clock) {
        delayedLoads = new LogThrottle(clock::monotonicMillis);
        unknownEvents = new LogThrottle(clock::monotonicMillis);
    }

    /** A second event within a heartbeat did not follow the replica. */
    void loadDelayed(String room) {
        delayedLoads.log(suppressed -> LOG.warnf(
                "event=room-load-delayed room=%s unsaid=%d cause=\"events do not follow the state that was just loaded\"",
                room, suppressed));
    }

    void unknown(String room, char kind) {
        unknownEvents.log(suppressed -> LOG.warnf(
                "event=unknown-event room=%s kind=%s unsaid=%d hint=\"another node has a later release\"",
                room, kind, suppressed));
    }
}
