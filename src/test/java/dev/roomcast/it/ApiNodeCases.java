package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.WireMember;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Figures of nodes, and their log levels. */
abstract class ApiNodeCases extends ApiServer {

    @Test
    void shows_the_figures_of_the_node() throws Exception {
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
                "the change expires",
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
}
