package dev.roomcast.redis.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.hub.ManualClock;
import org.junit.jupiter.api.Test;

/** Refusals of writes, without a server. */
class WriteProbeTest {

    private final ManualClock clock = new ManualClock();
    private final RecordingLinkListener ear = new RecordingLinkListener();
    private final WriteProbe probe = new WriteProbe(null, ear, "roomcast", clock);

    /** A message to a node has no key. */
    @Test
    void ends_the_refusal_of_a_call_without_keys() {
        probe.refused(new ScriptCall(null, Script.SEND), "BUSY", new IllegalStateException("BUSY"));
        assertTrue(ear.now().startsWith("refusing"));
        probe.probe(null);
        clock.advance(30_001);
        probe.probe(null);
        assertEquals("accepting", ear.now());
    }
}
