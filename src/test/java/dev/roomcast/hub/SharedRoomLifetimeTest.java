package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.PublicationFrames;
import dev.roomcast.room.Disconnect;
import dev.roomcast.room.Member;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Takeover, lost positions and release of a shared room. */
class SharedRoomLifetimeTest extends SharedRoom {

    @Test
    void closes_the_connection_of_a_member_that_resumes_on_another_node() {
        ManualNode.Peer li = connected("li");
        Member member = engine.room.member("c_li");
        assertTrue(member.isHere() && member.isOwned());
        engine.room.apply(() -> engine.room.applyResume(member, null, null));
        node.settle();

        assertEquals("close 4510", last(li));
        assertTrue(!member.isHere() && !member.isOwned() && !member.isAway());
        assertEquals(0, node.rooms.counters().members.sum());
    }

    @Test
    void detaches_a_replaced_connection_and_disconnects_all_after_a_lost_position() {
        ManualNode.Peer li = connected("li");
        ManualNode.Peer wang = connected("wang");
        engine.room.apply(
                () -> engine.room.detachConnection(engine.room.member("c_li"), Disconnect.of(CloseCode.REPLACED)));
        engine.room.apply(engine.room::onLost);
        node.settle();

        assertEquals("close 4510", last(li));
        assertEquals("close 4010", last(wang));
    }

    @Test
    void delivers_nothing_to_a_member_after_a_lost_position() {
        ManualNode.Peer li = connected("li");
        Member far = new Member("wang", "c_wang", null);
        engine.room.apply(() -> engine.room.publisher().publishText(Frame.text("early"), far.sender(), far, 1, 0));
        engine.room.apply(engine.room::onLost);
        engine.room.apply(() -> engine.room.publisher().publishText(Frame.text("late"), far.sender(), far, 9, 0));
        node.settle();

        String heard = li.received().toString();
        assertTrue(heard.contains("early") && heard.endsWith("close 4010]"), heard);
        assertTrue(!heard.contains("late"), heard);
    }

    @Test
    void spreads_the_reconnects_after_a_lost_position_over_a_second() {
        List<ManualNode.Peer> peers =
                IntStream.range(0, 40).mapToObj(i -> connected("user" + i)).toList();
        engine.room.apply(engine.room::onLost);
        node.settle();

        Set<Long> afters = new HashSet<>();
        for (ManualNode.Peer each : peers) {
            List<String> heard = each.received();
            Matcher after = AFTER.matcher(heard.get(heard.size() - 2));
            assertTrue(after.find(), heard.toString());
            afters.add(Long.parseLong(after.group(1)));
        }
        assertTrue(afters.stream().allMatch(after -> after >= 1 && after <= 1000), afters.toString());
        assertTrue(afters.size() > 30, afters.toString());
    }

    @Test
    void requests_the_expiry_of_an_away_member_after_its_linger_time_and_retries() {
        connected("wang");
        connected("li").cut();
        node.pass(ManualNode.TYPE.linger() - 100);
        assertEquals(List.of(), engine.expired);
        node.pass(100);
        assertEquals(1, engine.expired.size());
        node.pass(900);
        assertEquals(1, engine.expired.size());
        node.pass(100);
        assertEquals(2, engine.expired.size());
    }

    @Test
    void returns_earlier_publications_for_the_rest_of_their_age() {
        ManualNode.Peer li = connected("li");
        Frame frame = PublicationFrames.publication("old", null, PublicationFrames.SERVER, 1, 0);
        engine.room.apply(() -> engine.room.publisher().restore(frame, null, 0, ManualNode.TYPE.historyAge() - 1000));
        node.settle();
        assertEquals(List.of(), li.received(), "no member is notified");
        node.pass(900);
        assertTrue(history(li).contains("\"old\""));
        node.pass(100);
        assertTrue(!history(li).contains("\"old\""));
    }

    @Test
    void releases_the_room_with_its_last_local_connection() {
        ManualNode.Peer li = connected("li");
        engine.room.apply(() -> engine.room.applyJoin(new Member("wang", "c_wang", null), null));
        engine.room.apply(() -> engine.room.publisher().publish(Frame.text("{}"), false, 0));
        assertTrue(node.rooms.eviction().historyBytes() > 0);
        li.send("{\"method\":\"$leave\"}");
        li.cut();
        node.settle();

        assertTrue(engine.closed);
        assertEquals(0, node.rooms.rooms().size());
        assertEquals(0, node.rooms.eviction().historyBytes());
        assertEquals(0, node.rooms.counters().members.sum());
        assertEquals(0, node.rooms.counters().away.sum());
        assertEquals(0, node.rooms.counters().users.sum());
        assertEquals(0, node.rooms.counters().rooms.sum());
        node.pass(2000);
        assertEquals(0, node.clock.timers());
    }

    @Test
    void ignores_changes_of_a_released_room() {
        ManualNode.Peer li = connected("li");
        li.send("{\"method\":\"$leave\"}");
        li.cut();
        node.settle();

        engine.room.apply(() -> engine.room.applyJoin(new Member("wang", "c_wang", null), null));
        engine.room.apply(() -> engine.room.publisher().restore(Frame.text("{}"), null, 0, 0));
        node.settle();

        assertEquals(0, node.rooms.counters().rooms.sum());
        assertEquals(0, node.rooms.eviction().historyBytes());
    }

    @Test
    void retains_the_room_while_it_owns_a_member_away() {
        connected("li").cut();
        node.settle();
        assertTrue(!engine.closed);

        engine.room.apply(() -> engine.room.applyResume(engine.room.member("c_li"), null, null));
        assertTrue(engine.closed, "another node owns the member");
    }

    private String history(ManualNode.Peer peer) {
        peer.send("{\"method\":\"$history\",\"id\":9}");
        return last(peer);
    }
}
