package dev.roomcast.room;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** The contract of engines for the failover of a room's server. */
public abstract class FailoverContract extends TwoNodeTest {

    /** Kills the server of a room, which another server takes over. */
    protected abstract void failOver(String room) throws Exception;

    /** Accepts the loss of the latest publications of the failed server. */
    @Test
    void continues_a_room_on_another_server_without_claiming_recovery() throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber wang = member(there, "r", "wang");
        li.publish("before", 1);
        wang.until("before");
        failOver("r" + suffix);

        assertEquals("close 4010 after", li.closed());
        assertEquals("close 4010 after", wang.closed());
        FakeSubscriber back = there.guest("r" + suffix, null).back(li, 1);
        JsonNode welcome = back.welcome();
        assertFalse(welcome.get("recovered").booleanValue());
        assertNotEquals(li.known("epoch"), welcome.get("epoch").textValue());
        FakeSubscriber zhao = member(here, "r", "zhao");
        back.publish("after", 2).await("$ack");
        zhao.until("after");
        eventually("an operator reaches all nodes", () -> answers(here) && answers(there));
    }

    private static boolean answers(TestNode house) throws Exception {
        try {
            return answer(house.admin.nodes().disconnect("nobody")) == 0;
        } catch (ExecutionException e) {
            return false;
        }
    }
}
