package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DisconnectTest {

    @Test
    void spreads_2000_or_fewer_reconnects_over_one_second() {
        assertEquals(1_000, Disconnect.spread(0));
        assertEquals(1_000, Disconnect.spread(1));
        assertEquals(1_000, Disconnect.spread(2_000));
        assertEquals(1_500, Disconnect.spread(3_000));
        assertEquals(9_500, Disconnect.spread(19_000));
    }
}
