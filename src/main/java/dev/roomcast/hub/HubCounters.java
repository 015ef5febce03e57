package dev.roomcast.hub;

import dev.roomcast.protocol.CloseCode;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counters of the connections and messages of a node. */
public final class HubCounters {
    /** Connections that were opened. */
    public final LongAdder opened = new LongAdder();
    /** Connections that their clients closed, or that broke. */
    public final LongAdder left = new LongAdder();
    /** Received messages. */
    public final LongAdder received = new LongAdder();
    /** Bytes of received messages. */
    public final LongAdder receivedBytes = new LongAdder();
    /** Messages written to members. */
    public final LongAdder delivered = new LongAdder();
    /** Bytes of messages written to members. */
    public final LongAdder deliveredBytes = new LongAdder();
    /** Sampled delivery passes; only one pass in many is timed. */
    public final LongAdder passes = new LongAdder();
    /** Total duration of the sampled passes, in milliseconds. */
    public final LongAdder passMillis = new LongAdder();
    /** Volatile messages that slow members missed. */
    public final LongAdder dropped = new LongAdder();

    /** Number of times that reading from a connection paused because of the backlog. */
    public final LongAdder pauses = new LongAdder();

    private final Map<CloseCode, LongAdder> closed = new EnumMap<>(CloseCode.class);

    HubCounters() {
        for (CloseCode code : CloseCode.values()) {
            closed.put(code, new LongAdder());
        }
    }

    /** Returns the counter of connections that the server closed with a code. */
    public LongAdder closed(CloseCode code) {
        return closed.get(code);
    }
}
