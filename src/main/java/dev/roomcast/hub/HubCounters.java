package dev.roomcast.hub;

import dev.roomcast.protocol.CloseCode;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counters of the connections and messages of a node. */
public final class HubCounters {
    /** Connections that were opened. */
    public final LongAdder opened = new LongAdder();
    /** Connections that their clients closed or lost. */
    public final LongAdder left = new LongAdder();
    /** Received messages. */
    public final LongAdder received = new LongAdder();
    /** Their bytes. */
    public final LongAdder receivedBytes = new LongAdder();
    /** Messages written to members. */
    public final LongAdder delivered = new LongAdder();
    /** Their bytes. */
    public final LongAdder deliveredBytes = new LongAdder();
    /** The sampled delivery passes: one in many is timed. */
    public final LongAdder passes = new LongAdder();
    /** How long these took, in milliseconds. */
    public final LongAdder passMillis = new LongAdder();
    /** Volatile messages that slow members did not get. */
    public final LongAdder dropped = new LongAdder();

    /** How often reading from a connection paused because the backlog was too large. */
    public final LongAdder pauses = new LongAdder();

    private final Map<CloseCode, LongAdder> closed = new EnumMap<>(CloseCode.class);

    HubCounters() {
        for (CloseCode code : CloseCode.values()) {
            closed.put(code, new LongAdder());
        }
    }

    /** Connections that the server closed for this reason. */
    public LongAdder closed(CloseCode code) {
        return closed.get(code);
    }
}
