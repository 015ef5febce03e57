package dev.roomcast.room;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.testkit.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract of engines for players and watchers: roles, the host, and admission. */
public abstract class GameContract extends StateContract {

    @Test
    void reports_roles_and_host_while_a_room_has_players_or_watchers() throws Exception {
        FakeSubscriber zhao = member(there, "r", "zhao");
        assertFalse(zhao.welcome().has("host"));
        assertFalse(members(zhao).has("host"));

        FakeSubscriber wang = watcher(here, "r", "wang");
        assertTrue(wang.welcome().get("host").isNull());
        assertEquals("watch", wang.welcome().get("game").textValue());
        JsonNode join = zhao.await("$presence").get("data");
        assertEquals("watch", join.get("joins").get(0).get("game").textValue());
        assertFalse(join.has("host"));

        FakeSubscriber li = player(there, "r", "li");
        assertEquals(client(li), li.known("host"));
        assertEquals("{}", li.welcome().get("state").toString());
        join = zhao.await("$presence").get("data");
        assertEquals("play", join.get("joins").get(0).get("game").textValue());
        assertEquals(client(li), join.get("host").textValue());
        assertHost(li, zhao, wang, li);
        assertFalse(member(here, "r", "qian").welcome().has("state"));
    }

    @Test
    void keeps_the_role_of_a_resuming_member_for_any_requested_role() {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber plain = member(here, "r", "plain");
        li.cut();
        plain.cut();
        FakeSubscriber back = seated(arriving(
                there, "r", "li", "'game':'watch','expect':'new','key':'k','session':'" + li.known("session") + "'"));
        assertTrue(back.welcome().get("resumed").booleanValue());
        assertEquals("play", back.known("game"));
        FakeSubscriber plainBack =
                seated(arriving(there, "r", "plain", "'game':'play','session':'" + plain.known("session") + "'"));
        assertFalse(plainBack.welcome().has("game"));
        assertFalse(plainBack.welcome().has("state"));
    }

    @Test
    void makes_a_member_without_the_right_to_play_a_watcher() {
        FakeSubscriber li = here.guest("r" + suffix, "li").granted("join");
        li.say("{'method':'$connect','id':1,'data':{'game':'play'}}");
        assertEquals("watch", li.known("game"));
        assertTrue(li.welcome().get("host").isNull());
    }

    @Test
    void assigns_no_roles_in_rooms_without_games() {
        FakeSubscriber li = player(here, "nogame", "li");
        assertFalse(li.welcome().has("game"));
        assertFalse(li.welcome().has("host"));
        FakeSubscriber wang = member(there, "nogame", "wang");
        assertEquals("$ack 1", set(li, 1, "{'a':1}"));
        assertFalse(wang.await("m").has("set"));
        assertEquals("forbidden", host(li, 2, client(li)));
    }

    @Test
    void hands_the_host_over_at_once_when_it_leaves() throws Exception {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber watcher = watcher(here, "r", "watcher");
        FakeSubscriber wang = player(there, "r", "wang");
        FakeSubscriber zhao = player(here, "r", "zhao");
        wang.cut();
        presence(zhao, "updates");
        li.leave();
        JsonNode told = zhao.await("$presence").get("data");
        assertEquals(1, told.get("leaves").size());
        assertEquals(client(zhao), told.get("host").textValue(), "wang is away");
        zhao.leave();
        assertEquals(client(zhao), toldHost(watcher));
        assertEquals(client(wang), toldHost(watcher), "no player is online");
        FakeSubscriber back = returning(there, "r", wang, -1);
        back.leave();
        watcher.await(frame ->
                frame.get("data").has("host") && frame.get("data").get("host").isNull());
        assertEquals(client(player(there, "r", "qian")), toldHost(watcher));
    }

    @Test
    void replaces_an_away_host_after_a_while_without_returning_the_role() throws Exception {
        FakeSubscriber li = player(here, "hurry", "li");
        FakeSubscriber watcher = watcher(there, "hurry", "watcher");
        li.cut();
        presence(watcher, "updates");
        assertHost(li, watcher);
        FakeSubscriber wang = player(there, "hurry", "wang");
        assertEquals(client(li), wang.known("host"));
        assertEquals(client(wang), toldHost(wang));
        returning(here, "hurry", li, -1);
        presence(wang, "updates");
        assertHost(wang, watcher, wang);
    }

    @Test
    void keeps_a_host_that_returns_in_time() throws Exception {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        li.cut();
        presence(wang, "updates");
        FakeSubscriber back = returning(there, "r", li, -1);
        assertHost(li, wang, back);
        assertEquals("$host", host(back, 1, client(wang)));
        assertEquals(client(wang), toldHost(wang));
        assertHost(wang, back, wang);
    }

