package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.redis.RedisServer;
import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import io.restassured.builder.RequestSpecBuilder;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Metrics, log and API responses while Redis is unreachable. */
@Tag("slow")
class EngineAwayIT {

    private static final String KEY = "the operators' key of this test";

    @Test
    void reports_an_unavailable_engine_in_api_metrics_and_log() throws Exception {
        try (RedisServer redis = RedisServer.open();
                ServerProcess server = ServerProcess.options()
                        .with("ROOMCAST_API_KEY", KEY)
                        .with("ROOMCAST_ENGINE", "redis")
                        .with("ROOMCAST_REDIS_URL", redis.url())
                        .start();
                RawClient member = RawClient.open(server, "/ws/a")) {
            eventually("the member has joined", () -> server.members() == 1);
            assertEquals(1, server.metric("roomcast_engine_up"));
            publish(server, "/api/rooms/a/publications", "{\"method\":\"say\"}")
                    .then()
                    .statusCode(200);
            assertTrue(member.read().text().contains("\"say\""));
            assertTrue(server.metric("roomcast_engine_requests_seconds_count") > 0);
            assertEquals(0, server.metric("roomcast_engine_failures_total"));
            redis.kill();
            eventually("the engine is unavailable", () -> server.metric("roomcast_engine_up") == 0);
            isRefused(server);
            assertTrue(server.metric("roomcast_engine_failures_total") > 0);
            assertTrue(server.log().newest().contains("event=redis-down node="));
            redis.start();
            eventually(
                    "the member publishes again",
                    () -> publish(server, "/api/rooms/a/publications", "{\"method\":\"say\"}")
                                    .statusCode()
                            == 200);
        }
    }

    @Test
    void logs_one_line_for_a_redis_that_resets_connections() throws Exception {
        try (ServerSocket rude = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ServerProcess server = ServerProcess.options()
                        .with("ROOMCAST_ENGINE", "redis")
                        .with("ROOMCAST_REDIS_URL", "redis://127.0.0.1:" + rude.getLocalPort())
                        .start()) {
            for (int i = 0; i < 6; i++) {
                try (Socket connection = rude.accept()) {
                    connection.getInputStream().read();
                    connection.setSoLinger(true, 0);
                }
            }

            eventually("the log reports it", () -> server.log().newest().contains("event=redis-down node="));
            assertEquals(List.of(), server.log().takeTroubles());
        }
    }

    private static void isRefused(ServerProcess server) throws Exception {
        publish(server, "/api/rooms/a/publications", "{\"method\":\"say\"}")
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", "1")
                .body("type", equalTo("urn:roomcast:problem:unavailable"));
        publish(server, "/api/publications", "{\"method\":\"say\",\"rooms\":[\"a\",\"b\"]}")
                .then()
                .statusCode(200)
                .body("results[0].problem.status", equalTo(503))
                .body("results[1].problem.status", equalTo(503));
    }

    private static Response publish(ServerProcess server, String path, String json) throws Exception {
        return given().spec(new RequestSpecBuilder()
                        .setBaseUri(server.uri("http", "").toString())
                        .addFilter(new OpenApi())
                        .build())
                .header("Authorization", "Bearer " + KEY)
                .contentType(ContentType.JSON)
                .body(json)
                .post(path);
    }
}
