package dev.roomcast.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.hub.Identity;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.testkit.Json;
import java.util.concurrent.CompletableFuture;
import org.jose4j.jwk.RsaJsonWebKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Validation of tokens while the key set of the login service contains unusable entries. */
class UnusableKeysTest extends RemoteKeyLogins {

    /** A modulus of 1024 bits, as if the second half was lost. */
    private static final String HALF_MODULUS =
            "wQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0-P0"
                    + "BBQkNERUZHSElKS0xNTk9QUVJTVFVWV1hZWltcXV5fYGFiY2RlZmdoaWprbG1ub3BxcnN0dXZ3eHl6e3x9fjU";

    @Test
    void uses_the_valid_keys_of_a_set_with_invalid_ones() {
        CompletableFuture<Identity> login = login(OLD);
        answers(200, set(OLD).replace("{\"keys\":[", "{\"keys\":[1,null,{\"kty\":\"new kind\"},{\"kty\":\"RSA\"},"));

        assertEquals("li", user(login));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "null",
                "[]",
                "{'kty':'RSA','kid':7}",
                "{'kty':'RSA','kid':'new'}",
                "{'kid':'new'}",
                "{'kty':'future','kid':'new'}",
                "{'kty':'EC','kid':'new','crv':'P-256','x':'AQ','y':'AQ'}",
                "{'kty':'RSA','kid':'new','n':'','e':'AQAB'}",
                "{'kty':'RSA','kid':'new','n':'?','e':'AQAB'}",
                "{'kty':'RSA','kid':'new','n':'" + HALF_MODULUS + "','e':'AQAB'}"
            })
    void asks_a_user_to_retry_while_the_entry_of_its_key_is_unusable(String entry) {
        CompletableFuture<Identity> known = login(OLD);
        CompletableFuture<Identity> broken = login(NEW);
        String partly = set(OLD).replace("{\"keys\":[", "{\"keys\":[" + Json.text(entry) + ",");
        answers(200, partly);
        clock.advance(RemoteKeySet.PAUSE_MILLIS);
        answers(200, partly);
        assertEquals("li", user(known));
        assertEquals(CloseCode.LOGIN_UNAVAILABLE, refusal(broken));

        CompletableFuture<Identity> again = login(NEW);
        clock.advance(RemoteKeySet.PAUSE_MILLIS);
        answers(200, set(OLD, NEW));
        assertEquals("li", user(again));
    }

    @Test
    void refuses_a_token_with_an_id_of_no_entry_of_a_set_with_unusable_ones() {
        CompletableFuture<Identity> stranger = login(token(NEW, "stranger"));
        answers(
                200,
                set(OLD).replace("{\"keys\":[", "{\"keys\":[{\"kty\":\"future\",\"kid\":\"new\"},{\"kty\":\"RSA\"},"));
        assertEquals(CloseCode.INVALID_TOKEN, refusal(stranger));
    }

    @Test
    void asks_a_user_without_a_key_id_to_retry_while_an_entry_is_unusable() {
        CompletableFuture<Identity> login = login(token(NEW, null));
        answers(200, set(OLD).replace("{\"keys\":[", "{\"keys\":[{\"kty\":\"RSA\"},"));
        clock.advance(RemoteKeySet.PAUSE_MILLIS);
        answers(200, set(OLD).replace("{\"keys\":[", "{\"keys\":[{\"kty\":\"RSA\"},"));
        assertEquals(CloseCode.LOGIN_UNAVAILABLE, refusal(login));
    }

    @Test
    void admits_the_tokens_of_all_keys_with_the_same_id() {
        RsaJsonWebKey twin = key("old");
        CompletableFuture<Identity> first = login(OLD);
        CompletableFuture<Identity> second = login(twin);
        answers(200, set(OLD, twin));
        assertEquals("li", user(first));
        assertEquals("li", user(second));
    }

    @Test
    void asks_a_user_to_retry_while_one_of_two_entries_with_its_key_id_is_unusable() {
        CompletableFuture<Identity> login = login(token(NEW, "old"));
        String partly = set(OLD).replace("{\"keys\":[", "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"old\"},");
        answers(200, partly);
        clock.advance(RemoteKeySet.PAUSE_MILLIS);
        answers(200, partly);
        assertEquals(CloseCode.LOGIN_UNAVAILABLE, refusal(login));
    }
}
