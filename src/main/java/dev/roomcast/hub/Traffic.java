package dev.roomcast.hub;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** What a node counts of its connections and messages. */
public final class Traffic {
    /** Connections that were opened. */
    public final LongAdder opened = new LongAdder();
    /** Messages that came. */
    public final LongAdder received = new LongAdder();
    /** Their bytes. */
    public final LongAdder receivedBytes = new LongAdder();
    /** Messages written to members. */
    public final LongAdder delivered = new LongAdder();
    /** Volatile messages that slow members did not get. */
    public final LongAdder dropped = new LongAdder();

    private final ConcurrentMap<Integer, LongAdder> closed = new ConcurrentHashMap<>();

    void closed(int code) {
        closed.computeIfAbsent(code, each -> new LongAdder()).increment();
    }

    /** Connections that were closed, by the server's close code; 0: the client went by itself. */
    public Map<Integer, LongAdder> closed() {
        return closed;
    }
}
