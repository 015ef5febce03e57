package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.Frame;
import dev.roomcast.testkit.Json;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** The contract of engines for the shared state as the API of the server changes and shows it. */
abstract class ServerStateContract extends GameTest {

    @Test
    void lets_the_server_set_every_key() throws Exception {
        FakeSubscriber li = player(here, "r", "li");
        assertEquals(1, publish("{'method':'m','set':{'server/x':1,'host/y':2,'$open':true,'" + client(li) + "':3}}"));
        assertEquals("1", li.await("m").get("set").get("server/x").toString());
        assertEquals(Json.node("{'server/x':1,'host/y':2,'$open':true,'" + client(li) + "':3}"), state(there, "r"));
        ExecutionException gone =
                assertThrows(ExecutionException.class, () -> publish("{'method':'m','set':{'c_gone/x':1}}"));
        assertEquals(
                "CONFLICT",
                ((StateRefusedException) gone.getCause()).refusal().code().name());
        RoomView view = answer(there.admin.room("r" + suffix));
        assertEquals("2", view.state().get("host/y").toString());
        assertEquals(client(li), view.host().client());
    }

    @Test
    void shows_an_empty_state_to_operators_while_the_room_has_a_player_or_watcher() throws Exception {
        watcher(here, "r", "li");
        assertEquals(Map.of(), answer(here.admin.room("r" + suffix)).state());
        assertEquals(Map.of(), answer(there.admin.room("r" + suffix)).state());
    }

    @Test
    void keeps_values_that_the_server_sets_before_the_first_join() throws Exception {
        publish("{'method':'m','set':{'server/x':1}}");
        FakeSubscriber li = player(there, "r", "li");
        assertEquals("{\"server/x\":1}", li.welcome().get("state").toString());
        assertEquals(1, answer(here.admin.close("r" + suffix)));
        li.closed();
        assertEquals(Json.node("{}"), state(there, "r"), "a closed room has no state");
    }

    private long publish(String frame) throws Exception {
        Command command = new CommandDecoder(65536).decode(Frame.text(Json.text(frame)));
        return answer(here.admin.publish("r" + suffix, (Command.Publish) command))
                .offset();
    }

    @Test
    void removes_kicked_users_when_an_operator_closes_the_empty_room() throws Exception {
        FakeSubscriber li = player(here, "r", "li");
        assertEquals("$kick", kick(li, 1, client(member(there, "r", "wang"))));
        li.leave();
        assertEquals("close 4512", guest(there, "r", "wang").closed());
        assertEquals(0, answer(here.admin.close("r" + suffix)));
        member(there, "r", "wang");
    }
}
