package dev.roomcast.frames;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.RawJson;
import org.junit.jupiter.api.Test;

class FrameBuilderTest {

    private final FrameBuilder builder = new FrameBuilder();

    private boolean input(int slot, String json) {
        return builder.addInput(slot, RawJson.of(json));
    }

    private String close(long number) {
        return new String(builder.close(number), UTF_8);
    }

    @Test
    void writes_inputs_and_presence_in_the_order_of_arrival() {
        input(0, "{\"d\":2.70}");
        builder.addPresence(new PresenceEntry(PresenceEntry.Word.AWAY, 1, null));
        input(12, "\"L\"");
        builder.addPresence(new PresenceEntry(PresenceEntry.Word.JOIN, 13, "c_9"));
        assertEquals("[812,[0,{\"d\":2.70}],[\"away\",1],[12,\"L\"],[\"join\",13,\"c_9\"]]", close(812));
    }

    @Test
    void encodes_an_empty_frame_as_its_number_only() {
        assertTrue(builder.isEmpty());
        assertEquals("[7]", close(7));
    }

    @Test
    void takes_four_inputs_of_a_player_per_frame_and_keeps_the_rest_for_later_frames() {
        for (int i = 1; i <= 6; i++) {
            assertTrue(input(0, "" + i));
        }
        assertTrue(input(1, "9"));
        assertEquals("[1,[0,1],[0,2],[0,3],[0,4],[1,9]]", close(1));
        assertTrue(input(0, "7"));
        assertEquals("[2,[0,5],[0,6],[0,7]]", close(2));
        assertEquals("[3]", close(3));
    }

    @Test
    void refuses_the_seventeenth_waiting_input() {
        for (int i = 0; i < FrameBuilder.MAX_INPUTS + FrameBuilder.MAX_WAITING; i++) {
            assertTrue(input(0, "1"));
        }
        assertFalse(input(0, "1"));
        assertTrue(input(1, "1"), "another player is not affected");
    }

    @Test
    void keeps_presence_of_a_player_behind_its_waiting_inputs() {
        for (int i = 1; i <= 5; i++) {
            input(0, "" + i);
        }
        builder.addPresence(new PresenceEntry(PresenceEntry.Word.LEFT, 0, null));
        builder.addPresence(new PresenceEntry(PresenceEntry.Word.AWAY, 1, null));
        assertEquals("[1,[0,1],[0,2],[0,3],[0,4],[\"away\",1]]", close(1));
        assertEquals("[2,[0,5],[\"left\",0]]", close(2));
    }

    @Test
    void bounds_a_frame_to_sixteen_kibibytes_without_losing_an_input() {
        String big = '"' + "x".repeat(1022) + '"';
        for (int slot = 0; slot < 64; slot++) {
            assertTrue(input(slot, big));
        }
        int found = 0;
        for (int number = 1; number <= 6; number++) {
            String frame = close(number);
            assertTrue(frame.length() <= 16 * 1024, "frame of " + frame.length());
            found += frame.split("xxx\"\\]", -1).length - 1;
        }
        assertEquals(64, found);
    }
}
