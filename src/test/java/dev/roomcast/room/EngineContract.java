package dev.roomcast.room;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contract of all engines: publications and members. */
public abstract class EngineContract extends RoomAdminContract {

    @Test
    void lists_members_in_the_order_of_their_joins() {
        List<String> users =
                IntStream.range(0, 40).mapToObj(i -> "u" + 37 * i % 40).toList();
        for (int i = 0; i < users.size(); i++) {
            FakeSubscriber guest = (i % 3 == 0 ? there : here).guest("r" + suffix, users.get(i));
            guest.showing("{\"nick\":\"" + "x".repeat(i) + "\"}").welcome();
        }
        assertEquals(users, member(here, "r", "li").members().subList(0, 40));
        assertEquals(users, member(there, "r", "li").members().subList(0, 40));
    }

    @Test
    void reports_joins_info_and_leaves() {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber wang = there.guest("r" + suffix, "wang").showing("{\"nick\":\"Wang\"}");
        JsonNode join = presence(li, "joins");
        assertEquals("wang", join.get("user").textValue());
        assertEquals("{\"nick\":\"Wang\"}", join.get("info").toString());
        assertEquals(2, wang.welcome().get("members").size());

        wang.info("{\"nick\":\"W\"}", 5);
        assertEquals(5, wang.await("$info").get("id").intValue());
        assertEquals("{\"nick\":\"W\"}", presence(li, "updates").get("info").toString());

        wang.leave();
        assertEquals("left", presence(li, "leaves").get("reason").textValue());
        assertEquals("close 1000", wang.closed());
        assertEquals(List.of("li"), li.members());
    }

    @Test
    void marks_a_disconnected_member_away_and_resumes_the_same_member() {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber wang = member(there, "r", "wang");
        li.cut();
        assertEquals("away", presence(wang, "updates").get("state").textValue());
        assertEquals(List.of("-li", "wang"), wang.members());
        wang.publish("m", 1).await("$ack");

        JsonNode welcome = there.guest("r" + suffix, null).back(li, 0).welcome();
        assertTrue(welcome.get("resumed").booleanValue());
        assertEquals(li.known("client"), welcome.get("client").textValue());
        assertEquals(li.known("session"), welcome.get("session").textValue());
        assertEquals(List.of(1L), offsets(welcome.get("publications")));
        assertEquals("online", presence(wang, "updates").get("state").textValue());
    }

