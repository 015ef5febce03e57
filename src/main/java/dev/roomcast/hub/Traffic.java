package dev.roomcast.hub;

import dev.roomcast.protocol.CloseCode;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a node counts of its connections and messages. */
public final class Traffic {
    /** Connections that were opened. */
    public final LongAdder opened = new LongAdder();
    /** Connections that their clients closed or lost. */
    public final LongAdder left = new LongAdder();
    /** Messages that came. */
    public final LongAdder received = new LongAdder();
    /** Their bytes. */
    public final LongAdder receivedBytes = new LongAdder();
    /** Messages written to members. */
    public final LongAdder delivered = new LongAdder();
    /** Their bytes. */
    public final LongAdder deliveredBytes = new LongAdder();
    /** Passes in which a loop delivered what had gathered, those of them that were looked at: one in many. */
    public final LongAdder passes = new LongAdder();
    /** How long these took, in milliseconds. */
    public final LongAdder passMillis = new LongAdder();
    /** Volatile messages that slow members did not get. */
    public final LongAdder dropped = new LongAdder();

    private final Map<CloseCode, LongAdder> closed = new EnumMap<>(CloseCode.class);

    Traffic() {
        for (CloseCode code : CloseCode.values()) {
            closed.put(code, new LongAdder());
        }
    }

    /** Connections that the server closed for this reason. */
    public LongAdder closed(CloseCode code) {
        return closed.get(code);
    }
}
