package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "r",
                "r1",
                "A-z_0.9:x",
                ".a",
                "...x",
                "0123456789012345678901234567890123456789012345678901234567890123"
            })
    void a_room_has_a_name_of_the_alphabet(String name) {
        assertTrue(Ids.isRoom(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "...",
                "a b",
                "a/b",
                "a;b",
                "a%b",
                "房间",
                "a\n",
                "a\u0000",
                "01234567890123456789012345678901234567890123456789012345678901234"
            })
    void anything_else_is_no_room(String name) {
        assertFalse(Ids.isRoom(name));
    }

    @Test
    void a_user_has_1_to_64_characters_and_does_not_look_like_a_client() {
        assertTrue(Ids.isUser("李"));
        assertTrue(Ids.isUser("😀".repeat(64)));
        assertFalse(Ids.isUser("x".repeat(65)));
        assertFalse(Ids.isUser(""));
        assertFalse(Ids.isUser("c_1"));
    }

    @Test
    void a_session_tells_its_client_and_nothing_else_is_taken_for_one() {
        Ids names = new Ids(new Random(1));
        String client = names.client();
        assertTrue(Ids.isUser(names.user()));
        assertFalse(Ids.isUser(client));
        assertEquals(client, Ids.clientOf(names.session(client)));
        assertNull(Ids.clientOf(client));
        assertNull(Ids.clientOf(""));
        assertNull(Ids.clientOf(names.session(client) + "x"));
    }
}
