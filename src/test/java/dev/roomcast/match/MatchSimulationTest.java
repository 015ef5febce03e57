package dev.roomcast.match;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thousands of searchers with the memory engine. */
class MatchSimulationTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void matches_every_ticket_once_by_the_rules_of_its_mode(long seed) throws Exception {
        assertEquals(List.of(), MemoryMatchSimulation.run(seed, 4000));
    }
}
