package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.WireMember;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Operators' requests to kick, disconnect, ban and address members and users. */
abstract class ApiUserCases extends ApiServer {

    @Test
    void notifies_the_kicked_member_and_the_others() throws Exception {
        try (WireMember li = connected("/ws/kick?v=1&user=li");
                WireMember plain = WireMember.join(server, "/ws/kick?user=li");
                WireMember wang = connected("/ws/kick?v=1&user=wang")) {
            operator()
                    .delete("/api/rooms/kick/members/li")
                    .then()
                    .statusCode(200)
                    .body("kicked", equalTo(2));
            assertEquals(4512, code(li));
            assertEquals(4512, code(plain));
            assertTrue(heard(li, "{\"code\":4512,\"reason\":\"kicked\",\"reconnect\":false}"));
            eventually("the member is notified", () -> heard(wang, "\"reason\":\"kicked\""));
            assertTrue(wang.isOpen());
            operator().delete("/api/rooms/kick/members/li").then().statusCode(404);
        }
    }

    @Test
    void kicks_a_member_by_its_client_id() throws Exception {
        try (WireMember li = connected("/ws/kick-one?v=1&user=li");
                WireMember again = connected("/ws/kick-one?v=1&user=li")) {
            operator()
                    .delete("/api/rooms/kick-one/members/" + client(again))
                    .then()
                    .body("kicked", equalTo(1));
            assertEquals(4512, code(again));
            assertTrue(li.isOpen());
        }
    }

    @Test
    void disconnects_a_user_from_all_rooms() throws Exception {
        try (WireMember here = connected("/ws/one?v=1&user=who");
                WireMember there = WireMember.join(server, "/ws/two?user=who");
                WireMember friend = connected("/ws/one?v=1&user=friend")) {
            operator()
                    .delete("/api/users/who/connections")
                    .then()
                    .statusCode(200)
                    .body("disconnected", equalTo(2));
            assertEquals(4503, code(here));
            assertEquals(4503, code(there));
            eventually("the user may return", () -> heard(friend, "\"state\":\"away\""));
        }
    }

    @Test
    void disconnects_a_banned_user_and_keeps_it_out_until_the_ban_is_lifted() throws Exception {
        try (WireMember li = connected("/ws/bans?v=1&user=li");
                WireMember wang = connected("/ws/bans?v=1&user=wang")) {
            ban("/api/users/li/ban", "{\"seconds\":600,\"reason\":\"no spam\"}")
                    .then()
                    .statusCode(200)
                    .body("user", equalTo("li"))
                    .body("reason", equalTo("no spam"))
                    .body("until", greaterThan(1_764_000_000_000L));
            assertEquals(4519, code(li));
            assertTrue(heard(li, "no spam"));
            ban("/api/rooms/bans/users/wang/ban", "").then().statusCode(200).body("room", equalTo("bans"));
            assertEquals(4519, code(wang));
        }
        try (WireMember again = WireMember.join(server, "/ws/other?v=1&user=li")) {
            assertEquals(4519, code(again));
        }
        operator().get("/api/bans").then().statusCode(200).body("bans.user", hasItems("li", "wang"));
        operator().get("/api/bans?limit=1").then().statusCode(200).body("next", notNullValue());
        operator().get("/api/bans?limit=x").then().statusCode(400);

        for (String address : List.of("/api/users/li/ban", "/api/rooms/bans/users/wang/ban")) {
            operator().delete(address).then().statusCode(200).body("lifted", equalTo(true));
            operator().delete(address).then().statusCode(404);
            operator().delete(address.replaceAll("li|wang", "c_1")).then().statusCode(400);
            ban(address.replaceAll("li|wang", "c_1"), "{}").then().statusCode(400);
            ban(address, "{\"seconds\":0}").then().statusCode(400);
            ban(address, "{\"second\":5}").then().statusCode(400).body("detail", containsString("second"));
            operator().body("{}").post(address).then().statusCode(415);
        }
        try (WireMember back = connected("/ws/bans?v=1&user=li")) {
            assertTrue(back.closed().getNow(0) == 0);
        }
    }

