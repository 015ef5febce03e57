package dev.roomcast.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.roomcast.http.HttpCaller;
import dev.roomcast.hub.Authenticator;
import dev.roomcast.hub.Identity;
import dev.roomcast.hub.ManualClock;
import dev.roomcast.protocol.CloseCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Validation of tokens while the login service rotates its keys, is unavailable, or sends invalid answers. */
class RemoteKeySetTest {

    private static final RsaJsonWebKey OLD = key("old");
    private static final RsaJsonWebKey NEW = key("new");

    private final ManualClock clock = new ManualClock();
    private final List<CompletableFuture<HttpCaller.Response>> fetches = new ArrayList<>();
    private final JwtAuthenticator tokens = new JwtAuthenticator(
            new RemoteKeySet(this::fetch, "login.example", clock),
            new JwtAuthenticator.Demands(null, Set.of(), Duration.ofSeconds(5), 1024),
            new RefusedTokens(false),
            null);

    private Error failure;

    private CompletionStage<HttpCaller.Response> fetch() {
        CompletableFuture<HttpCaller.Response> answer = new CompletableFuture<>();
        fetches.add(answer);
        if (failure != null) {
            throw failure;
        }
        return answer;
    }

    private static RsaJsonWebKey key(String id) {
        try {
            RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            return key;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String token(RsaJsonWebKey key, String id) {
        try {
            JwtClaims claims = new JwtClaims();
            claims.setSubject("li");
            claims.setExpirationTimeMinutesInTheFuture(10);
            JsonWebSignature signature = new JsonWebSignature();
            signature.setPayload(claims.toJson());
            signature.setAlgorithmHeaderValue("RS256");
            signature.setKey(key.getPrivateKey());
            if (id != null) {
                signature.setKeyIdHeaderValue(id);
            }
            return signature.getCompactSerialization();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String set(RsaJsonWebKey... keys) {
        StringBuilder json = new StringBuilder("{\"keys\":[");
        for (RsaJsonWebKey each : keys) {
            json.append(json.length() > 9 ? "," : "").append(each.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
        }
        return json.append("]}").toString();
    }

    private CompletableFuture<Identity> login(RsaJsonWebKey key) {
        return login(token(key, key.getKeyId()));
    }

    private CompletableFuture<Identity> login(String token) {
        return tokens.identify(token, "r1").toCompletableFuture();
    }

    private void answers(int status, String body) {
        fetches.get(fetches.size() - 1).complete(new HttpCaller.Response(status, null, body.getBytes()));
    }

    private static CloseCode refusal(CompletableFuture<Identity> login) {
        CompletionException failure = assertThrows(CompletionException.class, () -> login.getNow(null));
        return ((Authenticator.RefusedException) failure.getCause()).code();
    }

    private static String user(CompletableFuture<Identity> login) {
        return login.getNow(null) == null ? null : login.getNow(null).user();
    }

    @Test
    void fetches_again_after_an_error() {
        failure = new InternalError("thrown by the test");
        assertEquals(CloseCode.LOGIN_UNAVAILABLE, refusal(login(OLD)));
        failure = null;
        clock.advance(RemoteKeySet.PAUSE_MILLIS);
        CompletableFuture<Identity> next = login(OLD);
        answers(200, set(OLD));
        assertEquals("li", user(next));
    }

    @Test
    void fetches_the_keys_once_for_all_waiting_users() {
        CompletableFuture<Identity> first = login(OLD);
        CompletableFuture<Identity> second = login(OLD);
        answers(200, set(OLD));

        assertEquals("li", user(first));
        assertEquals("li", user(second));
        assertEquals("li", user(login(OLD)));
        assertEquals(1, fetches.size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "7",
                "[]",
                "{}",
                "\"\"",
                "{\"keys\":{\"a\":1}}",
                "{\"keys\":[1]}",
                "{\"keys\":\"x\"}",
                "{\"keys\":[]}",
                "{\"keys\":[null]}",
                "{\"keys\":[{\"kty\":\"RSA\"}]}",
                "{\"keys\":[{\"kty\":1}]}",
                "<html>maintenance</html>",
                "{\"keys\":[{\"kty\":\"RSA\",\"n\":7,\"e\":[]}]}"
            })
    void asks_a_user_to_retry_after_an_invalid_answer_and_admits_it_after_the_next_fetch(String garbage) {
        CompletableFuture<Identity> login = login(OLD);
        answers(200, garbage);
        assertEquals(CloseCode.LOGIN_UNAVAILABLE, refusal(login));

        CompletableFuture<Identity> again = login(OLD);
        assertFalse(again.isDone(), "the token waits for the next fetch");
        clock.advance(RemoteKeySet.PAUSE_MILLIS);
        answers(200, set(OLD));
        assertEquals("li", user(again));
    }

    @Test
    void asks_a_user_to_retry_while_the_service_is_unavailable_and_admits_it_afterwards() {
        for (int second = 0; second < 60; second += 3) {
            CompletableFuture<Identity> login = login(OLD);
            if (second % 2 == 0) {
                answers(503, "");
            } else {
                fetches.get(fetches.size() - 1).completeExceptionally(new IllegalStateException("refused"));
            }
            assertEquals(CloseCode.LOGIN_UNAVAILABLE, refusal(login));
            clock.advance(RemoteKeySet.PAUSE_MILLIS);
        }

        CompletableFuture<Identity> login = login(OLD);
        answers(200, set(OLD));
        assertEquals("li", user(login));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>maintenance</html>",
                "{\"keys\":\"x\"}",
                "{\"keys\":[1]}",
                "{\"keys\":[null]}",
                "{\"keys\":[{\"kty\":\"RSA\"}]}"
            })
    void keeps_good_keys_while_the_service_answers_garbage(String garbage) {
        login(OLD);
        answers(200, set(OLD));
        clock.advance(RemoteKeySet.FRESH_MILLIS);

        assertEquals("li", user(login(OLD)));
        answers(200, garbage);
        assertEquals("li", user(login(OLD)));
    }

    @Test
    void forgets_all_keys_after_an_empty_set() {
        login(OLD);
        answers(200, set(OLD));
        clock.advance(RemoteKeySet.FRESH_MILLIS);

        login(OLD);
        answers(200, set());
        CompletableFuture<Identity> withdrawn = login(OLD);
        clock.advance(RemoteKeySet.PAUSE_MILLIS);
        answers(200, set());
        assertEquals(CloseCode.LOGIN_UNAVAILABLE, refusal(withdrawn));
    }

    @Test
    void keeps_valid_keys_while_the_service_is_unavailable() {
        login(OLD);
        answers(200, set(OLD));
        clock.advance(RemoteKeySet.FRESH_MILLIS);

        assertEquals("li", user(login(OLD)));
        answers(500, "");
        clock.advance(RemoteKeySet.FRESH_MILLIS);
        assertEquals("li", user(login(OLD)));
    }

    @Test
    void refreshes_known_keys_after_their_lifetime() {
        login(OLD);
        answers(200, set(OLD));
        clock.advance(RemoteKeySet.FRESH_MILLIS - 1);
        login(OLD);
        assertEquals(1, fetches.size());

        clock.advance(1);
        login(OLD);
        assertEquals(2, fetches.size());
        answers(200, set(NEW));
        CompletableFuture<Identity> withdrawn = login(OLD);
        clock.advance(RemoteKeySet.PAUSE_MILLIS);
        answers(200, set(NEW));
        assertEquals(CloseCode.INVALID_TOKEN, refusal(withdrawn));
    }

    @Test
    void admits_a_token_of_a_rotated_key_despite_earlier_requests_for_other_keys() {
        login(OLD);
        answers(200, set(OLD));
        CompletableFuture<Identity> stranger = login(token(key("x"), "stranger"));
        clock.advance(RemoteKeySet.PAUSE_MILLIS);
        answers(200, set(OLD));
        assertEquals(CloseCode.INVALID_TOKEN, refusal(stranger));

        CompletableFuture<Identity> rotated = login(NEW);
        assertFalse(rotated.isDone());
        clock.advance(RemoteKeySet.PAUSE_MILLIS);
        answers(200, set(OLD, NEW));
        assertEquals("li", user(rotated));
    }

    @Test
    void ignores_a_fetch_that_began_before_the_token_arrived() {
        login(OLD);
        CompletableFuture<Identity> rotated = login(NEW);
        answers(200, set(OLD));
        assertFalse(rotated.isDone());

        clock.advance(RemoteKeySet.PAUSE_MILLIS);
        answers(200, set(OLD, NEW));
        assertEquals("li", user(rotated));
    }

    @Test
    void remembers_a_key_id_that_a_fetch_did_not_contain() {
        CompletableFuture<Identity> stranger = login(NEW);
        answers(200, set(OLD));
        assertEquals(CloseCode.INVALID_TOKEN, refusal(stranger));

        assertEquals(CloseCode.INVALID_TOKEN, refusal(login(NEW)));
        clock.advance(RemoteKeySet.PAUSE_MILLIS);
        assertEquals(1, fetches.size());
    }

    @Test
    void limits_the_rate_of_fetches_for_unknown_keys() {
        for (int i = 0; i < 100; i++) {
            login(token(OLD, "stranger" + i));
            if (!fetches.get(fetches.size() - 1).isDone()) {
                answers(200, set(NEW));
            }
            clock.advance(RemoteKeySet.PAUSE_MILLIS / 10);
        }
        assertEquals(11, fetches.size(), "one fetch every 3 s within 30 s");
    }

    @Test
    void admits_a_token_of_a_key_that_was_replaced_under_the_same_id() {
        RsaJsonWebKey replacement = key("old");
        login(OLD);
        answers(200, set(OLD));

        CompletableFuture<Identity> rotated = login(replacement);
        clock.advance(RemoteKeySet.PAUSE_MILLIS);
        answers(200, set(replacement));
        assertEquals("li", user(rotated));
    }

    @Test
    void refuses_a_forged_token_after_the_next_fetch() {
        login(OLD);
        answers(200, set(OLD));

        CompletableFuture<Identity> forged = login(token(NEW, "old"));
        clock.advance(RemoteKeySet.PAUSE_MILLIS);
        answers(200, set(OLD));
        assertEquals(CloseCode.INVALID_TOKEN, refusal(forged));
    }

    @Test
    void finds_the_matching_key_among_several_without_id() throws Exception {
        PublicJsonWebKey first = PublicJsonWebKey.Factory.newPublicJwk(OLD.getPublicKey());
        PublicJsonWebKey second = PublicJsonWebKey.Factory.newPublicJwk(NEW.getPublicKey());
        CompletableFuture<Identity> login = login(token(NEW, null));
        answers(200, "{\"keys\":[" + first.toJson() + "," + second.toJson() + "]}");

        assertEquals("li", user(login));
    }

    @Test
    void uses_the_valid_keys_of_a_set_with_invalid_ones() {
        CompletableFuture<Identity> login = login(OLD);
        answers(200, set(OLD).replace("{\"keys\":[", "{\"keys\":[1,null,{\"kty\":\"new kind\"},{\"kty\":\"RSA\"},"));

        assertEquals("li", user(login));
    }
}
