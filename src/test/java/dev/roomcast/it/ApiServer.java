package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;
import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.Json;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.testkit.WireMember;
import io.restassured.builder.RequestSpecBuilder;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The server of the API tests, its keys, and requests to it. Every response is checked against the published description. */
abstract class ApiServer {

    static final String KEY = "the operators' key of this test";
    static final String READER = "reader-key-of-this-test";
    static final String PUBLISHER = "publisher-key-of-this-test";
    /** The key of each scope. */
    static final Map<String, String> SCOPES = Map.of(
            "read",
            READER,
            "publish",
            PUBLISHER,
            "moderate",
            "moderator-key-of-this-test",
            "operate",
            "operation-key-of-this-test");

    static final String PROBLEM = "application/problem+json";
    static final String CONNECT = "{\"method\":\"$connect\",\"id\":1}";

    static ServerProcess server;
    static OpenApi description;
    static Path keys;

    static void start() throws Exception {
        keys = Files.createTempFile("roomcast", ".keys");
        Files.writeString(keys, scopedKeys());
        server = ServerProcess.options()
                .with("ROOMCAST_API_KEY", "the key before this one," + KEY)
                .with("ROOMCAST_API_KEYS_FILE", keys)
                .start();
        description = new OpenApi();
    }

    static String scopedKeys() {
        return SCOPES.entrySet().stream()
                .map(each -> "only-" + each.getKey() + " " + each.getKey() + " " + each.getValue() + "\n")
                .collect(Collectors.joining());
    }

    static void stop() throws Exception {
        String log = server.log().newest();
        server.close();
        assertTrue(!log.contains(KEY) && !log.contains(READER) && !log.contains("ERROR"), log);
        assertTrue(log.contains(" key=key2"), "the acting key is named");
    }

    static RequestSpecification anybody() {
        return given().spec(new RequestSpecBuilder()
                .setBaseUri(server.uri("http", "").toString())
                .setUrlEncodingEnabled(false)
                .addFilter(description)
                .build());
    }

    static RequestSpecification operator() {
        return anybody().header("Authorization", "Bearer " + KEY);
    }

    static Response publish(String room, String json) {
        return operator().contentType(ContentType.JSON).body(json).post("/api/rooms/" + room + "/publications");
    }

    static WireMember connected(String path) throws Exception {
        WireMember member = WireMember.join(server, path);
        member.say(CONNECT);
        eventually("the welcome", () -> member.heardCount() > 0);
        return member;
    }

    static int code(WireMember member) throws Exception {
        return member.closed().get(30, TimeUnit.SECONDS);
    }

    static boolean heard(WireMember member, String part) {
        return member.heard().stream().anyMatch(each -> each.toString().contains(part));
    }

    static Response host(String room, String json) {
        return operator().contentType(ContentType.JSON).body(json).put("/api/rooms/" + room + "/host");
    }

    static WireMember player(String room, String user) throws Exception {
        WireMember member = WireMember.join(server, "/ws/" + room + "?v=1&user=" + user);
        member.say("{\"method\":\"$connect\",\"id\":1,\"data\":{\"game\":\"play\"}}");
        eventually("the welcome", () -> member.heardCount() > 0);
        return member;
    }

    static String client(WireMember member) {
        return Json.field(member.heard(0).toString(), "client");
    }

    static Response ban(String address, String json) {
        return operator().contentType(ContentType.JSON).body(json).post(address);
    }
}
