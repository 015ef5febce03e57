package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.testkit.WireFrame;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Authentication at a built server, and attempts to impersonate other users. */
class LoginIT extends Logins {

    private static ServerProcess server;

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.options()
                .with("ROOMCAST_AUTH_MODE", "jwt")
                .with("ROOMCAST_AUTH_SECRET", SECRET)
                .with("ROOMCAST_AUTH_AUDIENCE", "rooms")
                .with("ROOMCAST_AUTH_QUERY_TOKEN", true)
                .with("ROOMCAST_LIMITS_CONNECTIONS_PER_USER", 20)
                .with("ROOMCAST_ROOM_LINGER", "0s")
                .start();
    }

    /** Checks that no secret, or half of one, is in the log. */
    @AfterAll
    static void stop() throws Exception {
        String log = server.log().newest();
        server.close();
        assertFalse(log.contains("eyJ") || log.contains(SECRET), log);
    }

    private static RawClient open(String path, String... headers) throws Exception {
        RawClient client = RawClient.connect(server);
        assertEquals(101, client.handshake(path, headers).status());
        return client;
    }

    /** Connects, sends a message, and returns the close code of the connection. */
    private static int closeCode(String path, String... headers) throws Exception {
        try (RawClient client = open(path, headers)) {
            client.sendText("{\"method\":\"$connect\",\"id\":1}");
            return client.readCloseCode();
        }
    }

    @Test
    void accepts_a_token_from_every_supported_place() throws Exception {
        String token = token("li");
        for (String[] way : new String[][] {
            {"/ws/a?v=1", "Authorization: Bearer " + token},
            {"/ws/a?v=1", "authorization: bearer " + token},
            {"/ws/a", "Sec-WebSocket-Protocol: roomcast.v1, roomcast.token." + token},
            {"/ws/a", "Sec-WebSocket-Protocol: roomcast.token." + token + ", roomcast.v1"},
            {"/ws/a?v=1", "Sec-WebSocket-Protocol: roomcast.token." + token},
            {"/ws/a?v=1&token=" + token}
        }) {
            String[] headers = way.length == 1 ? new String[0] : new String[] {way[1]};
            try (RawClient client = open(way[0], headers)) {
                assertTrue(welcome(client).contains("\"user\":\"li\""), way[0]);
            }
        }
        try (RawClient client = open("/ws/a?v=1")) {
            client.sendText("{\"method\":\"$connect\",\"id\":1,\"data\":{\"token\":\"" + token + "\"}}");
            assertTrue(client.read().text().contains("\"user\":\"li\""));
        }
    }

    @Test
    void ignores_a_token_in_the_address_unless_configured() throws Exception {
        try (ServerProcess strict = ServerProcess.options()
                        .with("ROOMCAST_AUTH_MODE", "jwt")
                        .with("ROOMCAST_AUTH_SECRET", SECRET)
                        .start();
                RawClient client = RawClient.open(strict, "/ws/a?token=" + token("li"))) {
            assertEquals(INVALID_TOKEN, client.readCloseCode());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "roomcast.token.TOKEN, mine, roomcast.v1|roomcast.v1",
                "roomcast.token.TOKEN, mine|mine",
                "roomcast.token.TOKEN, roomcast.token.other, mine, yours|mine",
                "mine, roomcast.token.TOKEN|mine",
                "roomcast.token.TOKEN|roomcast.token.TOKEN"
            })
    void answers_a_token_as_subprotocol_only_if_it_is_the_only_one(String offered, String answered) throws Exception {
        String token = token("li");
        try (RawClient client = RawClient.connect(server)) {
            RawClient.Answer answer =
                    client.handshake("/ws/a", "Sec-WebSocket-Protocol: " + offered.replace("TOKEN", token));
            assertEquals(answered.replace("TOKEN", token), answer.headers().get("sec-websocket-protocol"));
        }
    }

    @Test
    void identifies_nobody_without_a_valid_token() throws Exception {
        String good = token("li");
        String other = token("admin");
        String forged = good.split("\\.")[0] + "." + other.split("\\.")[1] + "." + good.split("\\.")[2];
        for (String level : List.of("", "?v=1")) {
            assertEquals(INVALID_TOKEN, closeCode("/ws/a" + level));
            assertEquals(INVALID_TOKEN, closeCode("/ws/a" + level, "Authorization: Bearer " + forged));
            assertEquals(INVALID_TOKEN, closeCode("/ws/a" + level, "Authorization: Bearer x"));
            assertEquals(INVALID_TOKEN, closeCode("/ws/a" + level, "Authorization: Basic bGk6bGk="));
            assertEquals(INVALID_TOKEN, closeCode("/ws/a" + level, "X-WX-OPENID: li"));
            assertEquals(INVALID_TOKEN, closeCode("/ws/a" + level, "Cookie: token=" + good));
            String elsewhere = token("li", 600, Map.of("aud", "billing"));
            assertEquals(INVALID_TOKEN, closeCode("/ws/a" + level, "Authorization: Bearer " + elsewhere));
            String old = token("li", -60, Map.of());
            assertEquals(TOKEN_EXPIRED, closeCode("/ws/a" + level, "Authorization: Bearer " + old));
            String closed = token("li", 600, Map.of("rooms", Map.of("b*", List.of("join"))));
            assertEquals(FORBIDDEN, closeCode("/ws/a" + level, "Authorization: Bearer " + closed));
        }
        eventually("no connection remains", () -> server.connections() == 0 && server.members() == 0);
    }

    @Test
    void ignores_a_forged_user_or_openid() throws Exception {
        String bearer = "Authorization: Bearer " + token("li");
        try (RawClient listener = open("/ws/forged?v=1", "Authorization: Bearer " + token("wang"));
                RawClient plain = open("/ws/forged?user=admin", bearer, "X-WX-OPENID: admin")) {
            welcome(listener);
            plain.sendText("{\"method\":\"say\",\"user\":\"admin\",\"openid\":\"admin\",\"data\":1}");
            WireFrame heard = listener.read();
            while (!heard.text().contains("\"say\"")) {
                heard = listener.read();
            }
            assertTrue(heard.text().contains("\"user\":\"li\""), heard.text());
        }
    }

    @Test
    void closes_when_the_token_expires_without_a_fresh_one() throws Exception {
        String shortly = "Authorization: Bearer " + token("li", 2, Map.of());
        try (RawClient plain = open("/ws/end", shortly);
                RawClient level1 = open("/ws/end?v=1", shortly);
                RawClient fresh = open("/ws/end?v=1", shortly)) {
            welcome(level1);
            welcome(fresh);
            fresh.sendText("{\"method\":\"$refresh\",\"id\":2,\"data\":{\"token\":\"" + token("wang") + "\"}}");
            fresh.readUntil(
                    "{\"method\":\"$error\",\"id\":2,\"data\":{\"code\":\"unauthorized\",\"message\":\"invalid token\",\"retry\":false}}");
            fresh.sendText("{\"method\":\"$refresh\",\"id\":3,\"data\":{\"token\":\"" + token("li") + "\"}}");
            fresh.readUntil("{\"method\":\"$refresh\",\"id\":3,\"data\":{}}");
            assertEquals(TOKEN_EXPIRED, plain.readCloseCode());
            assertEquals(TOKEN_EXPIRED, level1.readCloseCode());
            fresh.sendText("{\"method\":\"$ping\",\"id\":9}");
            WireFrame pong = fresh.read();
            while (!pong.text().contains("$pong")) {
                pong = fresh.read();
            }
        }
    }

    @Test
    void refuses_manipulated_room_paths() throws Exception {
        String token = token("li", 600, Map.of("rooms", Map.of("open", List.of("join"))));
        for (String path : List.of(
                "/ws/open;x=secret",
                "/ws/open%3Bx",
                "/ws/open%2Fsecret",
                "/ws/open/../secret",
                "/ws/..%2Fsecret",
                "/ws/open%00",
                "/ws//open",
                "/ws/%2e%2e/ws/open")) {
            try (RawClient client = RawClient.connect(server)) {
                int status =
                        client.handshake(path, "Authorization: Bearer " + token).status();
                assertTrue(status == 400 || status == 404, path + ": " + status);
            }
        }
    }

    @Test
    void limits_the_connections_of_a_user_across_rooms() throws Exception {
        String bearer = "Authorization: Bearer " + token("crowd");
        List<RawClient> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            RawClient client = open("/ws/crowd" + i % 3, bearer);
            client.sendText("ping");
            client.readUntil("pong");
            all.add(client);
        }
        assertEquals(TOO_MANY_CONNECTIONS, closeCode("/ws/crowd", bearer));
        all.remove(0).reset();
        eventually("a connection is free again", () -> {
            try (RawClient client = open("/ws/crowd", bearer)) {
                client.sendText("ping");
                return client.read().text().equals("pong");
            }
        });
        for (RawClient client : all) {
            client.close();
        }
    }

    @Test
    void fetches_published_keys_on_demand() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        PublicJsonWebKey key = (PublicJsonWebKey) org.jose4j.jwk.JsonWebKey.Factory.newJwk(pair.getPublic());
        key.setKeyId("k1");
        String keys = new JsonWebKeySet(key).toJson(OutputControlLevel.PUBLIC_ONLY);
        HttpServer issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/keys", exchange -> {
            exchange.sendResponseHeaders(200, keys.length());
            exchange.getResponseBody().write(keys.getBytes(UTF_8));
            exchange.close();
        });
        issuer.start();
        String address = "http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys";
        try (ServerProcess other = ServerProcess.options()
                .with("ROOMCAST_AUTH_MODE", "jwt")
                .with("ROOMCAST_AUTH_JWKS", address)
                .start()) {
            JwtClaims claims = new JwtClaims();
            claims.setSubject("li");
            claims.setExpirationTimeMinutesInTheFuture(1);
            JsonWebSignature signature = new JsonWebSignature();
            signature.setPayload(claims.toJson());
            signature.setAlgorithmHeaderValue("RS256");
            signature.setKeyIdHeaderValue("k1");
            signature.setKey(pair.getPrivate());
            try (RawClient client = RawClient.connect(other)) {
                client.handshake("/ws/a?v=1", "Authorization: Bearer " + signature.getCompactSerialization());
                assertTrue(welcome(client).contains("\"user\":\"li\""));
            }
            try (RawClient client = RawClient.connect(other)) {
                client.handshake("/ws/a", "Authorization: Bearer " + token("li"));
                assertEquals(INVALID_TOKEN, client.readCloseCode());
            }
        } finally {
            issuer.stop(0);
        }
    }

    @Test
    void serves_no_wechat_login_without_a_mini_program() throws Exception {
        assertEquals(404, login(server, "{\"code\":\"good\"}").statusCode());
    }
}
