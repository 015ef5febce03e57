package dev.roomcast.socket.netty;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandshakeTargetTest {

    @ParameterizedTest
    @CsvSource({
        "/ws/r?user=\u00e4\u00b8\u00ad\u00e6\u0096\u0087, /ws/r?user=%E4%B8%AD%E6%96%87",
        "/ws/r?user=a|b, /ws/r?user=a%7Cb",
        "/ws/r?x=100%, /ws/r?x=100%25",
        "/ws/r?x=%zz%4, /ws/r?x=%25zz%254",
        "/ws/r?x={\"y\":[1]}, /ws/r?x=%7B%22y%22:[1]%7D"
    })
    void encodes_what_no_uri_contains(String target, String encoded) {
        assertEquals(encoded, HandshakeTarget.encoded(target));
    }

    @Test
    void leaves_a_good_target_as_it_is() {
        String target = "/ws/a.b:c-1?v=1&user=%E4%B8%AD+x&t='()*,;=!$@/?~";
        assertSame(target, HandshakeTarget.encoded(target));
    }

    @Test
    void makes_a_uri_of_every_byte() {
        for (char c = 0x21; c <= 0xff; c++) {
            String target = "/ws/r?user=" + c + c;
            assertDoesNotThrow(() -> new URI(HandshakeTarget.encoded(target)), target);
        }
    }
}
