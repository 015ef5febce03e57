package dev.roomcast.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.roomcast.hub.Identity;
import dev.roomcast.protocol.CloseCode;
import java.util.concurrent.CompletableFuture;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Validation of tokens while the login service rotates its keys, is unavailable, or sends invalid answers. */
class RemoteKeySetTest extends RemoteKeyLogins {

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
                "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"old\"}]}",
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
    void admits_a_token_of_a_key_that_an_earlier_fetch_did_not_contain() {
        CompletableFuture<Identity> early = login(NEW);
        answers(200, set(OLD));
        assertEquals(CloseCode.INVALID_TOKEN, refusal(early));

        CompletableFuture<Identity> rotated = login(NEW);
        clock.advance(RemoteKeySet.PAUSE_MILLIS);
        answers(200, set(OLD, NEW));
        assertEquals("li", user(rotated));
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
}
