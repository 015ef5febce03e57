package dev.roomcast.app;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server answers over plain HTTP. */
@QuarkusTest
class HttpTest {

    @Test
    void the_demo_page_is_served_under_a_strict_policy() {
        when().get("/")
                .then()
                .statusCode(200)
                .contentType(containsString("text/html"))
                .header("Content-Security-Policy", containsString("default-src 'none'; script-src 'self'"))
                .header("X-Content-Type-Options", "nosniff");
    }

    @Test
    void the_files_of_the_page_are_served_under_the_same_policy() {
        when().get("/demo/main.js")
                .then()
                .statusCode(200)
                .contentType(containsString("javascript"))
                .header("Content-Security-Policy", containsString("default-src 'none'"));
    }

    @Test
    void it_says_that_it_is_alive() {
        when().get("/q/health/live").then().statusCode(200).body("status", equalTo("UP"));
    }

    @Test
    void it_says_that_it_is_ready_and_how_many_are_here() {
        when().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("status", equalTo("UP"))
                .body("checks.name", hasItem("roomcast"))
                .body("checks.find { it.name == 'roomcast' }.data.rooms", equalTo(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "roomcast_connections",
                "roomcast_members",
                "roomcast_rooms",
                "roomcast_rooms_held",
                "roomcast_history_bytes",
                "roomcast_connections_opened_total",
                "roomcast_connections_left_total",
                "roomcast_connections_closed_total{code=\"4008\"}",
                "roomcast_messages_received_total",
                "roomcast_messages_received_bytes_total",
                "roomcast_messages_delivered_total",
                "roomcast_messages_dropped_total",
                "roomcast_members_away",
                "roomcast_users",
                "roomcast_messages_delivered_bytes_total",
                "roomcast_resumes_total{result=\"good\"}",
                "roomcast_recoveries_total{result=\"bad\"}",
                "roomcast_backlog_bytes",
                "roomcast_outbox_bytes",
                "roomcast_fanout_seconds_count",
                "roomcast_fanout_seconds_sum",
                "roomcast_loop_lag_seconds",
                "roomcast_engine_up",
                "roomcast_engine_requests_seconds_count",
                "roomcast_engine_requests_seconds_sum",
                "roomcast_engine_failures_total",
                "roomcast_hook_events_waiting",
                "roomcast_hook_events_total{result=\"lost\"}",
                "roomcast_hook_requests_seconds_count{hook=\"events\"}",
                "roomcast_hook_requests_seconds_sum{hook=\"before-publish\"}",
                "roomcast_hook_failures_total{hook=\"before-publish\"}"
            })
    void it_counts(String metric) {
        when().get("/q/metrics").then().statusCode(200).body(containsString("\n" + metric + " "));
    }

    @Test
    void every_metric_is_on_the_page_about_operations_and_every_one_of_the_page_is_there() throws IOException {
        assertEquals(counted(), named(Path.of("src/site/markdown/operations.md")));
    }

    @Test
    void every_metric_is_on_the_dashboard_and_every_one_of_the_dashboard_is_there() throws IOException {
        assertEquals(counted(), named(Path.of("src/main/deploy/grafana.json")));
    }

    /** The metrics of Roomcast's own, those of one timer as one. */
    private static Set<String> counted() {
        return names(when().get("/q/metrics").then().extract().asString().replaceAll("(?m)^#.*$", ""));
    }

    private static Set<String> named(Path page) throws IOException {
        return names(Files.readString(page));
    }

    private static Set<String> names(String text) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = Pattern.compile("roomcast_\\w+").matcher(text);
        while (matcher.find()) {
            names.add(matcher.group().replaceAll("_(count|sum|max)$", ""));
        }
        return names;
    }

    @Test
    void it_shows_the_settings_that_hold() {
        when().get("/q/settings")
                .then()
                .statusCode(200)
                .body("limits.message-bytes", equalTo(65536))
                .body("rooms.'*'.linger-ms", equalTo(120_000));
    }

    @ParameterizedTest
    @CsvSource({
        "/ws, 404",
        "/ws/, 404",
        "/ws/a/b, 404",
        "/ws/a%2Fb, 400",
        "/ws/%2e%2e, 400",
        "/ws/.., 400",
        "/ws/a;x=1, 400",
        "/ws/a%20b, 400",
        "/ws/r1, 426"
    })
    void a_path_that_is_no_room_or_no_websocket_is_refused(String path, int status) {
        given().urlEncodingEnabled(false).when().get(path).then().statusCode(status);
    }
}
