package dev.roomcast.room;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.testkit.Json;
import org.junit.jupiter.api.Test;

/** The contract of engines for parties that search together, and for the list of rooms. */
public abstract class PartyContract extends MatchTest {

    @Test
    void takes_all_online_players_of_the_room_as_one_party() throws Exception {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        FakeSubscriber watcher = watcher(here, "r", "watcher");
        FakeSubscriber away = player(there, "r", "away");
        away.cut();
        eventually("one member is away", () -> members(li).toString().contains("away\",\"info"));
        String team = "'rooms':'" + prefix("team") + "'";
        search(wang, 1, team + ",'party':true");
        assertEquals("forbidden", answered(wang, 1));
        search(watcher, 1, team + ",'party':true");
        assertEquals("forbidden", answered(watcher, 1));
        search(li, 1, team + ",'party':true");
        assertEquals("$match", answered(li, 1));
        search(wang, 2, team);
        assertEquals("conflict", answered(wang, 2), "the member takes part in a search");
        FakeSubscriber zhao = member(here, "r2", "zhao");
        FakeSubscriber qian = member(there, "r3", "qian");
        search(zhao, 1, team);
        assertEquals("$match", answered(zhao, 1));
        search(qian, 1, team);
        JsonNode told = matched(li);
        assertEquals("li0 wang0 zhao1 qian1", users(told));
        JsonNode others = matched(wang);
        assertFalse(others.has("id"));
        assertEquals(0, others.get("data").get("team").intValue());
        assertEquals(1, matched(qian).get("data").get("team").intValue());
        assertQuiet(watcher);
    }

    @Test
    void refuses_a_party_larger_than_a_team() {
        FakeSubscriber li = player(here, "r", "li");
        player(there, "r", "wang");
        player(here, "r", "zhao");
        presence(li, "joins");
        presence(li, "joins");
        search(li, 1, "'rooms':'" + prefix("team") + "','party':true");
        assertEquals("conflict", answered(li, 1));
    }

    @Test
    void ends_the_search_of_a_party_after_the_leave_of_one_member() {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        presence(li, "joins");
        String team = "'rooms':'" + prefix("team") + "'";
        search(li, 1, team + ",'party':true");
        assertEquals("$match", answered(li, 1));
        wang.leave();
        JsonNode told = matched(li);
        assertEquals(Json.node("{'method':'$matched','id':1,'data':{'reason':'party'}}"), told);
        search(li, 1, team + ",'party':true");
        assertEquals("$match", answered(li, 1));
        assertEquals("party", matched(li).get("data").get("reason").textValue());
        search(li, 2, team);
        assertEquals("$match", answered(li, 2));
    }

    @Test
    void lists_rooms_with_a_host_and_a_list_entry_by_name() {
        FakeSubscriber li = player(here, "a", "li");
        FakeSubscriber wang = player(there, "b", "wang");
        player(here, "c", "zhao");
        set(li, 1, "{'$list':{'map':'ice','name':'Li s', 'n': 1.0},'$max':1}");
        set(wang, 1, "{'$list':{'map':'ice'},'$max':4}");
        FakeSubscriber asker = member(there, "lobby", "qian");
        JsonNode answer = list(asker, 8, "'rooms':'a" + suffix + "'");
        assertEquals(
                Json.node("{'rooms':[{'room':'a" + suffix
                        + "','list':{'map':'ice','name':'Li s','n':1.0},'players':1,'max':1,'open':false}]}"),
                answer.get("data"));
        assertEquals(
                0,
                list(asker, 9, "'rooms':'c" + suffix + "'")
                        .get("data")
                        .get("rooms")
                        .size());
        assertEquals(
                1,
                list(asker, 10, "'rooms':'b" + suffix + "','where':{'map':'ice'},'open':true")
                        .get("data")
                        .get("rooms")
                        .size());
        assertEquals(
                0,
                list(asker, 11, "'rooms':'b" + suffix + "','where':{'map':null}")
                        .get("data")
                        .get("rooms")
                        .size());
        assertEquals(
                1,
                list(asker, 12, "'rooms':'a" + suffix + "','where':{'n':1}")
                        .get("data")
                        .get("rooms")
                        .size());
    }

    @Test
    void lists_the_largest_maximum_in_full() {
        set(player(here, "max", "li"), 1, "{'$list':{},'$max':3e9}");
        JsonNode listed = list(member(there, "lobby", "qian"), 8, "'rooms':'max" + suffix + "'")
                .get("data")
                .get("rooms")
                .get(0);
        assertEquals(3_000_000_000L, listed.get("max").longValue());
        assertTrue(listed.get("open").booleanValue());
    }

    @Test
    void gives_the_list_of_rooms_in_pages() {
        String prefix = "p" + suffix;
        for (int i = 0; i < 3; i++) {
            FakeSubscriber host = seated((i == 1 ? here : there)
                    .guest(prefix + i, "u" + i)
                    .say("{'method':'$connect','id':1,'data':{'game':'play'}}"));
            set(host, 1, "{'$list':{}}");
        }
        FakeSubscriber asker = member(here, "lobby", "asker");
        JsonNode first = list(asker, 1, "'rooms':'" + prefix + "','limit':2").get("data");
        assertEquals(2, first.get("rooms").size());
        assertEquals(prefix + "1", first.get("next").textValue());
        JsonNode second = list(asker, 2, "'rooms':'" + prefix + "','limit':2,'after':'" + prefix + "1'")
                .get("data");
        assertEquals(prefix + "2", second.get("rooms").get(0).get("room").textValue());
        assertFalse(second.has("next"));
    }

    private static JsonNode list(FakeSubscriber asker, int id, String data) {
        return asker.ask("{'method':'$rooms','id':" + id + ",'data':{" + data + "}}");
    }
}
