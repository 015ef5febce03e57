package dev.roomcast.room;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.testkit.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The contract of engines for members that search for a match. */
public abstract class MatchContract extends MatchTest {

    @Test
    void reports_the_same_room_and_the_same_order_to_both_players_of_a_duel() {
        FakeSubscriber li = arriving(here, "r", "li", "'info':{'nick':'Li'}");
        FakeSubscriber wang = member(there, "r2", "wang");
        li.welcome();
        search(li, 20, duel(",'same':{'v':3,'map':'ice'},'skill':1210"));
        assertEquals("$match", answered(li, 20));
        search(wang, 7, duel(",'same':{'map':'\\u0069ce','v':3.0},'skill':1250.5"));
        assertEquals("$match", answered(wang, 7));
        JsonNode one = matched(li);
        JsonNode other = matched(wang);
        assertEquals(20, one.get("id").intValue());
        assertEquals(7, other.get("id").intValue());
        assertEquals("li0 wang0", users(one));
        assertEquals(one.get("data").get("players"), other.get("data").get("players"));
        assertEquals(
                Json.node("{'user':'li','info':{'nick':'Li'},'team':0}"),
                one.get("data").get("players").get(0));
        assertEquals(room(one), room(other));
        assertTrue(room(one).matches("\\Q" + prefix("duel") + "\\E[0-9A-HJKMNP-TV-Z]{12}"), room(one));
        assertEquals(0, one.get("data").get("team").intValue());
    }

