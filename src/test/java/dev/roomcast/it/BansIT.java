package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.redis.RedisServer;
import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.testkit.WireFrame;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Bans of users with valid tokens on two nodes that share a Redis. */
@Tag("slow")
class BansIT {

    private static final String KEY = "the operators' key of this test";
    private static final String SECRET = "the secret of the login service of this test";

    private RedisServer redis;
    private ServerProcess near;
    private ServerProcess far;

    @BeforeEach
    void start() throws Exception {
        redis = RedisServer.open();
        near = node();
        far = node();
    }

    @AfterEach
    void stop() throws Exception {
        if (far != null) {
            near.close();
            far.close();
        }
        redis.close();
    }

    private ServerProcess node() throws Exception {
        return ServerProcess.options()
                .with("ROOMCAST_API_KEY", KEY)
                .with("ROOMCAST_AUTH_MODE", "jwt")
                .with("ROOMCAST_AUTH_SECRET", SECRET)
                .with("ROOMCAST_ENGINE", "redis")
                .with("ROOMCAST_REDIS_URL", redis.url())
                .start();
    }

    private static String token(String user) throws Exception {
        JwtClaims claims = new JwtClaims();
        claims.setSubject(user);
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(60);
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setAlgorithmHeaderValue("HS256");
        signature.setKey(new HmacKey(SECRET.getBytes(UTF_8)));
        return signature.getCompactSerialization();
    }

    private static RawClient connect(ServerProcess node, String data) throws Exception {
        RawClient client = RawClient.open(node, "/ws/bans?v=1");
        client.sendText("{\"method\":\"$connect\",\"id\":1,\"data\":{" + data + "}}");
        return client;
    }

    /** Returns the close code of an attempt to join, or 0 if it succeeds. */
    private static int enter(ServerProcess node, String data) throws Exception {
        try (RawClient client = connect(node, data)) {
            WireFrame first = client.read();
            while (first.opcode() != WireFrame.CLOSE && !first.text().startsWith("{\"method\":\"$connect\"")) {
                first = client.read();
            }
            return first.opcode() == WireFrame.CLOSE ? first.closeCode() : 0;
        }
    }

    private static Response post(ServerProcess node, String path, String body) {
        return given().baseUri(node.uri("http", "").toString())
                .header("Authorization", "Bearer " + KEY)
                .contentType(ContentType.JSON)
                .body(body)
                .post(path);
    }

    private static Response delete(ServerProcess node, String path) {
        return given().baseUri(node.uri("http", "").toString())
                .header("Authorization", "Bearer " + KEY)
                .delete(path);
    }

    @Test
    void keeps_a_user_with_a_valid_token_out_of_all_nodes_over_restarts_until_the_ban_is_lifted() throws Exception {
        String login = "\"token\":\"" + token("zhou") + "\"";
        String session;
        try (RawClient here = connect(near, login);
                RawClient there = connect(far, login)) {
            session = here.read().text().replaceFirst(".*\"session\":\"([^\"]+)\".*", "$1");
            there.read();
            assertEquals(
                    200,
                    post(far, "/api/users/zhou/ban", "{\"reason\":\"no spam\"}").statusCode());
            assertEquals(4519, here.readCloseCode());
            assertEquals(4519, there.readCloseCode());
        }
        assertEquals(4519, enter(near, login));
        assertEquals(4519, enter(near, login + ",\"session\":\"" + session + "\""));
        assertEquals(0, enter(near, "\"token\":\"" + token("li") + "\""), "another user");

        near.kill();
        near = node();
        assertEquals(4519, enter(near, login), "the restarted node");

        redis.kill();
        assertEquals(4519, enter(near, login), "without Redis");
        redis.start();
        eventually(
                "Redis has the list again",
                () -> redis.command("ZCARD roomcast:{bans}:order").contains("1"));
        assertEquals(4519, enter(near, login), "after Redis lost the list");
        far.kill();
        far = node();
        assertEquals(4519, enter(far, login), "a node that started later");

        eventually("the ban is lifted", () -> delete(far, "/api/users/zhou/ban").statusCode() == 200);
        eventually("the user may enter", () -> enter(near, login) == 0 && enter(far, login) == 0);

        assertEquals(200, post(near, "/api/users/zhou/ban", "{}").statusCode());
        assertEquals(200, delete(far, "/api/users/zhou/ban").statusCode(), "at once on the other node");
        assertEquals(404, delete(far, "/api/users/zhou/ban").statusCode());
    }

    @Test
    void refuses_tokens_from_before_a_revocation_on_all_nodes() throws Exception {
        String login = "\"token\":\"" + token("wu") + "\"";
        long later = System.currentTimeMillis() / 1000 + 60;
        try (RawClient here = connect(near, login)) {
            here.read();
            assertEquals(
                    200,
                    post(far, "/api/users/wu/revocation", "{\"before\":" + later + "}")
                            .statusCode());
            assertEquals(4005, here.readCloseCode());
        }
        eventually("both nodes refuse the user", () -> enter(near, login) != 0 && enter(far, login) != 0);
        assertEquals(200, delete(near, "/api/users/wu/revocation").statusCode());
        eventually("the token is valid again", () -> enter(near, login) == 0 && enter(far, login) == 0);
    }
}
