package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
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
    void accepts_valid_room_names(String name) {
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
    void refuses_invalid_room_names(String name) {
        assertFalse(Ids.isRoom(name));
    }

    @Test
    void accepts_users_of_1_to_64_characters_except_client_ids() {
        assertTrue(Ids.isUser("李"));
        assertTrue(Ids.isUser("😀".repeat(64)));
        assertFalse(Ids.isUser("x".repeat(65)));
        assertFalse(Ids.isUser(""));
        assertFalse(Ids.isUser("c_1"));
        assertFalse(Ids.isUser("Ming\ud83d"), "an unpaired surrogate has no UTF-8");
        assertFalse(Ids.isUser("\ude00\ud83d"));
    }

    @Test
    void reads_the_client_from_valid_sessions_only() {
        Ids names = new Ids(new Random(1));
        String client = names.client();
        assertTrue(Ids.isUser(names.user()));
        assertFalse(Ids.isUser(client));
        assertEquals(client, Ids.clientOf(names.session(client)));
        assertNull(Ids.clientOf(client));
        assertNull(Ids.clientOf(""));
        assertNull(Ids.clientOf(names.session(client) + "x"));
    }

    @Test
    void draws_the_22_digits_of_a_session_secret_from_62() {
        Ids ids = new Ids(new Random(1));
        String client = ids.client();
        String prefix = "s_" + client.substring("c_".length());
        for (int i = 0; i < 22; i++) {
            Set<Character> drawn = new HashSet<>();
            for (int j = 0; j < 2000; j++) {
                String session = ids.session(client);
                assertTrue(session.startsWith(prefix), session);
                String secret = session.substring(prefix.length());
                assertEquals(22, secret.length());
                drawn.add(secret.charAt(i));
            }
            assertEquals(62, drawn.size(), "digits at position " + i);
        }
    }

    @Test
    void draws_the_12_digits_of_a_room_code_from_32() {
        Ids ids = new Ids(new Random(1));
        for (int i = 0; i < 12; i++) {
            Set<Character> drawn = new HashSet<>();
            for (int j = 0; j < 1000; j++) {
                String room = ids.room("duel-");
                assertEquals("duel-".length() + 12, room.length());
                drawn.add(room.charAt("duel-".length() + i));
            }
            assertEquals(32, drawn.size(), "digits at position " + i);
        }
    }

    @Test
    void escapes_line_ends_and_quotes_in_a_name() {
        assertEquals("\"li\"", Ids.quoted("li"));
        assertEquals("\"李 x\"", Ids.quoted("李 x"));
        assertEquals("\"a_event=kicked_b\"", Ids.quoted("a\nevent=kicked\rb"));
        assertEquals("\"_____\"", Ids.quoted("\u0000\u2028\u2029\"\\"));
    }
}
