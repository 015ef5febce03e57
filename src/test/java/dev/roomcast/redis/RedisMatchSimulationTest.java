package dev.roomcast.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Thousands of askers on three nodes with a Redis between them. */
class RedisMatchSimulationTest {

    @Test
    void matches_every_ticket_once_and_as_its_mode_says_while_a_node_fails() throws Exception {
        try (RedisServer redis = RedisServer.open()) {
            assertEquals(List.of(), RedisMatchSimulation.run(1, 2000, redis, 60));
        }
    }
}