    @Test
    void lets_only_the_host_appoint_another_online_player() throws Exception {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        FakeSubscriber watcher = watcher(there, "r", "watcher");
        FakeSubscriber plain = member(here, "r", "plain");
        FakeSubscriber zhao = player(there, "r", "zhao");
        zhao.cut();
        presence(li, "updates");
        assertEquals("forbidden", host(wang, 1, client(wang)));
        assertEquals("forbidden", host(plain, 2, client(plain)));
        assertEquals("conflict", host(li, 3, client(watcher)));
        assertEquals("conflict", host(li, 4, client(zhao)));
        assertEquals("conflict", host(li, 5, "c_nobody"));
        assertEquals("$host", host(li, 6, client(li)));
        assertEquals("$host", host(li, 7, client(wang)));
        JsonNode told = watcher.await(frame -> frame.get("data").has("host")
                        && client(wang).equals(frame.get("data").get("host").textValue()))
                .get("data");
        assertEquals("{\"joins\":[],\"leaves\":[],\"updates\":[],\"host\":\"" + client(wang) + "\"}", told.toString());
        assertEquals("forbidden", host(li, 8, client(li)));
        assertHost(wang, li, wang, watcher, plain);
    }

    @Test
    void lets_a_referee_act_as_the_host() throws Exception {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        FakeSubscriber referee = there.guest("r" + suffix, "referee").granted("join", "publish", "host");
        referee.say("{'method':'$connect','id':1,'data':{'game':'watch'}}").welcome();
        assertEquals("$host", host(referee, 1, client(wang)));
        assertHost(wang, li, wang);
        assertEquals("$ack 1", set(referee, 2, "{'host/map':'ice','$open':false}"));
        assertEquals("forbidden", set(referee, 3, "{'phase':1}"));
        assertEquals("$kick", kick(referee, 4, client(li)));
        assertEquals("close 4512", li.closed());
    }

    @Test
    void removes_a_kicked_member_and_refuses_its_user() throws Exception {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        FakeSubscriber other = watcher(there, "r", "wang");
        assertEquals("forbidden", kick(wang, 1, client(li)));
        assertEquals("conflict", kick(li, 2, "c_nobody"));
        assertEquals("bad_request", kick(li, 3, client(li)));
        assertEquals("$kick", kick(li, 4, client(wang)));
        assertEquals("close 4512", wang.closed());
        assertEquals("kicked", presence(other, "leaves").get("reason").textValue());
        assertEquals("close 4512", arriving(there, "r", "wang", "'game':'play'").closed());
        assertEquals(
                "close 4512",
                arriving(here, "r", "wang", "'session':'" + wang.known("session") + "'")
                        .closed());
        assertEquals("close 4512", here.plain("r" + suffix, "wang").join().closed());
        other.cut();
        presence(li, "updates");
        assertTrue(returning(here, "r", other, -1).welcome().get("resumed").booleanValue());
    }

    @Test
    void kicks_a_member_that_is_away_or_at_level_0() throws Exception {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = member(there, "r", "wang");
        FakeSubscriber plain = there.plain("r" + suffix, "zhao").join();
        presence(li, "joins");
        String zhao = presence(li, "joins").get("client").textValue();
        wang.cut();
        presence(li, "updates");
        assertEquals("$kick", kick(li, 1, client(wang)));
        assertEquals("$kick", kick(li, 2, zhao));
        assertEquals("close 4512", plain.closed());
        assertFalse(member(here, "r", "qian").members().contains("-wang"));
    }

    @Test
    void remembers_the_last_64_kicked_users() {
        FakeSubscriber li = player(here, "r", "li");
        for (int i = 0; i <= GameRoom.MAX_KICKED; i++) {
            assertEquals("$kick", kick(li, i + 1, client(member(here, "r", "u" + i))));
        }
        member(there, "r", "u0");
        assertEquals("close 4512", guest(there, "r", "u1").closed());
    }

    @Test
    void admits_one_of_several_members_that_expect_a_new_room() throws Exception {
        FakeSubscriber li = arriving(here, "r", "li", "'expect':'new','game':'play'");
        FakeSubscriber wang = arriving(there, "r", "wang", "'expect':'new'");
        List<FakeSubscriber> both = List.of(li, wang);
        eventually("both members are answered", () -> both.stream().allMatch(FakeSubscriber::hasHeard));
        assertEquals(
                1,
                both.stream().filter(each -> each.next().contains("close 4517")).count());
        li.cut();
        wang.cut();
        assertEquals(
                "close 4517", arriving(there, "r", "zhao", "'expect':'new'").closed(), "an away member is present");
    }

    @Test
    void refuses_a_member_that_expects_an_existing_room() {
        assertEquals(
                "close 4518",
                arriving(here, "r", "li", "'expect':'old','game':'play'").closed());
        FakeSubscriber plain = here.plain("r" + suffix, "plain").join();
        eventuallyJoined(plain);
        seated(arriving(there, "r", "wang", "'expect':'old'"));
    }

    private void eventuallyJoined(FakeSubscriber plain) {
        plain.text("here");
        assertEquals("here", plain.next());
    }

