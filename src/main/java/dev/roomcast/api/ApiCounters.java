package dev.roomcast.api;

import jakarta.inject.Singleton;
import java.util.concurrent.atomic.LongAdder;

/** Counters of the HTTP API of a node. */
@Singleton
public final class ApiCounters {
    /** Requests without a valid key. */
    public final LongAdder wrongKeys = new LongAdder();
    /** Requests whose key lacks the scope. */
    public final LongAdder missingScopes = new LongAdder();
}
