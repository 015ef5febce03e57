package dev.roomcast.app;

import static io.restassured.RestAssured.config;
import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static io.restassured.config.DecoderConfig.decoderConfig;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses of the server over plain HTTP. */
@QuarkusTest
class HttpTest {

    @Test
    void serves_the_demo_page_under_a_strict_policy() {
        when().get("/")
                .then()
                .statusCode(200)
                .contentType(containsString("text/html"))
                .header("Content-Security-Policy", containsString("default-src 'none'; script-src 'self'"))
                .header("X-Content-Type-Options", "nosniff");
    }

    @Test
    void serves_page_files_under_the_same_policy() {
        when().get("/demo/main.js")
                .then()
                .statusCode(200)
                .contentType(containsString("javascript"))
                .header("Content-Security-Policy", containsString("default-src 'none'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/admin/", "/admin/api.js"})
    void forbids_other_pages_to_embed_a_page(String path) {
        when().get(path)
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", containsString("frame-ancestors 'none'"))
                .header("Content-Security-Policy", containsString("form-action 'none'"))
                .header("Access-Control-Allow-Origin", nullValue())
                .header("Set-Cookie", nullValue());
    }

    @Test
    void compresses_text_and_revalidates_it_by_its_tag() {
        ExtractableResponse<Response> script = get("/client/roomcast.js", "Accept-Encoding", "gzip, br");
        assertEquals("gzip", script.header("Content-Encoding"));
        assertEquals("Accept-Encoding", script.header("Vary"));
        assertEquals("no-cache", script.header("Cache-Control"));
        assertEquals("*", script.header("Access-Control-Allow-Origin"));
        assertTrue(Integer.parseInt(script.header("Content-Length")) < 10 * 1024);
        assertEquals(
                304,
                get("/client/roomcast.js", "If-None-Match", script.header("ETag"))
                        .statusCode());
        for (String encodings : new String[] {"identity", "gzip;q=0", "br"}) {
            assertNull(get("/client/roomcast.js", "Accept-Encoding", encodings).header("Content-Encoding"), encodings);
        }
    }

    @Test
    void allows_permanent_caching_of_versioned_client_files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/META-INF/resources/client"))) {
            List<String> versioned = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches(".*\\d\\.m?js"))
                    .toList();
            assertTrue(versioned.size() >= 2, "a script and a module");
            versioned.forEach(name -> when().get("/client/" + name)
                    .then()
                    .statusCode(200)
                    .contentType(containsString("javascript"))
                    .header("Cache-Control", containsString("immutable"))
                    .header("Access-Control-Allow-Origin", "*"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/openapi.yaml", "/asyncapi.yaml", "/q/openapi", "/", "/admin/", "/demo/main.js"})
    void requires_revalidation_of_files_that_an_upgrade_may_change(String path) {
        when().get(path)
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-cache")
                .header("X-Content-Type-Options", "nosniff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/metrics", "/q/settings", "/demo/server.json"})
    void forbids_caching_of_volatile_responses(String path) {
        when().get(path).then().statusCode(200).header("Cache-Control", "no-store");
    }

    @Test
    void answers_an_unknown_address_with_a_page_to_browsers_and_a_problem_to_programs() {
        assertTrue(get("/nothing", "Accept", "text/html,*/*;q=0.8").asString().startsWith("<!doctype html>"));
        ExtractableResponse<Response> problem = get("/nothing", "Accept", "*/*");
        assertEquals(404, problem.statusCode());
        assertEquals("application/problem+json", problem.contentType());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/client/roomcast-0.0.1.js",
                "/client/../application.properties",
                "/client/%2e%2e/%2e%2e/application.properties",
                "/client/..%2f..%2fapplication.properties",
                "/shared/",
                "/client/roomcast"
            })
    void serves_only_its_files(String path) {
        given().urlEncodingEnabled(false).when().get(path).then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/favicon.ico", "/robots.txt"})
    void serves_standard_files_for_browsers_and_crawlers(String path) {
        when().get(path).then().statusCode(200);
    }

    private static int contentLength(ExtractableResponse<Response> response) {
        return Integer.parseInt(response.header("Content-Length"));
    }

    private static ExtractableResponse<Response> get(String path, String header, String value) {
        return given().config(config().decoderConfig(decoderConfig().noContentDecoders()))
                .header(header, value)
                .when()
                .get(path)
                .then()
                .extract();
    }

    @Test
    void reports_liveness() {
        when().get("/q/health/live").then().statusCode(200).body("status", equalTo("UP"));
    }

    @Test
    void reports_readiness_and_connections() {
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
    void exports_the_metric(String metric) {
        when().get("/q/metrics").then().statusCode(200).body(containsString("\n" + metric + " "));
    }

    @Test
    void documents_exactly_the_exported_metrics() throws IOException {
        assertEquals(counted(), named(Path.of("src/site/markdown/operations.md")));
    }

    @Test
    void describes_every_metric_with_a_help_text() {
        String metrics = given().get("/q/metrics").asString();
        assertEquals(all("# TYPE (roomcast_\\S+) ", metrics), all("# HELP (roomcast_\\S+) \\S", metrics));
    }

    private static Set<String> all(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(each -> each.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void exports_every_metric_of_an_alert() throws IOException {
        Set<String> unknown = new TreeSet<>(named(Path.of("src/main/deploy/alerts.yaml")));
        unknown.removeAll(counted());
        assertEquals(Set.of(), unknown);
    }

    @Test
    void shows_exactly_the_exported_metrics_on_the_dashboard() throws IOException {
        assertEquals(counted(), named(Path.of("src/main/deploy/grafana.json")));
    }

    /** Returns the names of Roomcast's own metrics, one for each timer. */
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
    void shows_the_effective_settings() {
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
    void refuses_invalid_room_paths_and_requests_without_an_upgrade(String path, int status) {
        given().urlEncodingEnabled(false).when().get(path).then().statusCode(status);
    }
}
