package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.testkit.RoomTypes;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rooms that outlive a restart of the application. */
class RoomArchiveTest {

    private static final RoomType TYPE = RoomTypes.defaults().build();

    private final SystemClock clock = new SystemClock();
    private TestNode node = node(new RoomArchive(), 1);

    private TestNode node(RoomArchive archive, int seed) {
        return new TestNode(new MemoryEngine(new Ids(new Random(seed)), clock, archive), clock, name -> TYPE);
    }

    /** Stops the application and starts a new one. */
    private void restart(RoomArchive archive) {
        byte[] saved = archive.save(node.rooms);
        node = node(new RoomArchive(saved), 2);
    }

    @AfterEach
    void check_that_nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    private FakeSubscriber player(String user) {
        FakeSubscriber player = node.guest("r", user).say("{'method':'$connect','id':1,'data':{'game':'play'}}");
        player.welcome();
        return player;
    }

    @Test
    void restores_members_host_state_and_history() {
        FakeSubscriber li = player("li");
        FakeSubscriber wang = player("wang");
        wang.ask("{'method':'move','id':7,'data':1,'set':{'turn':'li','gone':1}}");
        wang.ask("{'method':'move','id':8,'set':{'gone':null}}");
        String epoch = li.known("epoch");
        restart(new RoomArchive());

        FakeSubscriber back = node.guest("r", "wang").back(wang, 1);
        JsonNode welcome = back.welcome();
        assertTrue(welcome.get("resumed").booleanValue());
        assertTrue(welcome.get("recovered").booleanValue());
        assertEquals(epoch, welcome.get("epoch").textValue());
        assertEquals(2, welcome.get("offset").intValue());
        assertEquals(1, welcome.get("publications").size());
        assertEquals(li.known("client"), welcome.get("host").textValue());
        assertEquals(2, welcome.get("members").size());
        assertEquals("away", welcome.get("members").get(0).get("state").textValue());

        FakeSubscriber late = player("late");
        assertEquals("{\"turn\":\"li\"}", late.welcome().get("state").toString());
        JsonNode repeated = back.ask("{'method':'move','id':7,'set':{'turn':'again'}}");
        assertEquals(1, repeated.get("data").get("offset").intValue(), "the id is known");
    }

    @Test
    void keeps_restored_rooms_without_returned_members() {
        FakeSubscriber li = player("li");
        li.ask("{'method':'move','id':1,'set':{'a':1}}");
        RoomArchive first = new RoomArchive(new RoomArchive().save(node.rooms));
        node = node(first, 2);
        restart(first);
        assertEquals("{\"a\":1}", player("late").welcome().get("state").toString());
    }
}
