package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.protocol.CloseCode;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DisconnectTest {

    @Test
    void asks_a_client_to_wait_after_a_limit_a_shutdown_and_an_unreachable_login() {
        Set<CloseCode> delayed = EnumSet.allOf(CloseCode.class);
        delayed.removeIf(code -> Disconnect.of(code, (String) null).after() == 0);

        assertEquals(EnumSet.of(CloseCode.SHUTDOWN, CloseCode.TOO_MANY_REQUESTS, CloseCode.LOGIN_UNAVAILABLE), delayed);
    }

    @Test
    void spreads_2000_or_fewer_reconnects_over_one_second() {
        assertEquals(1_000, Disconnect.spread(0));
        assertEquals(1_000, Disconnect.spread(1));
        assertEquals(1_000, Disconnect.spread(2_000));
        assertEquals(1_500, Disconnect.spread(3_000));
        assertEquals(9_500, Disconnect.spread(19_000));
    }
}
