package dev.roomcast.it;

import static dev.roomcast.it.Eventually.eventually;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.redis.RedisServer;
import io.restassured.builder.RequestSpecBuilder;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes that share a Redis: the members are at one, and the operator asks the other. */
class ManyNodesApiIT {

    private static final String KEY = "the operators' key of this test";

    private static RedisServer redis;
    private static ServerProcess near;
    private static ServerProcess far;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisServer.open();
        near = node();
        far = node();
    }

    private static ServerProcess node() throws Exception {
        return ServerProcess.options()
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

    private static Member member(ServerProcess node, String room, String user) throws Exception {
        Member member = Member.join(node, "/ws/" + room + "?v=1&user=" + user);
        member.say("{\"method\":\"$connect\",\"id\":1}");
        eventually("the welcome", () -> member.heardCount() > 0);
        return member;
    }

    private static int code(Member member) throws Exception {
        return member.closed().get(30, TimeUnit.SECONDS);
    }

    private static void hears(Member member, String part) throws Exception {
        eventually(
                "it hears " + part,
                () -> member.heard().stream().anyMatch(each -> each.toString().contains(part)));
    }

    @Test
    void what_is_published_at_the_other_node_is_heard_and_read_there() throws Exception {
        try (Member li = member(near, "news", "li")) {
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
    void members_are_seen_and_kicked_and_the_room_is_closed_from_the_other_node() throws Exception {
        try (Member li = member(near, "club", "li");
                Member wang = member(near, "club", "wang")) {
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
            operator().delete("/api/rooms/club").then().statusCode(200).body("kicked", equalTo(1));
            assertEquals(4511, code(wang));
        }
    }

    @Test
    void a_user_is_disconnected_from_every_node() throws Exception {
        try (Member one = member(near, "x1", "who");
                Member two = member(far, "x2", "who");
                Member other = member(near, "x1", "other")) {
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
    void the_list_has_the_rooms_of_every_node_page_by_page() throws Exception {
        try (Member a = member(near, "list-a", "li");
                Member b = member(far, "list-b", "li");
                Member also = member(near, "list-b", "wang");
                Member c = member(near, "list-c", "li")) {
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

    /** Half an answer would be taken for a whole one. */
    @Test
    void where_a_node_is_silent_the_operator_is_told_that_it_is_not_all() throws Exception {
        ServerProcess silent = node();
        silent.signal("STOP");
        try {
            operator().get("/api/rooms").then().statusCode(503);
            operator().delete("/api/users/who/connections").then().statusCode(503);
        } finally {
            silent.kill();
        }
        eventually("it answers again", () -> operator().get("/api/rooms").statusCode() == 200);
    }
}