    @Test
    void closes_a_room_for_new_members_only() throws Exception {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = player(there, "r", "wang");
        assertEquals("$ack 1", set(li, 1, "{'$open':false}"));
        wang.await("m");
        assertEquals(
                "close 4515", arriving(there, "r", "zhao", "'game':'watch'").closed());
        assertEquals("close 4515", guest(here, "r", "zhao").closed());
        assertEquals("close 4515", there.plain("r" + suffix, "zhao").join().closed());
        wang.cut();
        returning(here, "r", wang, -1);
        assertEquals("forbidden", set(li, 2, "{'server/x':1}"));
        assertEquals("$ack 2", set(li, 3, "{'$open':null}"));
        seated(arriving(there, "r", "zhao", "'game':'watch'"));
    }

    @Test
    void reopens_a_closed_room_without_players() {
        FakeSubscriber watcher = watcher(here, "r", "watcher");
        FakeSubscriber li = player(here, "r", "li");
        assertEquals("$ack 1", set(li, 1, "{'$open':false,'$max':1}"));
        li.leave();
        toldHost(watcher);
        assertEquals("null", String.valueOf(toldHost(watcher)));
        FakeSubscriber wang = player(there, "r", "wang");
        assertEquals(Json.node("{'$open':false,'$max':1}"), wang.welcome().get("state"));
        assertEquals("close 4515", arriving(there, "r", "zhao", "'game':'play'").closed());
    }

    @Test
    void admits_players_up_to_the_maximum_of_the_host() {
        FakeSubscriber li = player(here, "r", "li");
        assertEquals("$ack 1", set(li, 1, "{'$max':2.0}"));
        FakeSubscriber wang = player(there, "r", "wang");
        wang.cut();
        presence(li, "updates");
        assertEquals("close 4513", arriving(there, "r", "zhao", "'game':'play'").closed());
        watcher(there, "r", "zhao");
        member(here, "r", "qian");
        assertEquals("bad_request", set(li, 2, "{'$max':0}"));
        assertEquals("bad_request", set(li, 3, "{'$max':1.5}"));
        assertEquals("$ack 2", set(li, 4, "{'$max':9007199254740991}"));
        player(there, "r", "zhao");
        assertEquals("bad_request", set(player(here, "two", "li"), 1, "{'$max':3}"));
    }

    @Test
    void requires_the_key_of_new_members_and_never_reveals_it() {
        FakeSubscriber li = player(here, "r", "li");
        FakeSubscriber wang = watcher(there, "r", "wang");
        assertEquals("$ack 1", set(li, 1, "{'a':1, '$key':'geh\\u0065im' ,'b':2}"));
        JsonNode told = wang.await("m");
        assertEquals("{\"a\":1,\"$key\":true,\"b\":2}", told.get("set").toString());
        assertEquals("close 4516", arriving(there, "r", "zhao", "'game':'play'").closed());
        assertEquals("close 4516", arriving(there, "r", "zhao", "'key':'wrong'").closed());
        assertEquals("close 4516", there.plain("r" + suffix, "zhao").join().closed());
        FakeSubscriber zhao = seated(arriving(there, "r", "zhao", "'key':'geheim','game':'watch'"));
        assertEquals(
                "{\"a\":1,\"$key\":true,\"b\":2}", zhao.welcome().get("state").toString());
        assertEquals("$ack 2", set(li, 2, "{'$key':null}"));
        seated(arriving(here, "r", "qian", ""));
    }

    @Test
    void checks_new_members_in_the_order_of_the_contract() throws Exception {
        FakeSubscriber li = player(here, "r", "li");
        kick(li, 1, client(member(here, "r", "wang")));
        set(li, 2, "{'$open':false,'$key':'k','$max':1}");
        assertEquals(
                "close 4512", arriving(there, "r", "wang", "'expect':'new'").closed());
        assertEquals(
                "close 4517",
                arriving(there, "r", "zhao", "'expect':'new','game':'play'").closed());
        assertEquals(
                "close 4515",
                arriving(there, "r", "zhao", "'expect':'old','game':'play'").closed());
        set(li, 3, "{'$open':true}");
        assertEquals("close 4516", arriving(there, "r", "zhao", "'game':'play'").closed());
        assertEquals(
                "close 4513",
                arriving(there, "r", "zhao", "'game':'play','key':'k'").closed());
    }

    @Test
    void keeps_a_member_when_its_replacement_is_refused() throws Exception {
        FakeSubscriber li = player(here, "replace", "li");
        FakeSubscriber wang = player(there, "replace", "wang");
        set(li, 1, "{'$open':false}");
        wang.await("m");
        assertEquals(
                "close 4515", arriving(here, "replace", "wang", "'game':'play'").closed());
        assertEquals(List.of("li", "wang"), wang.members());
        set(li, 2, "{'$open':true,'$max':2}");
        wang.await("m");
        FakeSubscriber again = player(here, "replace", "wang");
        assertEquals("close 4510", wang.closed());
        assertEquals(List.of("li", "wang"), again.members());
    }

    @Test
    void reports_the_host_in_rooms_without_presence() throws Exception {
        FakeSubscriber li = player(here, "silent", "li");
        FakeSubscriber wang = player(there, "silent", "wang");
        assertEquals("forbidden", set(li, 1, "{'" + client(li) + "/x':1}"));
        li.leave();
        assertEquals(client(wang), toldHost(wang));
    }
}
