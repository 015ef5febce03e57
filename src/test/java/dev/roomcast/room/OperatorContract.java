package dev.roomcast.room;

import static dev.roomcast.it.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What rooms may expect of an engine: what an operator asks of any node is asked of all. */
abstract class OperatorContract extends OrderContract {

    @Test
    void whoever_is_kicked_goes_wherever_it_is() throws Exception {
        Guest li = member(here, "r", "li");
        Guest wang = member(there, "r", "wang");
        assertEquals(1, answer(there.operator.kick("r" + suffix, "li")));
        assertEquals("close 4512", li.closed());
        assertEquals("kicked", presence(wang, "leaves").get("reason").textValue());
    }

    @Test
    void a_closed_room_sends_all_away_and_begins_anew() throws Exception {
        Guest li = member(here, "r", "li");
        Guest wang = member(there, "r", "wang");
        wang.publish("m", 1).await("$ack");
        assertEquals(2, answer(there.operator.close("r" + suffix)));
        assertEquals("close 4511", li.closed());
        assertEquals("close 4511", wang.closed());

        JsonNode welcome = there.guest("r" + suffix, "li").back(li, 0).welcome();
        assertNotEquals(li.known("epoch"), welcome.get("epoch").textValue());
        assertEquals(0, welcome.get("offset").intValue());
        assertFalse(welcome.get("resumed").booleanValue());
        assertFalse(welcome.get("recovered").booleanValue());
    }

    @Test
    void what_the_server_says_is_in_the_order_and_nobodys() throws Exception {
        Guest li = member(here, "r", "li");
        li.publish("m", 1).await("$ack");
        Command.Publish news = new Command.Publish(0, "news", null, null, false);
        Position place = answer(there.operator.publish("r" + suffix, news));
        assertEquals(2, place.offset());
        assertEquals(li.known("epoch"), place.epoch());
        assertFalse(li.await("news").has("user"));
    }

    @Test
    void an_operator_reaches_a_room_of_which_his_node_has_nobody() throws Exception {
        Guest li = member(here, "r", "li");
        li.publish("m", 1).await("$ack");
        member(here, "r", "wang").cut();
        presence(li, "updates");
        Operator operator = there.operator;

        RoomView view = answer(operator.room("r" + suffix));
        assertEquals(List.of(2, 1), List.of(view.count(), view.away()));
        assertEquals("li", view.members().get(0).user());
        Excerpt excerpt = answer(operator.history("r" + suffix, new Command.History(0, null, 0, 10)));
        assertEquals(1, excerpt.publications().size());
        assertEquals(0, answer(operator.kick("r" + suffix, "nobody")));
        assertEquals(1, answer(operator.kick("r" + suffix, "wang")));
        assertEquals("kicked", presence(li, "leaves").get("reason").textValue());
        assertEquals(1, answer(operator.close("r" + suffix)));
        assertEquals("close 4511", li.closed());
    }

    @Test
    void of_a_room_that_is_nowhere_an_operator_is_told_so() throws Exception {
        assertNull(answer(there.operator.room("nowhere" + suffix)));
        assertNull(answer(there.operator.kick("nowhere" + suffix, "li")));
        assertNull(answer(there.operator.close("nowhere" + suffix)));
        eventually("nothing stays", () -> there.rooms.rooms().isEmpty());
    }

    @Test
    void a_user_is_disconnected_wherever_it_is_and_may_come_back() throws Exception {
        Guest li = member(here, "r", "li \n赵");
        Guest again = member(there, "other", "li \n赵");
        Guest wang = member(there, "r", "wang");
        assertEquals(0, answer(here.operator.nodes().disconnect("nobody")));
        assertEquals(2, answer(there.operator.nodes().disconnect("li \n赵")));
        assertEquals("close 4503", li.closed());
        assertEquals("close 4503", again.closed());
        assertEquals("away", presence(wang, "updates").get("state").textValue());
    }

    @Test
    void the_rooms_of_all_nodes_are_listed_each_once_in_the_order_of_their_names() throws Exception {
        member(here, "a", "li");
        member(there, "b", "li").publish("m", 1).await("$ack");
        member(here, "c", "li");
        member(there, "c", "wang");
        member(there, "d", "li").cut();
        for (House asked : List.of(here, there)) {
            lists(asked, "", "", 10, List.of("a 1 0 0", "b 1 0 1", "c 2 0 0", "d 1 1 0"));
            lists(asked, "", "", 2, List.of("a 1 0 0", "b 1 0 1"));
            lists(asked, "", "b" + suffix, 1, List.of("c 2 0 0"));
            lists(asked, "c", "", 10, List.of("c 2 0 0"));
            lists(asked, "no\nsuch room ", "赵", 10, List.of());
        }
    }

    /** @param rooms NAME COUNT AWAY OFFSET */
    private void lists(House asked, String prefix, String after, int limit, List<String> rooms) throws Exception {
        eventually(
                "they are listed: " + rooms,
                () -> answer(asked.operator.nodes().rooms(prefix, after, limit)).stream()
                        .map(room -> room.name().replace(suffix, "") + " " + room.count() + " " + room.away() + " "
                                + room.position().offset())
                        .toList()
                        .equals(rooms));
    }
}
