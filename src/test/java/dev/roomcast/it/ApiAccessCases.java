package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys, scopes, paths and description of the API. */
abstract class ApiAccessCases extends ApiServer {

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
    void refuses_a_wrong_key_before_any_other_check() {
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
    void answers_a_valid_key_during_delayed_answers_to_wrong_keys_of_its_address() throws Exception {
        try (ServerProcess other =
                ServerProcess.options().with("ROOMCAST_API_KEY", KEY).start()) {
            List<CompletableFuture<HttpResponse<String>>> wrong = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                wrong.add(
                        ServerProcess.HTTP.sendAsync(rooms(other, "not-" + KEY), HttpResponse.BodyHandlers.ofString()));
            }
            eventually(
                    "one request is refused because others wait",
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

    /** The scope of an operation, by the table of the page about the API. */
    private static String scope(String method, String path) {
        if (method.equals("GET")) {
            return "read";
        }
        return switch (path.substring(path.lastIndexOf('/') + 1)) {
            case "publications", "messages" -> "publish";
            case "log" -> "operate";
            default -> "moderate";
        };
    }

    @Test
    void admits_each_operation_with_the_key_of_its_scope_alone() {
        for (Map.Entry<String, Set<String>> each : description.methods().entrySet()) {
            String path = each.getKey().replaceAll("\\{[a-z]+}", "x");
            for (String method : each.getValue()) {
                SCOPES.forEach((scope, key) -> {
                    int status = anybody()
                            .header("Authorization", "Bearer " + key)
                            .body("not JSON")
                            .request(method, path)
                            .statusCode();
                    String what = status + " for " + scope + " at " + method + " " + path;
                    assertEquals(!scope.equals(scope(method, path)), status == 403, what);
                });
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
    void takes_the_keys_of_a_file_that_changes_without_a_restart() throws Exception {
        String fresh = "rotated-key-of-this-test";
        try {
            Files.writeString(keys, "rotated moderate " + fresh + "\n");
            eventually("the new key is good", () -> disconnects(fresh) == 200);
            assertEquals(401, disconnects(SCOPES.get("moderate")), "the old key");
            anybody()
                    .header("Authorization", "Bearer " + fresh)
                    .contentType(ContentType.JSON)
                    .body("{\"before\":1764000000}")
                    .post("/api/users/nobody/revocation")
                    .then()
                    .statusCode(200);
            String line = "event=tokens-revoked user=\"nobody\" before=1764000000000 key=rotated";
            assertTrue(server.log().newest().contains(line), "the name of the key");
        } finally {
            Files.writeString(keys, scopedKeys());
        }
        eventually("the old key is good again", () -> disconnects(SCOPES.get("moderate")) == 200);
    }

    private static int disconnects(String key) {
        return anybody()
                .header("Authorization", "Bearer " + key)
                .delete("/api/users/nobody/connections")
                .statusCode();
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
    void answers_not_found_to_a_path_without_its_leading_slash() throws Exception {
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
}
