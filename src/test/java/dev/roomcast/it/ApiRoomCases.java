package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.Json;
import dev.roomcast.testkit.WireMember;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators' requests to list, show, control and close rooms. */
abstract class ApiRoomCases extends ApiServer {

    @Test
    void shows_the_kept_frames_of_a_run() throws Exception {
        operator().get("/api/rooms/frames/frames").then().statusCode(404);
        try (WireMember li = WireMember.join(server, "/ws/frames?v=1&user=li")) {
            li.say(Json.text("{'method':'$connect','id':1,'data':{'game':'play'}}"));
            eventually("the welcome", () -> li.heardCount() > 0);
            operator().get("/api/rooms/frames/frames").then().statusCode(404);
            li.say(Json.text("{'method':'$run','id':2,'data':{'rate':60}}"));
            li.say(Json.text("{'method':'$input','data':{'d':274}}"));
            eventually("a frame contains the input", () -> heard(li, "274"));
            operator()
                    .get("/api/rooms/frames/frames?after=0&limit=1")
                    .then()
                    .statusCode(200)
                    .body("frames", hasSize(1))
                    .body("frames[0][1][1].d", equalTo(274))
                    .body("complete", equalTo(true));
            operator().get("/api/rooms/frames").then().statusCode(200).body("run.rate", equalTo(60));
            operator().get("/api/rooms/frames/frames?after=x").then().statusCode(400);
        }
    }

    @Test
    void makes_an_online_player_the_host() throws Exception {
        assertEquals(404, host("host", "{\"client\":\"c_nobody\"}").statusCode());
        try (WireMember li = player("host", "li");
                WireMember wang = player("host", "wang");
                WireMember watcher = connected("/ws/host?v=1&user=zhao")) {
            operator().get("/api/rooms/host").then().body("host", equalTo(client(li)));
            host("host", "{\"client\":\"" + client(wang) + "\"}").then().statusCode(200);
            operator().get("/api/rooms/host").then().body("host", equalTo(client(wang)));
            eventually("li is notified", () -> heard(li, "\"host\":\"" + client(wang) + "\""));
            for (String other : List.of("c_nobody", "li", client(watcher))) {
                host("host", "{\"client\":\"" + other + "\"}")
                        .then()
                        .statusCode(409)
                        .body("type", equalTo("urn:roomcast:problem:conflict"));
            }
            for (String wrong : List.of("{}", "not JSON", "{\"client\":1}", "{\"client\":null}")) {
                assertEquals(400, host("host", wrong).statusCode(), wrong);
            }
            operator()
                    .contentType(ContentType.TEXT)
                    .body("{\"client\":\"" + client(li) + "\"}")
                    .put("/api/rooms/host/host")
                    .then()
                    .statusCode(415);
            operator().get("/api/rooms/host").then().body("host", equalTo(client(wang)));
        }
    }

    @Test
    void accepts_an_external_match_and_shows_the_modes() throws Exception {
        operator().get("/api/matches").then().statusCode(200).body("modes", notNullValue());
        operator().get("/api/matches?limt=3").then().statusCode(400).contentType(PROBLEM);
        try (WireMember li = connected("/ws/matches?v=1&user=matched")) {
            match("{\"rooms\":\"duel-\",\"players\":[{\"user\":\"matched\"}]}")
                    .then()
                    .statusCode(200)
                    .body("room", containsString("duel-"))
                    .body("told", equalTo(1));
            eventually("the player is notified", () -> heard(li, "$matched"));
        }
        match("{\"rooms\":\"\",\"players\":[{\"user\":\"li\"}]}")
                .then()
                .statusCode(400)
                .contentType(PROBLEM);
        match("{\"rooms\":\"" + "x".repeat(70_000) + "\"}")
                .then()
                .statusCode(413)
                .contentType(PROBLEM);
    }

    private static Response match(String json) {
        return operator().contentType(ContentType.JSON).body(json).post("/api/match");
    }

