package dev.roomcast.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.testkit.WireFrame;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A built server whose login service is unavailable, sends invalid answers, or rotates its keys. */
class JwksIT {

    private static final int LOGIN_UNAVAILABLE = 1013;

    private HttpServer service;
    private volatile int status = 200;
    private volatile byte[] body;

    @BeforeEach
    void start() throws Exception {
        serve(0);
    }

    private void serve(int port) throws Exception {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        service.createContext("/keys", exchange -> {
            if (body == null) {
                return; // no answer
            }
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        service.start();
    }

    private ServerProcess server() throws Exception {
        return ServerProcess.options()
                .with("ROOMCAST_AUTH_MODE", "jwt")
                .with(
                        "ROOMCAST_AUTH_JWKS",
                        "http://127.0.0.1:" + service.getAddress().getPort() + "/keys")
                .start();
    }

    @AfterEach
    void stop() {
        service.stop(0);
    }

    private static RsaJsonWebKey key(String id) throws Exception {
        RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
        key.setKeyId(id);
        return key;
    }

    private static byte[] set(RsaJsonWebKey... keys) {
        return new JsonWebKeySet(keys).toJson(OutputControlLevel.PUBLIC_ONLY).getBytes(UTF_8);
    }

    /** Pads JSON with spaces. */
    private static byte[] padded(byte[] json, int length) {
        byte[] padded = Arrays.copyOf(json, length);
        Arrays.fill(padded, json.length, length, (byte) ' ');
        return padded;
    }

    private static String token(RsaJsonWebKey key) throws Exception {
        JwtClaims claims = new JwtClaims();
        claims.setSubject("li");
        claims.setExpirationTimeMinutesInTheFuture(10);
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setAlgorithmHeaderValue("RS256");
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setKey(key.getPrivateKey());
        return signature.getCompactSerialization();
    }

    /** Returns the close code of a refused login, or 0 for a successful one. */
    private static int login(ServerProcess server, String token) throws Exception {
        try (RawClient client = RawClient.connect(server)) {
            client.handshake("/ws/a?v=1", "Authorization: Bearer " + token);
            client.sendText("{\"method\":\"$connect\",\"id\":1}");
            WireFrame first = client.read();
            if (first.opcode() == WireFrame.CLOSE) {
                return first.closeCode();
            }
            return first.text().contains("\"user\":\"li\"") ? 0 : client.readCloseCode();
        }
    }

    @Test
    void asks_valid_users_to_retry_while_keys_are_unavailable() throws Exception {
        RsaJsonWebKey old = key("old");
        RsaJsonWebKey fresh = key("fresh");
        try (ServerProcess server = server()) {
            status = 503;
            body = new byte[0];
            assertEquals(LOGIN_UNAVAILABLE, login(server, token(old)));
            status = 200;
            for (String garbage : new String[] {"{\"keys\":{\"a\":1}}", "<html>", "{\"keys\":[1]}"}) {
                body = garbage.getBytes(UTF_8);
                assertEquals(LOGIN_UNAVAILABLE, login(server, token(old)), garbage);
            }
            body = padded(set(old), (1 << 20) + 1);
            assertEquals(LOGIN_UNAVAILABLE, login(server, token(old)), "more bytes than a key set may have");

            body = padded(set(old), 1 << 20);
            assertEquals(0, login(server, token(old)));
            assertEquals(4500, login(server, token(key("stranger"))));
            body = set(old, fresh);
            assertEquals(0, login(server, token(fresh)));
            assertEquals(1, server.metric("roomcast_tokens_refused_total{problem=\"unknown-key\""));
            assertEquals(5, server.metric("roomcast_tokens_refused_total{problem=\"keys-unavailable\""));

            Set<Integer> codes = new CopyOnWriteArraySet<>();
            service.stop(0);
            codes.add(login(server, token(old)));
            codes.add(login(server, token(key("unknown"))));
            assertEquals(Set.of(0, LOGIN_UNAVAILABLE), codes);
        }
    }

    /** A minute of an outage is a row of fetches that fail, each after the pause behind the one before. */
    @Test
    void keeps_known_users_and_asks_others_to_retry_through_an_outage_and_a_rotation() throws Exception {
        RsaJsonWebKey old = key("old");
        RsaJsonWebKey fresh = key("fresh");
        body = set(old);
        try (ServerProcess server = server()) {
            assertEquals(0, login(server, token(old)));

            int port = service.getAddress().getPort();
            service.stop(0);
            outage(server, old, fresh, "away");
            outage(server, old, fresh, "still away");
            body = null;
            serve(port);
            outage(server, old, fresh, "silent");
            body = "<html>maintenance</html>".getBytes(UTF_8);
            outage(server, old, fresh, "garbage");
            body = "{\"keys\":[]}".getBytes(UTF_8);
            assertEquals(LOGIN_UNAVAILABLE, login(server, token(fresh)), "empty");

            body = set(fresh, old);
            assertEquals(0, login(server, token(fresh)));
            assertEquals(0, login(server, token(old)), "the old key is still published");
        }
    }

    /** A user whose key is known is let in; one whose key is not, waits for a fetch and is asked to retry. */
    private static void outage(ServerProcess server, RsaJsonWebKey known, RsaJsonWebKey unknown, String how)
            throws Exception {
        assertEquals(LOGIN_UNAVAILABLE, login(server, token(unknown)), how);
        assertEquals(0, login(server, token(known)), how);
    }
}
