package dev.roomcast.room;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract of engines for operators: an action at one node applies to the rooms of all nodes. */
abstract class RoomAdminContract extends OrderContract {

    @Test
    void kicks_a_member_on_any_node() throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber wang = member(there, "r", "wang");
        assertEquals(1, answer(there.admin.kick("r" + suffix, "li")));
        assertEquals("close 4512", li.closed());
        assertEquals("kicked", presence(wang, "leaves").get("reason").textValue());
    }

    @Test
    void closes_a_room_for_all_members_and_starts_a_new_epoch() throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber wang = member(there, "r", "wang");
        wang.publish("m", 1).await("$ack");
        assertEquals(2, answer(there.admin.close("r" + suffix)));
        assertEquals("close 4511", li.closed());
        assertEquals("close 4511", wang.closed());

        JsonNode welcome = there.guest("r" + suffix, "li").back(li, 0).welcome();
        assertNotEquals(li.known("epoch"), welcome.get("epoch").textValue());
        assertEquals(0, welcome.get("offset").intValue());
        assertFalse(welcome.get("resumed").booleanValue());
        assertFalse(welcome.get("recovered").booleanValue());
    }

    @Test
    void publishes_for_the_server_in_order_without_a_sender() throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        li.publish("m", 1).await("$ack");
        Command.Publish news = new Command.Publish(0, "news", null, null, false);
        Position place = answer(there.admin.publish("r" + suffix, news));
        assertEquals(2, place.offset());
        assertEquals(li.known("epoch"), place.epoch());
        assertFalse(li.await("news").has("user"));
    }

    @Test
    void administrates_a_room_without_members_on_the_node() throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        li.publish("m", 1).await("$ack");
        member(here, "r", "wang").cut();
        presence(li, "updates");
        RoomAdmin admin = there.admin;

        RoomView view = answer(admin.room("r" + suffix));
        assertEquals(List.of(2, 1), List.of(view.count(), view.away()));
        assertEquals("li", view.members().get(0).user());
        HistoryPage excerpt = answer(admin.history("r" + suffix, new Command.History(0, null, 0, 10)));
        assertEquals(1, excerpt.publications().size());
        assertEquals(0, answer(admin.kick("r" + suffix, "nobody")));
        assertEquals(1, answer(admin.kick("r" + suffix, "wang")));
        assertEquals("kicked", presence(li, "leaves").get("reason").textValue());
        assertEquals(1, answer(admin.close("r" + suffix)));
        assertEquals("close 4511", li.closed());
    }

    @Test
    void reports_an_unknown_room_to_the_operator() throws Exception {
        assertNull(answer(there.admin.room("nowhere" + suffix)));
        assertNull(answer(there.admin.kick("nowhere" + suffix, "li")));
        assertNull(answer(there.admin.close("nowhere" + suffix)));
        eventually("nothing stays", () -> there.rooms.rooms().isEmpty());
    }

    @Test
    void disconnects_a_user_on_all_nodes_without_ending_its_sessions() throws Exception {
        FakeSubscriber li = member(here, "r", "li \n赵");
        FakeSubscriber again = member(there, "other", "li \n赵");
        FakeSubscriber wang = member(there, "r", "wang");
        assertEquals(0, answer(here.admin.nodes().disconnect("nobody")));
        assertEquals(2, answer(there.admin.nodes().disconnect("li \n赵")));
        assertEquals("close 4503", li.closed());
        assertEquals("close 4503", again.closed());
        assertEquals("away", presence(wang, "updates").get("state").textValue());
    }

    @Test
    void lists_each_room_of_all_nodes_once_ordered_by_name() throws Exception {
        member(here, "a", "li");
        member(there, "b", "li").publish("m", 1).await("$ack");
        member(here, "c", "li");
        member(there, "c", "wang");
        member(there, "d", "li").cut();
        for (TestNode asked : List.of(here, there)) {
            lists(asked, "", "", 10, List.of("a 1 0 0", "b 1 0 1", "c 2 0 0", "d 1 1 0"));
            lists(asked, "", "", 2, List.of("a 1 0 0", "b 1 0 1"));
            lists(asked, "", "b" + suffix, 1, List.of("c 2 0 0"));
            lists(asked, "c", "", 10, List.of("c 2 0 0"));
            lists(asked, "no\nsuch room ", "赵", 10, List.of());
        }
    }

    /** @param rooms NAME COUNT AWAY OFFSET */
    private void lists(TestNode asked, String prefix, String after, int limit, List<String> rooms) throws Exception {
        eventually(
                "the listed rooms: " + rooms,
                () -> answer(asked.admin.nodes().rooms(prefix, after, limit)).stream()
                        .map(room -> room.name().replace(suffix, "") + " " + room.count() + " " + room.away() + " "
                                + room.position().offset())
                        .toList()
                        .equals(rooms));
    }
}
