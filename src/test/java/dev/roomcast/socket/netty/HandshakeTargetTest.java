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
    void encodes_characters_that_are_invalid_in_a_uri(String target, String encoded) {
        assertEquals(encoded, HandshakeTarget.encoded(target));
    }

    @Test
    void leaves_a_valid_target_unchanged() {
        String target = "/ws/a.b:c-1?v=1&user=%E4%B8%AD+x&t='()*,;=!$@/?~";
        assertSame(target, HandshakeTarget.encoded(target));
    }

    @Test
    void encodes_every_byte_as_a_valid_uri() {
        for (char c = 0x21; c <= 0xff; c++) {
            String target = "/ws/r?user=" + c + c;
            assertDoesNotThrow(() -> new URI(HandshakeTarget.encoded(target)), target);
        }
    }
}