    @Test
    void publishes_the_players_in_the_room_before_it_reports_the_match() throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber wang = member(there, "r", "wang");
        search(li, 1, duel(""));
        assertEquals("$match", answered(li, 1));
        search(wang, 1, duel(""));
        String room = room(matched(li));
        FakeSubscriber player = there.guest(room, "li").say("{'method':'$connect','id':1,'data':{'game':'play'}}");
        JsonNode state = player.welcome().get("state");
        assertEquals(
                Json.node("{'server/match':{'players':[{'user':'li','team':0},{'user':'wang','team':0}]}}"), state);
        JsonNode first = player.history(0, 0).get("publications").get(0);
        assertEquals("match", first.get("method").textValue());
        assertEquals(1, first.get("offset").intValue());
        assertFalse(first.has("data"));
        assertFalse(first.has("user"));
        eventually("the match is reported once", () -> made.size() == 1);
        assertTrue(made.get(0).startsWith(room + " {\"players\":["), made.get(0));
    }

    @Test
    void matches_only_searches_with_equal_values() {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber wang = member(there, "r", "wang");
        FakeSubscriber zhao = member(here, "r", "zhao");
        search(li, 1, duel(",'same':{'map':'ice'}"));
        assertEquals("$match", answered(li, 1));
        search(wang, 1, duel(""));
        assertEquals("$match", answered(wang, 1));
        search(zhao, 1, duel(",'same':{}"));
        assertEquals("wang0 zhao0", users(matched(zhao)));
        assertQuiet(li);
    }

    @Test
    void does_not_match_two_searches_of_one_user() {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber again = member(there, "r2", "li");
        FakeSubscriber wang = member(here, "r", "wang");
        search(li, 1, duel(""));
        assertEquals("$match", answered(li, 1));
        search(again, 1, duel(""));
        assertEquals("$match", answered(again, 1));
        search(wang, 1, duel(""));
        assertEquals("li0 wang0", users(matched(wang)));
        matched(li);
        assertQuiet(again);
    }

    @Test
    void refuses_a_second_search_and_answers_a_repeated_one() {
        FakeSubscriber li = member(here, "r", "li");
        search(li, 1, duel(""));
        assertEquals("$match", answered(li, 1));
        search(li, 2, duel(""));
        assertEquals("conflict", answered(li, 2));
        search(li, 1, duel(""));
        assertEquals("$match", answered(li, 1));
        search(member(there, "r", "wang"), 1, duel(""));
        String room = room(matched(li));
        search(li, 1, duel(""));
        assertEquals("$match", answered(li, 1));
        assertEquals(room, room(matched(li)), "the result is reported again");
    }

    @Test
    void removes_a_cancelled_search() {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber wang = member(there, "r", "wang");
        search(li, 1, duel(""));
        assertEquals("$match", answered(li, 1));
        search(li, 2, "'cancel':9");
        assertEquals("conflict", answered(li, 2));
        search(li, 3, "'cancel':1");
        assertEquals("$match", answered(li, 3));
        search(li, 4, "'cancel':1");
        assertEquals("conflict", answered(li, 4));
        search(wang, 1, duel(""));
        assertEquals("$match", answered(wang, 1));
        assertQuiet(li);
        search(li, 1, duel(""));
        assertEquals("$match", answered(li, 1), "the id is free");
        assertEquals(room(matched(li)), room(matched(wang)));
        search(li, 5, "'cancel':1");
        assertEquals("conflict", answered(li, 5), "the search is matched");
    }

    @Test
    void refuses_a_mode_that_is_not_configured() {
        FakeSubscriber li = member(here, "r", "li");
        search(li, 1, "'rooms':'duel'");
        assertEquals("bad_request", answered(li, 1));
        search(li, 2, "'rooms':'" + prefix("duel") + "x'");
        assertEquals("bad_request", answered(li, 2));
    }

    @Test
    void skips_an_away_member_and_keeps_its_place_in_the_queue() throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber witness = member(here, "r", "witness");
        search(li, 1, duel(""));
        assertEquals("$match", answered(li, 1));
        li.cut();
        eventually("the member is away", () -> members(witness).toString().contains("away\",\"info"));
        search(witness, 1, "'rooms':'" + prefix("duel") + "'");
        assertEquals("$match", answered(witness, 1));
        FakeSubscriber wang = member(there, "r2", "wang");
        search(wang, 1, duel(""));
        assertEquals("witness0 wang0", users(matched(wang)));
        FakeSubscriber back = returning(there, "r", li, -1);
        search(member(here, "r3", "zhao"), 1, duel(""));
        JsonNode told = matched(back);
        assertEquals("li0 zhao0", users(told));
        assertEquals(1, told.get("id").intValue());
    }

    @Test
    void reports_the_result_again_to_a_resuming_member() {
        FakeSubscriber li = member(here, "r", "li");
        search(li, 1, duel(""));
        assertEquals("$match", answered(li, 1));
        search(member(there, "r", "wang"), 1, duel(""));
        String room = room(matched(li));
        li.cut();
        FakeSubscriber back = returning(here, "r", li, -1);
        assertEquals(room, room(matched(back)));
        search(back, 1, duel(""));
        assertEquals("$match", answered(back, 1));
        assertEquals(room, room(matched(back)));
    }

    @Test
    void moves_a_search_to_the_node_on_which_its_member_resumes() throws Exception {
        FakeSubscriber li = member(here, "r", "li");
        search(li, 1, duel(""));
        assertEquals("$match", answered(li, 1));
        li.cut();
        FakeSubscriber back = returning(there, "r", li, -1);
        eventually("the search can be cancelled there", () -> {
            search(back, 5, "'cancel':1");
            return answered(back, 5).equals("$match");
        });
        search(member(here, "r", "wang"), 1, duel(""));
        assertQuiet(back);
    }

    @Test
    void ends_the_search_of_a_member_that_leaves() {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber witness = member(there, "r", "witness");
        search(li, 1, duel(""));
        assertEquals("$match", answered(li, 1));
        li.leave();
        presence(witness, "leaves");
        eventuallyWaiting(0);
        search(witness, 1, duel(""));
        assertEquals("$match", answered(witness, 1));
        assertQuiet(witness);
    }

    private void eventuallyWaiting(long tickets) {
        try {
            eventually(
                    tickets + " searches wait",
                    () -> matching.counters().values().stream()
                                    .mapToLong(each -> each.tickets.sum())
                                    .sum()
                            == tickets);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void accepts_fewer_players_after_half_of_the_patience() {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber wang = member(there, "r", "wang");
        String half = "'rooms':'" + prefix("half") + "'";
        search(li, 1, half);
        search(wang, 1, half);
        assertEquals(2, matched(li).get("data").get("players").size());
        assertEquals(2, matched(wang).get("data").get("players").size());
    }

    @Test
    void ends_a_search_after_its_patience() {
        FakeSubscriber li = member(here, "r", "li");
        String hasty = "'rooms':'" + prefix("hasty") + "'";
        search(li, 4, hasty);
        assertEquals("$match", answered(li, 4));
        assertEquals(Json.node("{'method':'$matched','id':4,'data':{'reason':'timeout'}}"), matched(li));
        search(li, 4, hasty);
        assertEquals("$match", answered(li, 4));
        assertEquals("timeout", matched(li).get("data").get("reason").textValue());
    }

    @Test
    void widens_the_window_of_skills_while_a_search_waits() {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber wang = member(there, "r", "wang");
        String wide = "'rooms':'" + prefix("wide") + "'";
        search(li, 1, wide + ",'skill':-500");
        search(wang, 1, wide + ",'skill':1e3");
        assertEquals(room(matched(li)), room(matched(wang)));
    }

    @Test
    void makes_many_matches_with_each_player_in_at_most_one() {
        List<FakeSubscriber> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            all.add(member(i % 2 == 0 ? here : there, "r" + i % 5, "u" + i));
        }
        all.forEach(each -> search(each, 1, duel("")));
        Map<String, Long> rooms = all.stream()
                .map(each -> room(matched(each)))
                .collect(Collectors.groupingBy(room -> room, Collectors.counting()));
        assertEquals(20, rooms.size());
        assertTrue(rooms.values().stream().allMatch(count -> count == 2), rooms.toString());
        assertNotEquals(1, made.size());
    }
}
