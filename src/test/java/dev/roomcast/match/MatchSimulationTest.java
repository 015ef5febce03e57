package dev.roomcast.match;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thousands of askers with the engine in memory. */
class MatchSimulationTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void matches_every_ticket_once_and_as_its_mode_says(long seed) throws Exception {
        assertEquals(List.of(), MemoryMatchSimulation.run(seed, 4000));
    }
}
