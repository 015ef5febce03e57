package dev.roomcast.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Thousands of searchers on three nodes that share a Redis. */
class RedisMatchSimulationTest {

    @Test
    void matches_every_ticket_once_by_the_rules_of_its_mode_while_a_node_fails() throws Exception {
        try (RedisServer redis = RedisServer.open()) {
            assertEquals(List.of(), RedisMatchSimulation.run(1, 2000, redis, 60));
        }
    }
}
