package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.redis.RedisServer;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.testkit.WireMember;
import io.restassured.builder.RequestSpecBuilder;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Operators' requests to one of two nodes that share a Redis, with the members on the other node. */
@Tag("slow")
class ManyNodesApiIT {

    private static final String KEY = "the operators' key of this test";

    private static RedisServer redis;
    private static ServerProcess near;
    private static ServerProcess far;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisServer.open();
        near = node("near");
        far = node("far");
    }

    private static ServerProcess node(String name) throws Exception {
        return ServerProcess.options()
                .with("ROOMCAST_NODE", name)
                .with("ROOMCAST_API_KEY", KEY)
                .with("ROOMCAST_ENGINE", "redis")
                .with("ROOMCAST_REDIS_URL", redis.url())
                .with("ROOMCAST_REDIS_TIMEOUT", "1s")
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (far != null) {
            String log = far.log().newest();
            near.close();
            far.close();
            redis.close();
            assertTrue(!log.contains("ERROR"), log);
        }
    }

    private static RequestSpecification operator() throws Exception {
        return given().spec(new RequestSpecBuilder()
                        .setBaseUri(far.uri("http", "").toString())
                        .addFilter(new OpenApi())
                        .build())
                .header("Authorization", "Bearer " + KEY);
    }

    private static WireMember member(ServerProcess node, String room, String user) throws Exception {
        WireMember member = WireMember.join(node, "/ws/" + room + "?v=1&user=" + user);
        member.say("{\"method\":\"$connect\",\"id\":1}");
        eventually("the welcome", () -> member.heardCount() > 0);
        return member;
    }

    private static int code(WireMember member) throws Exception {
        return member.closed().get(30, TimeUnit.SECONDS);
    }

    private static void hears(WireMember member, String part) throws Exception {
        eventually(
                "it hears " + part,
                () -> member.heard().stream().anyMatch(each -> each.toString().contains(part)));
    }

    @Test
    void delivers_publications_of_the_other_node() throws Exception {
        try (WireMember li = member(near, "news", "li")) {
            operator()
                    .contentType(ContentType.JSON)
                    .body("{\"method\":\"news\"}")
                    .post("/api/rooms/news/publications")
                    .then()
                    .statusCode(200)
                    .body("offset", equalTo(1));
            hears(li, "\"news\"");
            operator()
                    .get("/api/rooms/news/publications")
                    .then()
                    .statusCode(200)
                    .body("publications.method", contains("news"));
        }
    }

    @Test
    void shows_all_nodes_with_their_load() throws Exception {
        try (WireMember here = member(near, "load", "li");
                WireMember there = member(far, "load", "wang")) {
            operator()
                    .get("/api/nodes")
                    .then()
                    .statusCode(200)
                    .body("nodes.node", contains("far", "near"))
                    .body("nodes.connections", everyItem(greaterThan(0)));
        }
    }

    @Test
    void finds_a_user_and_delivers_its_messages_at_both_nodes() throws Exception {
        try (WireMember here = member(near, "seats-1", "feng");
                WireMember there = member(far, "seats-2", "feng")) {
            operator()
                    .get("/api/users/feng")
                    .then()
                    .statusCode(200)
                    .body("state", equalTo("online"))
                    .body("members.room", contains("seats-1", "seats-2"));
            operator()
                    .contentType(ContentType.JSON)
                    .body("{\"method\":\"hello\",\"data\":\"你 好\"}")
                    .post("/api/users/feng/messages")
                    .then()
                    .statusCode(200)
                    .body("sent", equalTo(2));
            hears(here, "你 好");
            hears(there, "你 好");
        }
        eventually(
                "the user is away in both rooms",
                () -> operator()
                        .get("/api/users/feng")
                        .jsonPath()
                        .getString("state")
                        .equals("away"));
    }

    @Test
    void enforces_a_ban_at_both_nodes_and_after_restarts_of_a_node_and_of_redis() throws Exception {
        try (WireMember here = member(near, "bans", "zhou");
                WireMember there = member(far, "bans", "zhou")) {
            operator()
                    .contentType(ContentType.JSON)
                    .body("{\"reason\":\"no spam\"}")
                    .post("/api/users/zhou/ban")
                    .then()
                    .statusCode(200);
            assertEquals(4519, code(here));
            assertEquals(4519, code(there));
            hears(here, "no spam");
        }
        redis.kill();
        redis.start();
        try (ServerProcess fresh = node("fresh")) {
            eventually("the other node refuses the user", () -> refused(fresh, "zhou"));
            eventually("and here", () -> refused(near, "zhou"));
        }
        eventually(
                "the ban can be lifted",
                () -> operator().delete("/api/users/zhou/ban").statusCode() == 200);
        eventually("the user is admitted", () -> {
            try (WireMember back = WireMember.join(near, "/ws/bans?user=zhou")) {
                return back.closed().completeOnTimeout(0, 2, TimeUnit.SECONDS).get() == 0;
            }
        });
    }

    private static boolean refused(ServerProcess node, String user) throws Exception {
        try (WireMember member = WireMember.join(node, "/ws/bans?v=1&user=" + user)) {
            return member.closed().completeOnTimeout(0, 2, TimeUnit.SECONDS).get() == 4519;
        }
    }

    @Test
    void administrates_a_room_from_the_other_node() throws Exception {
        try (WireMember li = member(near, "club", "li");
                WireMember wang = member(near, "club", "wang")) {
            operator()
                    .get("/api/rooms/club")
                    .then()
                    .statusCode(200)
                    .body("count", equalTo(2))
                    .body("members.find { it.user == 'li' }.state", equalTo("online"));
            operator()
                    .delete("/api/rooms/club/members/li")
                    .then()
                    .statusCode(200)
                    .body("kicked", equalTo(1));
            assertEquals(4512, code(li));
            hears(wang, "\"kicked\"");
            try (WireMember zhao = member(near, "club", "zhao");
                    WireMember again = member(near, "club", "zhao")) {
                operator()
                        .delete("/api/rooms/club/members/zhao?seconds=60")
                        .then()
                        .statusCode(200)
                        .body("kicked", equalTo(2));
                code(zhao); // 4512 or 4519: the kick or the ban arrives first
                code(again);
            }
            operator().delete("/api/rooms/club").then().statusCode(200).body("kicked", equalTo(1));
            assertEquals(4511, code(wang));
        }
    }

    @Test
    void disconnects_a_user_from_every_node() throws Exception {
        try (WireMember one = member(near, "x1", "who");
                WireMember two = member(far, "x2", "who");
                WireMember other = member(near, "x1", "other")) {
            operator()
                    .delete("/api/users/who/connections")
                    .then()
                    .statusCode(200)
                    .body("disconnected", equalTo(2));
            assertEquals(4503, code(one));
            assertEquals(4503, code(two));
            hears(other, "\"away\"");
        }
    }

    @Test
    void pages_through_the_rooms_of_every_node() throws Exception {
        try (WireMember a = member(near, "list-a", "li");
                WireMember b = member(far, "list-b", "li");
                WireMember also = member(near, "list-b", "wang");
                WireMember c = member(near, "list-c", "li")) {
            operator()
                    .get("/api/rooms?prefix=list-&limit=2")
                    .then()
                    .statusCode(200)
                    .body("rooms.room", contains("list-a", "list-b"))
                    .body("rooms.count", contains(1, 2))
                    .body("next", equalTo("list-b"));
            operator()
                    .get("/api/rooms?prefix=list-&limit=2&after=list-b")
                    .then()
                    .statusCode(200)
                    .body("rooms.room", contains("list-c"))
                    .body("next", nullValue());
        }
    }

    /** An incomplete answer would look complete. */
    @Test
    void reports_incomplete_answers_to_the_operator() throws Exception {
        ServerProcess silent = node("silent");
        silent.signal("STOP");
        try {
            operator().get("/api/rooms").then().statusCode(503);
            operator().delete("/api/users/who/connections").then().statusCode(503);
        } finally {
            silent.kill();
        }
        eventually("the node answers again", () -> operator().get("/api/rooms").statusCode() == 200);
    }
}
