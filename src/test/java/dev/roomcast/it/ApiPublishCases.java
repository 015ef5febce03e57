package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.WireMember;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publications of the server, and the history that the API shows. */
abstract class ApiPublishCases extends ApiServer {

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
                eventually("the publication has an offset", () -> heard(li, "\"offset\":" + offset + "}"));
            }
            eventually("all publications are received", () -> plain.heardCount() == 40);
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
            eventually("all publications are received", () -> heard(wang, "\"end\"") && heard(li, "\"end\""));
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
        assertEquals(1, (int) publish("once", "{\"method\":\"m\",\"to\":[\"li\"],\"idempotencyKey\":\"k1\"}")
                .path("offset"));
        publish("once", "{\"method\":\"m\",\"volatile\":true,\"idempotencyKey\":\"k3\"}");
        publish("once", "{\"method\":\"m\",\"idempotencyKey\":\"k3\"}").then().body("offset", nullValue());

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
                "{\"method\":\"m\",\"idempotencyKey\":7}",
                "{\"method\":\"m\",\"id\":7}"
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
        publish("refused", "{\"method\":\"m\",\"rooms\":[\"refused\"]}").then().statusCode(400);
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
    void loses_no_publication_of_concurrent_operators() {
        List<Integer> offsets = IntStream.range(0, 200)
                .parallel()
                .mapToObj(i -> (Integer)
                        publish("busy", "{\"method\":\"m\",\"data\":" + i + "}").path("offset"))
                .sorted()
                .toList();
        assertEquals(IntStream.rangeClosed(1, 200).boxed().toList(), offsets);
    }
}
