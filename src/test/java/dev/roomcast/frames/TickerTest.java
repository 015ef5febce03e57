package dev.roomcast.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.roomcast.frames.RunState.Presence;
import dev.roomcast.frames.RunState.Slot;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.RawJson;
import java.util.List;
import org.junit.jupiter.api.Test;

class TickerTest {

    private static Ticker ticker(Presence presence) {
        RunState state =
                new RunState("r_1", 30, 1, 0, 0, 5, 1, -1, "node", 0, null, 0, List.of(new Slot("c_1", presence)));
        return new Ticker(null, new Run(state), new FrameCounters());
    }

    /** The frames say that the player is away, for example because its node was considered dead by mistake. */
    @Test
    void refuses_inputs_of_a_player_who_is_away() {
        assertEquals(ErrorCode.UNAVAILABLE, ticker(Presence.AWAY).addInput("c_1", RawJson.of("1")));
    }

    @Test
    void refuses_inputs_of_a_client_without_a_slot() {
        assertEquals(ErrorCode.CONFLICT, ticker(Presence.LEFT).addInput("c_1", RawJson.of("1")));
        assertEquals(ErrorCode.CONFLICT, ticker(Presence.ONLINE).addInput("c_2", RawJson.of("1")));
    }

    @Test
    void accepts_inputs_of_an_online_player() {
        assertNull(ticker(Presence.ONLINE).addInput("c_1", RawJson.of("1")));
    }
}