    @Test
    void bans_a_kicked_user_from_the_room_for_the_given_time() throws Exception {
        try (WireMember li = connected("/ws/kept-out?v=1&user=zhao")) {
            operator()
                    .delete("/api/rooms/kept-out/members/zhao?seconds=600")
                    .then()
                    .statusCode(200)
                    .body("kicked", equalTo(1));
            assertEquals(4519, code(li));
        }
        try (WireMember again = WireMember.join(server, "/ws/kept-out?v=1&user=zhao")) {
            assertEquals(4519, code(again));
        }
        operator()
                .delete("/api/rooms/kept-out/members/nobody?seconds=600")
                .then()
                .statusCode(404);
        for (String seconds : List.of("0", "316224001", "9223372036854776", "99999999999999999999")) {
            operator()
                    .delete("/api/rooms/kept-out/members/nobody?seconds=" + seconds)
                    .then()
                    .statusCode(400)
                    .body("detail", equalTo("seconds is an integer from 1 to 316224000"));
        }
    }

    @Test
    void sends_a_message_to_one_user_in_all_its_rooms() throws Exception {
        try (WireMember one = connected("/ws/inbox-1?v=1&user=qian");
                WireMember two = connected("/ws/inbox-2?v=1&user=qian");
                WireMember plain = WireMember.join(server, "/ws/inbox-1?user=qian");
                WireMember other = connected("/ws/inbox-1?v=1&user=wang")) {
            eventually(
                    "all members have joined",
                    () -> operator()
                                    .get("/api/users/qian")
                                    .jsonPath()
                                    .getList("members")
                                    .size()
                            == 3);
            send("qian", "{\"method\":\"invitation\",\"data\":{\"room\":\"chess-7\",\"n\":1.0}}")
                    .then()
                    .statusCode(200)
                    .body("sent", equalTo(3));
            for (WireMember each : List.of(one, two, plain)) {
                eventually(
                        "the message arrives",
                        () -> heard(each, "\"data\":{\"room\":\"chess-7\",\"n\":1.0},\"time\":"));
                assertTrue(!heard(each, "\"invitation\",\"data\":{\"room\":\"chess-7\",\"n\":1.0},\"offset\""));
            }
            publish("inbox-1", "{\"method\":\"last\"}").then().statusCode(200);
            eventually("the next message", () -> heard(other, "\"last\""));
            assertTrue(!heard(other, "invitation"));

            operator()
                    .get("/api/users/qian")
                    .then()
                    .statusCode(200)
                    .body("state", equalTo("online"))
                    .body("members.room", hasItems("inbox-1", "inbox-2"));
        }
        operator()
                .get("/api/users/nobody-at-all")
                .then()
                .statusCode(200)
                .body("state", equalTo("offline"))
                .body("members", hasSize(0));
        send("nobody-at-all", "{\"method\":\"m\"}").then().statusCode(200).body("sent", equalTo(0));
        operator().get("/api/users/c_1").then().statusCode(400);
        send("qian", "{\"method\":\"m\",\"to\":[\"x\"]}").then().statusCode(400).body("detail", containsString("to"));
        send("qian", "{\"method\":\"$m\"}").then().statusCode(400);
        send("qian", "{\"method\":\"m\",\"data\":\"" + "x".repeat(70_000) + "\"}")
                .then()
                .statusCode(413);
        operator()
                .body("{\"method\":\"m\"}")
                .post("/api/users/qian/messages")
                .then()
                .statusCode(415);
    }

    private static Response send(String user, String json) {
        return operator().contentType(ContentType.JSON).body(json).post("/api/users/" + user + "/messages");
    }

    @Test
    void revokes_older_tokens_until_lifted() {
        ban("/api/users/sun/revocation", "{\"before\":1764000000}")
                .then()
                .statusCode(200)
                .body("tokensBefore", equalTo(1_764_000_000_000L));
        ban("/api/users/sun/revocation", "{\"before\":\"now\"}").then().statusCode(400);
        operator().body("{}").post("/api/users/sun/revocation").then().statusCode(415);
        operator().delete("/api/users/sun/revocation").then().statusCode(200);
        operator().delete("/api/users/sun/revocation").then().statusCode(404);
        operator().delete("/api/users/c_1/revocation").then().statusCode(400);
    }
}
