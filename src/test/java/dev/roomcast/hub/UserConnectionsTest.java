package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.Frame;
import dev.roomcast.room.NodeQueries;
import dev.roomcast.room.RoomAdmin;
import dev.roomcast.room.UserMembership;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** The connections of a user in all rooms of one node. */
class UserConnectionsTest {

    private final ManualNode node = new ManualNode();
    private final NodeQueries here = new RoomAdmin(node.rooms, node.hub).nodes();

    private ManualNode.Peer member(String room, String user, int loop) {
        ManualNode.Peer peer = node.open(room, false, user, loop);
        peer.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();
        peer.received();
        return peer;
    }

    private <T> T now(CompletionStage<T> answer) {
        node.settle();
        return answer.toCompletableFuture().join();
    }

    @Test
    void sends_a_frame_over_every_connection_of_the_user_in_a_room() {
        ManualNode.Peer one = member("r1", "li", 0);
        ManualNode.Peer two = member("r2", "li", 1);
        ManualNode.Peer plain = node.open("r1", true, "li", 1);
        ManualNode.Peer entering = node.open("r1", false, "li", 0);
        ManualNode.Peer other = member("r1", "wang", 0);
        node.settle();
        one.received();
        other.received();

        assertEquals(3, now(here.send("li", Frame.text("{\"method\":\"m\"}"))));

        for (ManualNode.Peer each : List.of(one, two, plain)) {
            assertTrue(each.received().contains("{\"method\":\"m\"}"));
        }
        assertEquals(List.of(), entering.received());
        assertEquals(List.of(), other.received());
    }

    @Test
    void finds_the_rooms_in_which_the_user_is_online_or_away() {
        member("r1", "li", 0);
        member("r2", "li", 1).cut();
        member("r2", "wang", 1);

        List<UserMembership> seats = now(here.membershipsOf("li"));

        assertEquals(
                List.of("r1", "r2"), seats.stream().map(UserMembership::room).toList());
        assertEquals(
                List.of(false, true), seats.stream().map(UserMembership::isAway).toList());
        assertEquals(List.of(), now(here.membershipsOf("nobody")));
    }
}
