package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.testkit.WireMember;
import io.restassured.builder.RequestSpecBuilder;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operators' HTTP API and its effects on members. Every response is checked against the published description. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ApiIT {

    private static final String KEY = "the operators' key of this test";
    private static final String READER = "reader-key-of-this-test";
    private static final String PUBLISHER = "publisher-key-of-this-test";
    private static final String PROBLEM = "application/problem+json";
    private static final String CONNECT = "{\"method\":\"$connect\",\"id\":1}";

    private static ServerProcess server;
    private static OpenApi description;

    @BeforeAll
    static void start() throws Exception {
        Path keys = Files.createTempFile("roomcast", ".keys");
        Files.writeString(keys, "reader read " + READER + "\npublisher publish " + PUBLISHER + "\n");
        server = ServerProcess.options()
                .with("ROOMCAST_API_KEY", "the key before this one," + KEY)
                .with("ROOMCAST_API_KEYS_FILE", keys)
                .start();
        description = new OpenApi();
    }

    @AfterAll
    static void stop() throws Exception {
        String log = server.log().newest();
        server.close();
        assertTrue(!log.contains(KEY) && !log.contains(READER) && !log.contains("ERROR"), log);
        assertTrue(log.contains(" key=key2"), "the acting key is named");
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

    private static WireMember connected(String path) throws Exception {
        WireMember member = WireMember.join(server, path);
        member.say(CONNECT);
        eventually("the welcome", () -> member.heardCount() > 0);
        return member;
    }

    private static int code(WireMember member) throws Exception {
        return member.closed().get(30, TimeUnit.SECONDS);
    }

    private static boolean heard(WireMember member, String part) {
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
    void reveals_nothing_without_the_key_for_any_path(String path) {
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
    void shows_the_kept_frames_of_a_run() throws Exception {
        operator().get("/api/rooms/frames/frames").then().statusCode(404);
        try (WireMember li = WireMember.join(server, "/ws/frames?v=1&user=li")) {
            li.say("{'method':'$connect','id':1,'data':{'game':'play'}}".replace('\'', '"'));
            eventually("the welcome", () -> li.heardCount() > 0);
            operator().get("/api/rooms/frames/frames").then().statusCode(404);
            li.say("{'method':'$run','id':2,'data':{'rate':60}}".replace('\'', '"'));
            li.say("{'method':'$input','data':{'d':274}}".replace('\'', '"'));
            eventually("the input in a frame", () -> heard(li, "274"));
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
            eventually("li hears of it", () -> heard(li, "\"host\":\"" + client(wang) + "\""));
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

    private static Response host(String room, String json) {
        return operator().contentType(ContentType.JSON).body(json).put("/api/rooms/" + room + "/host");
    }

    private static WireMember player(String room, String user) throws Exception {
        WireMember member = WireMember.join(server, "/ws/" + room + "?v=1&user=" + user);
        member.say("{\"method\":\"$connect\",\"id\":1,\"data\":{\"game\":\"play\"}}");
        eventually("the welcome", () -> member.heardCount() > 0);
        return member;
    }

    private static String client(WireMember member) {
        return member.heard(0).toString().replaceFirst(".*?\"client\":\"(c_[^\"]+)\".*", "$1");
    }

    @Test
    void takes_over_a_line_up_and_shows_the_modes() throws Exception {
        operator().get("/api/matches").then().statusCode(200).body("modes", notNullValue());
        operator().get("/api/matches?limt=3").then().statusCode(400).contentType(PROBLEM);
        try (WireMember li = connected("/ws/matches?v=1&user=matched")) {
            match("{\"rooms\":\"duel-\",\"players\":[{\"user\":\"matched\"}]}")
                    .then()
                    .statusCode(200)
                    .body("room", containsString("duel-"))
                    .body("told", equalTo(1));
            eventually("the player is told", () -> heard(li, "$matched"));
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
    void refuses_a_state_change_whose_condition_does_not_hold() throws Exception {
        try (WireMember li = player("state", "li")) {
            String set = "{\"method\":\"go\",\"set\":{\"server/phase\":\"play\"}%s}";
            Response first = publish("state", set.formatted(""));
            first.then().statusCode(200).body("offset", equalTo(1));
            String condition = ",\"if\":{\"epoch\":\"" + first.jsonPath().getString("epoch") + "\",\"offset\":%d}";
            publish("state", set.formatted(condition.formatted(0)))
                    .then()
                    .statusCode(409)
                    .body("type", equalTo("urn:roomcast:problem:conflict"));
            publish("state", set.formatted(condition.formatted(1)))
                    .then()
                    .statusCode(200)
                    .body("offset", equalTo(2));
            assertTrue(li.isOpen());
        }
    }

    @Test
    void refuses_a_wrong_key_before_anything_else() {
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
    void answers_a_valid_key_while_answers_to_wrong_keys_of_its_address_wait() throws Exception {
        try (ServerProcess other =
                ServerProcess.options().with("ROOMCAST_API_KEY", KEY).start()) {
            List<CompletableFuture<HttpResponse<String>>> wrong = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                wrong.add(
                        ServerProcess.HTTP.sendAsync(rooms(other, "not-" + KEY), HttpResponse.BodyHandlers.ofString()));
            }
            eventually(
                    "one is refused because others wait",
                    () -> wrong.stream()
                            .anyMatch(each -> each.isDone() && each.join().statusCode() == 429));
            HttpResponse<String> answer =
                    ServerProcess.HTTP.send(rooms(other, KEY), HttpResponse.BodyHandlers.ofString());
            assertEquals(200, answer.statusCode());
            Set<Integer> statuses =
                    wrong.stream().map(each -> each.join().statusCode()).collect(Collectors.toSet());
            assertEquals(Set.of(401, 429), statuses);
            assertEquals(200, other.metric("roomcast_api_refused_total{reason=\"key\""));
            assertTrue(other.log().newest().contains("event=api-key-refused address=127.0.0.1"));
        }
    }

    private static HttpRequest rooms(ServerProcess server, String key) {
        return HttpRequest.newBuilder(server.uri("http", "/api/rooms"))
                .header("Authorization", "Bearer " + key)
                .build();
    }

    @Test
    void sets_no_cookie_and_admits_no_page_of_another_site() {
        for (Response answer : List.of(
                operator().header("Origin", "https://other.example").get("/api/rooms"),
                anybody().header("Origin", "https://other.example").get("/api/rooms"))) {
            assertNull(answer.header("Set-Cookie"));
            assertNull(answer.header("Access-Control-Allow-Origin"));
            assertNull(answer.header("Access-Control-Allow-Credentials"));
        }
    }

    @Test
    void refuses_a_key_without_the_scope() {
        for (Map.Entry<String, Set<String>> each : description.methods().entrySet()) {
            String path = each.getKey().replaceAll("\\{[a-z]+}", "x");
            for (String method : each.getValue()) {
                anybody()
                        .header("Authorization", "Bearer " + (method.equals("GET") ? PUBLISHER : READER))
                        .body("not JSON")
                        .request(method, path)
                        .then()
                        .statusCode(403)
                        .contentType(PROBLEM);
            }
        }
        anybody()
                .header("Authorization", "Bearer " + READER)
                .get("/api/node")
                .then()
                .statusCode(200);
        anybody()
                .header("Authorization", "Bearer " + PUBLISHER)
                .contentType(ContentType.JSON)
                .body("{\"method\":\"m\"}")
                .post("/api/rooms/scopes/publications")
                .then()
                .statusCode(200);
    }

    @Test
    void names_misspelled_or_wrongly_encoded_parameters() {
        operator().get("/api/rooms?limt=3").then().statusCode(400).body("detail", containsString("limt"));
        publish("r1", "{\"method\":\"m\",\"dta\":1}").then().statusCode(400).body("detail", containsString("dta"));
        byte[] gbk = "{\"method\":\"m\",\"data\":\"你好\"}".getBytes(Charset.forName("GBK"));
        operator()
                .contentType("application/json")
                .body(gbk)
                .post("/api/rooms/r1/publications")
                .then()
                .statusCode(400)
                .body("detail", containsString("UTF-8"));
        operator()
                .contentType("application/json")
                .header("Content-Encoding", "gzip")
                .body(new byte[] {31, -117, 8})
                .post("/api/rooms/r1/publications")
                .then()
                .statusCode(415)
                .body("detail", containsString("compressed"));
    }

    @Test
    void accepts_the_previous_key() {
        anybody()
                .header("Authorization", "bearer the key before this one")
                .get("/api/node")
                .then()
                .statusCode(200);
    }

    @Test
    void serves_no_api_without_a_key() throws Exception {
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
    void describes_exactly_the_existing_methods() {
        description.methods().forEach((path, methods) -> {
            Response answer = operator().patch(path.replaceAll("\\{[a-z]+}", "x"));
            answer.then().statusCode(405).contentType(PROBLEM);
            assertEquals(methods, new TreeSet<>(List.of(answer.header("Allow").split(", "))), path);
        });
        operator().get("/api/nothing").then().statusCode(404).contentType(PROBLEM);
    }

    @Test
    void does_not_find_an_address_without_its_slash() throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.send("GET api/node HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes());
            assertEquals(404, client.readAnswer().status());
        }
    }

    @Test
    void serves_the_description() throws Exception {
        String served =
                anybody().get("/q/openapi").then().statusCode(200).extract().asString();
        assertEquals(description.document(), OpenApi.read(served));
    }

    @Test
    void shows_the_node_in_numbers() throws Exception {
        try (WireMember member = connected("/ws/numbers?v=1&user=li")) {
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
    void lists_a_single_node() {
        operator()
                .get("/api/nodes")
                .then()
                .statusCode(200)
                .body("nodes.size()", equalTo(1))
                .body("nodes[0].node", notNullValue())
                .body("nodes[0].counters.received", greaterThan(-1));
    }

    private static Response logLevel(String json) {
        return operator().contentType(ContentType.JSON).body(json).put("/api/node/log");
    }

    @Test
    void changes_a_log_level_temporarily() throws Exception {
        operator().get("/api/node/log").then().statusCode(200).body("levels.'dev.roomcast'", equalTo("INFO"));
        logLevel("{\"level\":\"DEBUG\"}").then().statusCode(200).body("levels.'dev.roomcast'", equalTo("DEBUG"));
        logLevel("{}").then().statusCode(200).body("levels.'dev.roomcast'", equalTo("INFO"));
        logLevel("{\"category\":\"io.vertx.x\",\"level\":\"OFF\",\"seconds\":1}")
                .then()
                .statusCode(200)
                .body("levels.'io.vertx.x'", equalTo("OFF"));
        eventually(
                "it ends by itself",
                () -> operator()
                        .get("/api/node/log")
                        .jsonPath()
                        .getMap("levels")
                        .equals(Map.of("dev.roomcast", "INFO")));
        for (String bad : List.of(
                "{\"level\":\"LOUD\"}",
                "{\"level\":\"DEBUG\",\"category\":\"a b\"}",
                "{\"level\":\"DEBUG\",\"seconds\":0}",
                "{\"levle\":\"DEBUG\"}")) {
            logLevel(bad).then().statusCode(400).contentType(PROBLEM);
        }
        operator()
                .contentType("text/plain")
                .body("{}")
                .put("/api/node/log")
                .then()
                .statusCode(415);
        assertTrue(server.log().newest().contains("event=log-level category=dev.roomcast level=DEBUG"));
    }

    @Test
    void lists_rooms_page_by_page() throws Exception {
        List<WireMember> members = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            members.add(WireMember.join(server, "/ws/page-" + i));
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
    void publishes_in_order_with_members_to_both_levels() throws Exception {
        try (WireMember plain = WireMember.join(server, "/ws/news");
                WireMember li = connected("/ws/news?v=1&user=li")) {
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
    void sends_to_named_members_only() throws Exception {
        try (WireMember li = connected("/ws/direct?v=1&user=li");
                WireMember wang = connected("/ws/direct?v=1&user=wang")) {
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
    void publishes_once_per_key() throws Exception {
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
    void publishes_to_many_rooms_with_a_result_for_each() {
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
    void refuses_invalid_publications(String json) {
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
    void refuses_invalid_rooms(String rooms) {
        operator()
                .contentType(ContentType.JSON)
                .body("{\"method\":\"m\",\"rooms\":" + rooms + "}")
                .post("/api/publications")
                .then()
                .statusCode(400)
                .body("detail", containsString("rooms"));
    }

    @Test
    void refuses_requests_that_are_not_json_or_larger_than_a_message() {
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
            eventually("it is told", () -> heard(wang, "\"reason\":\"kicked\""));
            assertTrue(wang.isOpen());
            operator().delete("/api/rooms/kick/members/li").then().statusCode(404);
        }
    }

    @Test
    void kicks_a_member_by_its_client_alone() throws Exception {
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

    @Test
    void disconnects_a_user_wherever_it_is() throws Exception {
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
            eventually("it may come back", () -> heard(friend, "\"state\":\"away\""));
        }
    }

    @Test
    void loses_nothing_with_many_concurrent_operators() {
        List<Integer> offsets = IntStream.range(0, 200)
                .parallel()
                .mapToObj(i -> (Integer)
                        publish("busy", "{\"method\":\"m\",\"data\":" + i + "}").path("offset"))
                .sorted()
                .toList();
        assertEquals(IntStream.rangeClosed(1, 200).boxed().toList(), offsets);
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
                    .statusCode(200);
            assertEquals(4519, code(li));
        }
        try (WireMember again = WireMember.join(server, "/ws/kept-out?v=1&user=zhao")) {
            assertEquals(4519, code(again));
        }
        operator()
                .delete("/api/rooms/kept-out/members/nobody?seconds=600")
                .then()
                .statusCode(404);
    }

    @Test
    void sends_a_message_to_one_user_in_all_its_rooms() throws Exception {
        try (WireMember one = connected("/ws/inbox-1?v=1&user=qian");
                WireMember two = connected("/ws/inbox-2?v=1&user=qian");
                WireMember plain = WireMember.join(server, "/ws/inbox-1?user=qian");
                WireMember other = connected("/ws/inbox-1?v=1&user=wang")) {
            eventually(
                    "all are in",
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
                eventually("it is there", () -> heard(each, "\"data\":{\"room\":\"chess-7\",\"n\":1.0},\"time\":"));
                assertTrue(!heard(each, "\"invitation\",\"data\":{\"room\":\"chess-7\",\"n\":1.0},\"offset\""));
            }
            publish("inbox-1", "{\"method\":\"last\"}").then().statusCode(200);
            eventually("what comes after it", () -> heard(other, "\"last\""));
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

    private static Response ban(String address, String json) {
        return operator().contentType(ContentType.JSON).body(json).post(address);
    }

    /** Comes last: all that is described was seen, and no answer was another. */
    @Test
    @Order(Integer.MAX_VALUE)
    void observes_all_described_answers() {
        assertEquals(Set.of(), description.unseen());
    }
}