    @Test
    void counts_the_memory_of_an_away_member_on_each_node_with_the_room() throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber wang = member(there, "r", "wang");
        wang.cut();
        assertEquals("away", presence(li, "updates").get("state").textValue());
        assertTrue(awayBytes(here) > 0);
        eventually("the other node counts the member, too", () -> awayBytes(there) > 0);
        there.guest("r" + suffix, null).back(wang, 0).welcome();
        assertEquals("online", presence(li, "updates").get("state").textValue());
        eventually("the memory is released", () -> awayBytes(here) == 0 && awayBytes(there) == 0);
    }

    private static long awayBytes(TestNode node) {
        return node.rooms.eviction().awayMemory().used();
    }

    @Test
    void attaches_the_latest_connection_to_the_member() {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber again = there.guest("r" + suffix, "li").back(li, 0);
        assertTrue(again.welcome().get("resumed").booleanValue());
        assertEquals("close 4510", li.closed());
        FakeSubscriber third = here.guest("r" + suffix, "li").back(again, 0);
        assertTrue(third.welcome().get("resumed").booleanValue());
        assertEquals("close 4510", again.closed());
        assertEquals(List.of("li"), third.members());
    }

    @Test
    void resumes_a_session_only_with_its_secret_user_and_room() {
        FakeSubscriber li = member(here, "r", "li");
        li.cut();
        String session = li.known("session");
        String forged = session.substring(0, session.length() - 1) + (session.endsWith("x") ? "y" : "x");
        FakeSubscriber thief = there.guest("r" + suffix, "li").connect(null, forged, null, -1);
        FakeSubscriber other = there.guest("r" + suffix, "wang").connect(null, session, null, -1);
        FakeSubscriber elsewhere = there.guest("other" + suffix, "li").connect(null, session, null, -1);
        for (FakeSubscriber each : List.of(thief, other, elsewhere)) {
            assertFalse(each.welcome().get("resumed").booleanValue());
            assertNotEquals(li.known("client"), each.known("client"));
        }
    }

    @Test
    void recovers_everything_or_nothing() {
        FakeSubscriber wang = member(there, "short", "wang");
        FakeSubscriber li = member(here, "short", "li");
        for (int i = 1; i <= 7; i++) {
            wang.publish("m", i).await("$ack");
        }
        String epoch = wang.known("epoch");
        assertEquals(List.of(4L, 5L, 6L, 7L), recovered(here, epoch, 3));
        assertEquals(List.of(7L), recovered(there, epoch, 6));
        assertEquals(List.of(), recovered(here, epoch, 7));
        assertUnrecovered(here, epoch, 2);
        assertUnrecovered(there, epoch, 8);
        assertUnrecovered(here, "other", 7);
        assertEquals(List.of(4L, 5L, 6L, 7L), offsets(li.history(0, 0).get("publications")));
        assertFalse(li.history(0, 0).get("complete").booleanValue());
        assertTrue(li.history(3, 2).get("complete").booleanValue());
    }

    /** The position alone decides on the recovery; the right concerns questions. */
    @Test
    void recovers_a_new_member_without_the_right_to_the_history() {
        FakeSubscriber wang = member(here, "r", "wang");
        wang.publish("one", 1).await("$ack");
        wang.publish("two", 2).await("$ack");
        FakeSubscriber li = there.guest("r" + suffix, "li").granted("join").connect(null, null, wang.known("epoch"), 1);
        assertTrue(li.welcome().get("recovered").booleanValue());
        assertEquals(List.of(2L), offsets(li.welcome().get("publications")));
    }

    private JsonNode comeTo(TestNode node, String epoch, long offset) {
        return node.guest("short" + suffix, "zhao")
                .connect(null, null, epoch, offset)
                .welcome();
    }

    private List<Long> recovered(TestNode node, String epoch, long offset) {
        JsonNode welcome = comeTo(node, epoch, offset);
        assertTrue(welcome.get("recovered").booleanValue());
        return offsets(welcome.get("publications"));
    }

    private void assertUnrecovered(TestNode node, String epoch, long offset) {
        JsonNode welcome = comeTo(node, epoch, offset);
        assertFalse(welcome.get("recovered").booleanValue());
        assertEquals(0, welcome.get("publications").size());
    }

    @Test
    void retains_publications_in_an_empty_room() throws Exception {
        FakeSubscriber li = member(here, "brief", "li");
        li.publish("m", 1).await("$ack");
        li.leave();
        li.closed();
        eventually("the room is empty", () -> here.rooms.counters().members.sum() == 0);

        JsonNode welcome = there.guest("brief" + suffix, "li")
                .connect(null, null, li.known("epoch"), 0)
                .welcome();
        assertTrue(welcome.get("recovered").booleanValue());
        assertEquals(List.of(1L), offsets(welcome.get("publications")));
    }

    @Test
    void removes_a_member_after_its_linger_time() {
        FakeSubscriber li = member(here, "brief", "li");
        FakeSubscriber wang = member(there, "brief", "wang");
        li.cut();
        assertEquals("timeout", presence(wang, "leaves").get("reason").textValue());
        assertFalse(there.guest("brief" + suffix, "li")
                .back(li, 0)
                .welcome()
                .get("resumed")
                .booleanValue());
    }

    @Test
    void evicts_the_first_of_too_many_members_away() {
        FakeSubscriber li = member(here, "one-away", "li");
        FakeSubscriber wang = member(here, "one-away", "wang");
        FakeSubscriber zhao = member(there, "one-away", "zhao");
        li.cut();
        assertEquals("li", presence(zhao, "updates").get("user").textValue());
        wang.cut();
        assertEquals("li", presence(zhao, "leaves").get("user").textValue());
        assertEquals(List.of("-wang", "zhao"), zhao.members());
    }

    @Test
    void reports_a_closed_level_0_connection_as_left() {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber plain = there.plain("r" + suffix, "zhao").join();
        presence(li, "joins");
        plain.cut();
        assertEquals("left", presence(li, "leaves").get("reason").textValue());
    }

    @Test
    void replaces_the_older_connection_of_a_user() {
        FakeSubscriber li = member(here, "replace", "li");
        FakeSubscriber wang = member(there, "replace", "wang");
        FakeSubscriber again = member(there, "replace", "li");
        assertEquals("close 4510", li.closed());
        assertEquals("replaced", presence(wang, "leaves").get("reason").textValue());
        assertFalse(again.welcome().get("resumed").booleanValue());
        assertEquals(List.of("wang", "li"), again.members());
    }

    @Test
    void keeps_the_older_connection_unless_it_is_away() {
        FakeSubscriber li = member(here, "reject", "li");
        FakeSubscriber wang = member(there, "reject", "wang");
        assertEquals("close 4504", guest(there, "reject", "li").closed());
        li.cut();
        presence(wang, "updates");
        assertFalse(member(there, "reject", "li").welcome().get("resumed").booleanValue());
    }

    @Test
    void refuses_joins_to_a_full_room_and_reassigns_a_freed_seat() {
        FakeSubscriber li = member(here, "two", "li");
        FakeSubscriber wang = member(there, "two", "wang");
        assertEquals("close 4513", guest(here, "two", "zhao").closed());
        assertEquals("close 4513", guest(there, "two", "zhao").closed());
        wang.leave();
        presence(li, "leaves");
        assertEquals(List.of("li", "zhao"), member(there, "two", "zhao").members());
    }

    @Test
    void handles_messages_sent_during_the_join() {
        FakeSubscriber li = guest(here, "r", "li").publish("early", 3);
        assertEquals(1, li.await("$ack").get("data").get("offset").intValue());
        assertEquals(1, li.history(0, 0).get("publications").size());
    }

    @Test
    void leaves_no_state_of_a_join_that_is_closed_early() throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber plain = there.plain("r" + suffix, "zhao").join();
        plain.cut();
        eventually("the member is gone", () -> li.members().equals(List.of("li")));
        li.leave();
        eventually("no member is counted", () -> members() == 0);
    }

    @Test
    void counts_each_member_once_over_all_nodes() throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber again = member(there, "r", "li");
        FakeSubscriber wang = member(there, "r", "wang");
        eventually("three", () -> members() == 3);
        wang.cut();
        eventually("one member is away", () -> away() == 1);
        li.leave();
        again.leave();
        eventually("one member remains", () -> members() == 1);
        member(here, "r", "zhao").cut();
        eventually("two members are away", () -> away() == 2 && members() == 2);
    }

    @Test
    void counts_the_users_whose_members_the_node_owns() throws Exception {
        member(here, "r", "li");
        FakeSubscriber again = member(here, "r", "li");
        FakeSubscriber wang = member(there, "r", "wang");
        eventually("two", () -> users() == 2);
        again.leave();
        wang.cut();
        eventually("one member is away", () -> away() == 1);
        assertEquals(2, users());
        here.guest("r" + suffix, null).back(wang, 0).welcome();
        eventually("no member is away", () -> away() == 0);
        eventually("two still", () -> users() == 2);
    }

    /** Returns the sum over all nodes. */
    private long count(Function<RoomCounters, LongAdder> what) {
        return Stream.of(here, there)
                .distinct()
                .mapToLong(house -> what.apply(house.rooms.counters()).sum())
                .sum();
    }

    private long users() {
        return count(counters -> counters.users);
    }

    @Test
    void reports_each_event_once_over_all_nodes() throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber wang = member(there, "r", "wang");
        li.cut();
        presence(wang, "updates");
        FakeSubscriber back = there.guest("r" + suffix, null).back(li, 0);
        presence(wang, "updates");
        back.leave();
        presence(wang, "leaves");
        wang.leave();
        eventually("the room is closed", () -> observed().contains("closed"));

        List<String> all = List.of(
                "opened", "joined li", "joined wang", "away li", "back li", "left li left", "left wang left", "closed");
        assertEquals(all.stream().sorted().toList(), observed());
    }

    @Test
    void reports_a_moved_member_on_its_new_node() throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        there.guest("r" + suffix, null).back(li, 0).welcome();
        List<String> all = here == there ? List.of("joined li", "opened") : List.of("back li", "joined li", "opened");
        eventually("the event is reported", () -> observed().equals(all));
    }

    private List<String> observed() {
        return Stream.of(here, there)
                .distinct()
                .flatMap(house -> house.diary.stream())
                .sorted()
                .toList();
    }

    private long members() {
        return count(counters -> counters.members);
    }

    private long away() {
        return count(counters -> counters.away);
    }
}
