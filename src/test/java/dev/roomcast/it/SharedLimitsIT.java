package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.redis.RedisServer;
import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.testkit.WireFrame;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Limits of a user across two nodes that share a Redis. */
@Tag("slow")
class SharedLimitsIT {

    private static final String SECRET = "the secret of the login service of this test";
    private static final int TOO_MANY = 4504;

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
                .with("ROOMCAST_AUTH_MODE", "jwt")
                .with("ROOMCAST_AUTH_SECRET", SECRET)
                .with("ROOMCAST_LIMITS_CONNECTIONS_PER_USER", 2)
                .with("ROOMCAST_ENGINE", "redis")
                .with("ROOMCAST_REDIS_URL", redis.url())
                .start();
    }

    private static RawClient connect(ServerProcess node, String room, String user) throws Exception {
        JwtClaims claims = new JwtClaims();
        claims.setSubject(user);
        claims.setExpirationTimeMinutesInTheFuture(60);
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setAlgorithmHeaderValue("HS256");
        signature.setKey(new HmacKey(SECRET.getBytes(UTF_8)));
        RawClient client = RawClient.open(node, "/ws/" + room + "?v=1");
        client.sendText("{\"method\":\"$connect\",\"id\":1,\"data\":{\"token\":\"" + signature.getCompactSerialization()
                + "\"}}");
        return client;
    }

    private static boolean enters(ServerProcess node, String user) throws Exception {
        try (RawClient client = connect(node, "other", user)) {
            WireFrame first = client.read();
            return first.opcode() != WireFrame.CLOSE && first.text().startsWith("{\"method\":\"$connect\"");
        }
    }

    @Test
    void limits_the_connections_of_a_user_across_both_nodes() throws Exception {
        try (RawClient one = connect(near, "a", "li")) {
            assertTrue(one.read().text().contains("$connect"));
            try (RawClient two = connect(far, "b", "li")) {
                assertTrue(two.read().text().contains("$connect"));
                for (ServerProcess node : new ServerProcess[] {near, far}) {
                    try (RawClient three = connect(node, "c", "li")) {
                        assertEquals(TOO_MANY, three.readCloseCode());
                    }
                }
                assertTrue(enters(near, "wang"), "another user");
            }
            eventually("a connection is free again", () -> enters(near, "li"));
        }
    }
}