    @Test
    void lists_rooms_page_by_page() throws Exception {
        List<WireMember> members = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            members.add(WireMember.join(server, "/ws/page-" + i));
        }
        eventually(
                "all members have joined",
                () -> operator()
                                .get("/api/rooms?prefix=page-")
                                .jsonPath()
                                .getList("rooms.findAll { it.count == 1 }")
                                .size()
                        == 5);

        String next = operator()
                .get("/api/rooms?prefix=page-&limit=3")
                .then()
                .statusCode(200)
                .body("rooms.room", equalTo(List.of("page-0", "page-1", "page-2")))
                .body("rooms[0].away", equalTo(0))
                .extract()
                .path("next");
        operator()
                .get("/api/rooms?prefix=page-&limit=3&after=" + next)
                .then()
                .body("rooms.room", equalTo(List.of("page-3", "page-4")))
                .body("next", nullValue());
        for (WireMember member : members) {
            member.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=-1", "limit=x", "limit=", "limit=1.5"})
    void refuses_an_invalid_limit(String query) {
        operator().get("/api/rooms?" + query).then().statusCode(400).body("detail", containsString("limit"));
        operator().get("/api/rooms/r1?" + query).then().statusCode(400);
        operator().get("/api/rooms/r1/publications?" + query).then().statusCode(400);
    }

    @Test
    void shows_a_room_with_its_settings_and_members() throws Exception {
        try (WireMember li = WireMember.join(server, "/ws/shown?v=1&user=li");
                WireMember wang = connected("/ws/shown?v=1&user=wang")) {
            li.say("{\"method\":\"$connect\",\"id\":1,\"data\":{\"info\":{\"nick\":\"李\"}}}");
            eventually("both members have joined", () -> heard(wang, "$presence"));
            operator()
                    .get("/api/rooms/shown")
                    .then()
                    .statusCode(200)
                    .body("count", equalTo(2))
                    .body("settings.linger-ms", equalTo(120_000))
                    .body("members.find { it.user == 'li' }.info.nick", equalTo("李"))
                    .body("members.find { it.user == 'wang' }.state", equalTo("online"))
                    .body("next", nullValue());
            String next = operator().get("/api/rooms/shown?limit=1").path("next");
            operator().get("/api/rooms/shown?limit=1&after=" + next).then().body("members", hasSize(1));
        }
    }

    @Test
    void reports_invalid_and_unknown_rooms() {
        for (String path :
                List.of("/api/rooms/a%2Fb", "/api/rooms/a;b", "/api/rooms/a%20b", "/api/rooms/%F0%9F%98%80")) {
            operator().get(path).then().statusCode(400).contentType(PROBLEM);
            operator().delete(path).then().statusCode(400);
            operator().get(path + "/publications").then().statusCode(400);
            operator().delete(path + "/members/li").then().statusCode(400);
        }
        operator().get("/api/rooms/nowhere").then().statusCode(404).contentType(PROBLEM);
        operator().delete("/api/rooms/nowhere").then().statusCode(404);
        operator().get("/api/rooms/nowhere/publications").then().statusCode(404);
        operator().delete("/api/rooms/nowhere/members/li").then().statusCode(404);
        operator().delete("/api/users/c_123/connections").then().statusCode(400);
        operator()
                .delete("/api/users/nobody/connections")
                .then()
                .statusCode(200)
                .body("disconnected", equalTo(0));
    }

    @Test
    void closes_a_room_for_all_members_and_starts_a_new_epoch() throws Exception {
        publish("closing", "{\"method\":\"m\"}");
        WireMember plain = WireMember.join(server, "/ws/closing");
        WireMember li = connected("/ws/closing?v=1&user=li");
        String epoch = operator().get("/api/rooms/closing").path("epoch");

        operator().delete("/api/rooms/closing").then().statusCode(200).body("kicked", equalTo(2));

        assertEquals(4511, code(li));
        assertEquals(4511, code(plain));
        try (WireMember back = connected("/ws/closing?v=1&user=li")) {
            String welcome = back.heard().get(0).toString();
            assertTrue(welcome.contains("\"offset\":0") && !welcome.contains(epoch), welcome);
        }
    }
}
