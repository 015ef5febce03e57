package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.roomcast.protocol.GameRole;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.StateChange;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateUpdateTest {

    private static final Member PLAYER = new Member("li", "c_1", null).as(GameRole.PLAY);

    private static StateUpdate update(String key, String... rights) {
        StateChange.Entry entry = new StateChange.Entry(key, RawJson.of("1"), null);
        return StateUpdate.of(new StateChange(List.of(entry), null, null), PLAYER, Rights.of(List.of(rights)), true);
    }

    @Test
    void forbids_every_key_to_a_player_without_the_right_to_set() {
        assertNull(update("a", "join", "play", "set").forbidden());
        assertEquals(
                "the right to this is missing: set: a",
                update("a", "join", "play").forbidden());
        assertEquals(
                "the right to this is missing: set: c_1/x",
                update("c_1/x", "join", "play").forbidden());
        assertEquals(
                "the host alone sets this key: host/x",
                update("host/x", "join", "play").forbidden());
    }
}
