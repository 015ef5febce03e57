package dev.roomcast.it;

import static dev.roomcast.it.Eventually.eventually;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.builder.RequestSpecBuilder;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operators' HTTP API, and what members see of what is done there. Every answer is held against its description. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ApiIT {

    private static final String KEY = "the operators' key of this test";
    private static final String PROBLEM = "application/problem+json";
    private static final String CONNECT = "{\"method\":\"$connect\",\"id\":1}";

    private static ServerProcess server;
    private static OpenApi description;

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.options()
                .with("ROOMCAST_API_KEY", "the key before this one," + KEY)
                .start();
        description = new OpenApi();
    }

    @AfterAll
    static void stop() throws Exception {
        String log = server.log().newest();
        server.close();
        assertTrue(!log.contains(KEY) && !log.contains("ERROR"), log);
    }

    private static RequestSpecification anybody() {
        return given().spec(new RequestSpecBuilder()
                .setBaseUri(server.uri("http", "").toString())
                .setUrlEncodingEnabled(false)
                .addFilter(description)
                .build());
    }

    private static RequestSpecification operator() {
        return anybody().header("Authorization", "Bearer " + KEY);
    }

    private static Response publish(String room, String json) {
        return operator().contentType(ContentType.JSON).body(json).post("/api/rooms/" + room + "/publications");
    }

    private static Member connected(String path) throws Exception {
        Member member = Member.join(server, path);
        member.say(CONNECT);
        eventually("the welcome", () -> member.heardCount() > 0);
        return member;
    }

    private static int code(Member member) throws Exception {
        return member.closed().get(30, TimeUnit.SECONDS);
    }

    private static boolean heard(Member member, String part) {
        return member.heard().stream().anyMatch(each -> each.toString().contains(part));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/node",
                "/api/rooms",
                "/api/rooms/r1",
                "/api/rooms/r1/publications",
                "/api/",
                "/api/nothing",
                "/api//rooms",
                "//api/rooms",
                "/api/./rooms",
                "/q/../api/rooms",
                "/api/rooms/",
                "/api/rooms;x=1",
                "/api;x=1/rooms",
                "/api/rooms%3Bx",
                "/api/rooms%2Fr1",
                "/api%2Frooms",
                "/%61pi/rooms",
                "/api/rooms/r1;/publications",
                "/api/rooms/%2e%2e/node",
                "/API/rooms"
            })
    void without_the_key_nothing_is_told_whatever_the_path_looks_like(String path) {
        for (String key : List.of("", "Bearer", "Bearer wrong", "Basic " + KEY, "Bearer " + KEY + "x")) {
            anybody()
                    .header("Authorization", key)
                    .get(path)
                    .then()
                    .statusCode(greaterThan(399))
                    .body(not(containsString("\"rooms\":")), not(containsString("publications")));
        }
    }

    @Test
    void a_wrong_key_is_refused_before_anything_else() {
        for (Map.Entry<String, Set<String>> each : description.methods().entrySet()) {
            String path = each.getKey().replaceAll("\\{[a-z]+}", "x");
            for (String method : each.getValue()) {
                anybody()
                        .header("Authorization", "Bearer not the key of this test")
                        .body("not JSON")
                        .request(method, path)
                        .then()
                        .statusCode(401)
                        .contentType(PROBLEM)
                        .header("WWW-Authenticate", equalTo("Bearer realm=\"roomcast\""))
                        .body("type", equalTo("urn:roomcast:problem:unauthorized"))
                        .body("status", equalTo(401));
            }
        }
    }

    @Test
    void the_key_before_it_is_good_too() {
        anybody()
                .header("Authorization", "bearer the key before this one")
                .get("/api/node")
                .then()
                .statusCode(200);
    }

    @Test
    void without_a_configured_key_there_is_no_api() throws Exception {
        try (ServerProcess closed = ServerProcess.options().start()) {
            for (String path : List.of("/api/node", "/api/rooms", "/api/x")) {
                given().header("Authorization", "Bearer ")
                        .get(closed.uri("http", path))
                        .then()
                        .statusCode(404);
            }
        }
    }

    @Test
    void the_description_names_the_methods_that_there_are() {
        description.methods().forEach((path, methods) -> {
            Response answer = operator().patch(path.replaceAll("\\{[a-z]+}", "x"));
            answer.then().statusCode(405).contentType(PROBLEM);
            assertEquals(methods, new TreeSet<>(List.of(answer.header("Allow").split(", "))), path);
        });
        operator().get("/api/nothing").then().statusCode(404).contentType(PROBLEM);
    }

    @Test
    void an_address_without_its_slash_is_not_found() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send("GET api/node HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes());
            assertEquals(404, client.readAnswer().status());
        }
    }

    @Test
    void the_description_is_served() throws Exception {
        String served =
                anybody().get("/q/openapi").then().statusCode(200).extract().asString();
        assertEquals(description.document(), OpenApi.read(served));
    }

    @Test
    void the_node_is_shown_in_numbers() throws Exception {
        try (Member member = connected("/ws/numbers?v=1&user=li")) {
            operator()
                    .get("/api/node")
                    .then()
                    .statusCode(200)
                    .header("Cache-Control", equalTo("no-store"))
                    .body("draining", equalTo(false))
                    .body("connections", greaterThan(0))
                    .body("counters.opened", greaterThan(0))
                    .body("counters.received", greaterThan(0));
        }
    }

    @Test
    void rooms_are_listed_page_by_page() throws Exception {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            members.add(Member.join(server, "/ws/page-" + i));
        }
        eventually(
                "all are there",
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
        for (Member member : members) {
            member.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=-1", "limit=x", "limit=", "limit=99999999999999999999", "limit=1.5"})
    void a_limit_that_is_none_is_refused(String query) {
        operator().get("/api/rooms?" + query).then().statusCode(400).body("detail", containsString("limit"));
        operator().get("/api/rooms/r1?" + query).then().statusCode(400);
        operator().get("/api/rooms/r1/publications?" + query).then().statusCode(400);
    }

    @Test
    void a_room_is_shown_with_its_settings_and_members() throws Exception {
        try (Member li = Member.join(server, "/ws/shown?v=1&user=li");
                Member wang = connected("/ws/shown?v=1&user=wang")) {
            li.say("{\"method\":\"$connect\",\"id\":1,\"data\":{\"info\":{\"nick\":\"李\"}}}");
            eventually("both are there", () -> heard(wang, "$presence"));
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
    void what_is_no_room_or_not_there_is_said_so() {
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
    void what_is_published_reaches_both_levels_in_order_with_what_members_say() throws Exception {
        try (Member plain = Member.join(server, "/ws/news");
                Member li = connected("/ws/news?v=1&user=li")) {
            for (int i = 0; i < 20; i++) {
                publish("news", "{\"method\":\"news\",\"data\":{\"n\": 1.0e0, \"ü\":\"\\u4f60\"}}")
                        .then()
                        .statusCode(200)
                        .body("offset", equalTo(2 * i + 1))
                        .body("epoch", notNullValue());
                li.say("{\"method\":\"m\",\"id\":" + (i + 2) + "}");
                int offset = 2 * i + 2;
                eventually("it has its place", () -> heard(li, "\"offset\":" + offset + "}"));
            }
            eventually("all is heard", () -> plain.heardCount() == 40);
            List<Object> publications = li.heard().stream()
                    .filter(each -> each.toString().contains("\"offset\"")
                            && each.toString().contains("\"time\""))
                    .skip(1)
                    .toList();
            assertEquals(plain.heard(), publications);
            String first = plain.heard().get(0).toString();
            assertTrue(
                    first.startsWith(
                            "{\"method\":\"news\",\"data\":{\"n\": 1.0e0, \"ü\":\"\\u4f60\"},\"offset\":1,\"time\":"),
                    first);
            operator()
                    .get("/api/rooms/news/publications?after=1&limit=2")
                    .then()
                    .statusCode(200)
                    .body("offset", equalTo(40))
                    .body("complete", equalTo(true))
                    .body("publications.offset", equalTo(List.of(2, 3)))
                    .body("publications[0].user", equalTo("li"))
                    .body("publications[1].user", nullValue());
            operator()
                    .get("/api/rooms/news/publications?after=1&epoch=another")
                    .then()
                    .body("complete", equalTo(false))
                    .body("publications", hasSize(0));
        }
    }

    @Test
    void some_alone_can_be_told_something() throws Exception {
        try (Member li = connected("/ws/direct?v=1&user=li");
                Member wang = connected("/ws/direct?v=1&user=wang")) {
            publish("direct", "{\"method\":\"hint\",\"to\":[\"li\"]}")
                    .then()
                    .statusCode(200)
                    .body("offset", nullValue());
            publish("direct", "{\"method\":\"tick\",\"volatile\":true}").then().statusCode(200);
            publish("direct", "{\"method\":\"end\"}").then().body("offset", equalTo(1));
            eventually("all is heard", () -> heard(wang, "\"end\"") && heard(li, "\"end\""));
            assertTrue(heard(li, "\"hint\"") && heard(wang, "\"tick\"") && !heard(wang, "\"hint\""));
        }
    }

    @Test
    void what_is_repeated_under_its_key_is_published_once() throws Exception {
        String json = "{\"method\":\"news\",\"idempotencyKey\":\"k1\"}";
        assertEquals(1, (int) publish("once", json).path("offset"));
        publish("once", "{\"method\":\"other\"}");
        assertEquals(1, (int) publish("once", json).path("offset"));
        assertEquals(1, (int) publish("once", "{\"method\":\"else\",\"idempotencyKey\":\"k1\"}")
                .path("offset"));
        assertEquals(3, (int) publish("once", "{\"method\":\"news\",\"idempotencyKey\":\"k2\"}")
                .path("offset"));
        assertEquals(1, (int) publish("once-more", json).path("offset"), "another room, another publication");

        operator()
                .contentType(ContentType.JSON)
                .body("{\"rooms\":[\"once\",\"once-new\"],\"method\":\"news\",\"idempotencyKey\":\"k1\"}")
                .post("/api/publications")
                .then()
                .statusCode(200)
                .body("results.offset", equalTo(List.of(1, 1)));
        operator().get("/api/rooms/once/publications").then().body("publications", hasSize(3));
    }

    @Test
    void many_rooms_are_told_at_once_each_by_itself() {
        operator()
                .contentType("application/json; charset=utf-8")
                .body("{\"rooms\":[\"many-1\",\"not a room\",\"many-2\",\"many-1\"],\"method\":\"news\"}")
                .post("/api/publications")
                .then()
                .statusCode(200)
                .body("results.room", equalTo(List.of("many-1", "not a room", "many-2")))
                .body("results[0].offset", equalTo(1))
                .body("results[1].problem.status", equalTo(400))
                .body("results[2].offset", equalTo(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not JSON",
                "[]",
                "{\"method\":\"m\"} {}",
                "{\"method\":\"m\",\"data\":}",
                "{\"data\":1}",
                "{\"method\":\"\"}",
                "{\"method\":7}",
                "{\"method\":\"$presence\"}",
                "{\"method\":\"$connect\"}",
                "{\"method\":\"m\",\"to\":[]}",
                "{\"method\":\"m\",\"volatile\":1}",
                "{\"method\":\"m\",\"idempotencyKey\":\"\"}",
                "{\"method\":\"m\",\"idempotencyKey\":7}"
            })
    void what_cannot_be_published_is_refused(String json) {
        publish("refused", json)
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("type", equalTo("urn:roomcast:problem:bad_request"))
                .body("detail", not(containsString("xception")));
        operator().get("/api/rooms/refused").then().statusCode(404);
        operator()
                .contentType(ContentType.JSON)
                .body(json)
                .post("/api/publications")
                .then()
                .statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"r1\"", "[1]", "[\"\"]", "{}", "null"})
    void rooms_that_are_none_are_refused(String rooms) {
        operator()
                .contentType(ContentType.JSON)
                .body("{\"method\":\"m\",\"rooms\":" + rooms + "}")
                .post("/api/publications")
                .then()
                .statusCode(400)
                .body("detail", containsString("rooms"));
    }

    @Test
    void a_request_is_json_and_not_larger_than_a_message() {
        String large = "{\"method\":\"m\",\"data\":\"" + "x".repeat(65_536) + "\"}";
        for (String path : List.of("/api/rooms/large/publications", "/api/publications")) {
            operator()
                    .contentType(ContentType.JSON)
                    .body(large)
                    .post(path)
                    .then()
                    .statusCode(413)
                    .contentType(PROBLEM);
            operator()
                    .contentType("text/plain")
                    .body("{\"method\":\"m\"}")
                    .post(path)
                    .then()
                    .statusCode(415);
        }
        operator().get("/api/rooms/large").then().statusCode(404);
        operator().get("/api/rooms/large/publications?after=-1").then().statusCode(400);
    }

    @Test
    void one_who_is_kicked_is_told_so_and_the_others_hear_of_it() throws Exception {
        try (Member li = connected("/ws/kick?v=1&user=li");
                Member plain = Member.join(server, "/ws/kick?user=li");
                Member wang = connected("/ws/kick?v=1&user=wang")) {
            operator()
                    .delete("/api/rooms/kick/members/li")
                    .then()
                    .statusCode(200)
                    .body("kicked", equalTo(2));
            assertEquals(4512, code(li));
            assertEquals(4512, code(plain));
            assertTrue(heard(li, "{\"code\":4512,\"reason\":\"kicked\",\"reconnect\":false}"));
            eventually("it is told", () -> heard(wang, "\"reason\":\"kicked\""));
            assertTrue(wang.isOpen());
            operator().delete("/api/rooms/kick/members/li").then().statusCode(404);
        }
    }

    @Test
    void a_member_is_kicked_by_its_client_alone() throws Exception {
        try (Member li = connected("/ws/kick-one?v=1&user=li");
                Member again = connected("/ws/kick-one?v=1&user=li")) {
            String welcome = again.heard().get(0).toString();
            String client = welcome.replaceFirst(".*?\"client\":\"(c_[^\"]+)\".*", "$1");
            operator().delete("/api/rooms/kick-one/members/" + client).then().body("kicked", equalTo(1));
            assertEquals(4512, code(again));
            assertTrue(li.isOpen());
        }
    }

    @Test
    void a_room_that_is_closed_sends_all_away_and_begins_anew() throws Exception {
        publish("closing", "{\"method\":\"m\"}");
        Member plain = Member.join(server, "/ws/closing");
        Member li = connected("/ws/closing?v=1&user=li");
        String epoch = operator().get("/api/rooms/closing").path("epoch");

        operator().delete("/api/rooms/closing").then().statusCode(200).body("kicked", equalTo(2));

        assertEquals(4511, code(li));
        assertEquals(4511, code(plain));
        try (Member back = connected("/ws/closing?v=1&user=li")) {
            String welcome = back.heard().get(0).toString();
            assertTrue(welcome.contains("\"offset\":0") && !welcome.contains(epoch), welcome);
        }
    }

    @Test
    void a_user_is_disconnected_wherever_it_is() throws Exception {
        try (Member here = connected("/ws/one?v=1&user=who");
                Member there = Member.join(server, "/ws/two?user=who");
                Member friend = connected("/ws/one?v=1&user=friend")) {
            operator()
                    .delete("/api/users/who/connections")
                    .then()
                    .statusCode(200)
                    .body("disconnected", equalTo(2));
            assertEquals(4503, code(here));
            assertEquals(4503, code(there));
            eventually("it may come back", () -> heard(friend, "\"state\":\"away\""));
        }
    }

    @Test
    void many_operators_at_once_lose_nothing() {
        List<Integer> offsets = IntStream.range(0, 200)
                .parallel()
                .mapToObj(i -> (Integer)
                        publish("busy", "{\"method\":\"m\",\"data\":" + i + "}").path("offset"))
                .sorted()
                .toList();
        assertEquals(IntStream.rangeClosed(1, 200).boxed().toList(), offsets);
    }

    /** Comes last: all that is described was seen, and no answer was another. */
    @Test
    @Order(Integer.MAX_VALUE)
    void all_that_is_described_was_seen() {
        assertEquals(Set.of(), description.unseen());
    }
}
