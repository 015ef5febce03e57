package dev.roomcast.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.hub.Authenticator;
import dev.roomcast.hub.Identity;
import dev.roomcast.protocol.CloseCode;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Validation of tokens: signature, claims, length, keys. */
class JwtAuthenticatorTest extends SignedTokens {

    @Test
    void reads_user_and_expiry_of_a_valid_token() {
        long before = System.currentTimeMillis();
        Identity identity = identify(tokens(), token(claims -> {}));

        assertEquals("li", identity.user());
        assertTrue(identity.expires() > before + 590_000 && identity.expires() < before + 610_000);
        assertNull(identity.rights());
        assertNull(identity.info());
    }

    @Test
    void refuses_forged_tokens_as_invalid() throws Exception {
        String good = token(claims -> {});
        String[] parts = good.split("\\.");
        String others = token(claims -> claims.setSubject("admin")).split("\\.")[1];
        for (String token : List.of(
                "",
                "x",
                "a.b.c",
                good.substring(0, good.length() - 4),
                parts[0] + "." + others + "." + parts[2],
                parts[0] + "." + parts[1] + ".",
                sign(claims(claims -> {}), "none", null),
                sign(claims(claims -> {}), "HS256", secret(SECRET + "x")),
                "x".repeat(100_000))) {
            assertRefused(CloseCode.INVALID_TOKEN, tokens(), token);
        }
    }

    @Test
    void refuses_tokens_without_the_required_claims() {
        for (Consumer<JwtClaims> change : List.<Consumer<JwtClaims>>of(
                claims -> claims.setAudience("other"),
                claims -> claims.unsetClaim("aud"),
                claims -> claims.setIssuer("other"),
                claims -> claims.unsetClaim("iss"),
                claims -> claims.unsetClaim("exp"),
                claims -> claims.unsetClaim("sub"),
                claims -> claims.setSubject(""),
                claims -> claims.setSubject("c_1"),
                claims -> claims.setSubject("u".repeat(65)),
                claims -> claims.setNotBeforeMinutesInThePast(-5),
                claims -> claims.setClaim("info", "no object"),
                claims -> claims.setClaim("rooms", List.of("chess-1")),
                claims -> claims.setClaim("rooms", Map.of("chess-1", "join")),
                claims -> claims.setClaim("rooms", Map.of("chess-1", List.of("everything"))))) {
            assertRefused(CloseCode.INVALID_TOKEN, tokens(), token(change));
        }
    }

    @Test
    void accepts_tokens_of_8192_characters_and_no_longer_ones() {
        String fits = null;
        String tooLong = padded(5900);
        for (int padding = 5901; tooLong.length() <= 8192; padding++) {
            fits = tooLong;
            tooLong = padded(padding);
        }
        assertTrue(fits.length() > 8188, "just below the limit");
        assertEquals("li", identify(tokens(), fits).user());
        assertRefused(CloseCode.INVALID_TOKEN, tokens(), tooLong);
    }

    private static String padded(int characters) {
        return token(claims -> claims.setClaim("padding", "x".repeat(characters)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"sub\":7,\"exp\":99999999999} | BAD_CLAIM",
                "{\"exp\":99999999999} | NO_USER",
                "{\"sub\":\"c_1\",\"exp\":99999999999} | BAD_USER",
                "{\"sub\":\"li\"} | NO_EXPIRY",
                "{\"sub\":\"li\",\"exp\":\"tomorrow\"} | BAD_CLAIM",
                "{\"sub\":\"li\",\"exp\":1} | EXPIRED",
                "{\"sub\":\"li\",\"exp\":99999999999,\"nbf\":99999999990} | NOT_YET_VALID",
                "{\"sub\":\"li\",\"exp\":99999999999,\"rooms\":[\"chess-1\"]} | BAD_ROOMS",
                "{\"sub\":\"li\",\"exp\":99999999999,\"rooms\":{\"chess-1\":\"join\"}} | BAD_ROOMS",
                "{\"sub\":\"li\",\"exp\":99999999999,\"rooms\":{}} | OTHER_ROOM",
                "{\"sub\":\"li\",\"exp\":99999999999,\"info\":[]} | BAD_INFO",
                "[1] | NOT_A_TOKEN"
            })
    void counts_a_refused_token_by_its_problem(String claims, TokenProblem problem) throws Exception {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims);
        signature.setAlgorithmHeaderValue("HS256");
        signature.setKey(secret(SECRET));
        RefusedTokens refused = new RefusedTokens(true);
        JwtAuthenticator tokens = new JwtAuthenticator(KeySource.of(secret(SECRET)), NONE, refused, null);

        CompletionException failure =
                assertThrows(CompletionException.class, () -> identify(tokens, signature.getCompactSerialization()));

        assertEquals(problem.sentence(), ((Authenticator.RefusedException) failure.getCause()).detail());
        for (TokenProblem each : TokenProblem.values()) {
            assertEquals(each == problem ? 1 : 0, refused.count(each).sum(), each.word());
        }
    }

    @Test
    void refuses_an_expired_token_beyond_the_clock_skew() {
        assertRefused(CloseCode.TOKEN_EXPIRED, tokens(), token(claims -> in(claims, -10)));
        assertEquals("li", identify(tokens(), token(claims -> in(claims, -2))).user());
    }

    @Test
    void refuses_an_expired_forged_token_as_invalid() {
        assertRefused(
                CloseCode.INVALID_TOKEN,
                tokens(),
                sign(claims(claims -> in(claims, -10)), "HS256", secret(SECRET + "x")));
    }

    @Test
    void does_not_accept_a_public_key_as_an_hmac_secret() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        JwtAuthenticator tokens = tokens(KeySource.publicKey(pem(pair)));
        assertEquals(
                "li",
                identify(tokens, sign(claims(claims -> {}), "RS256", pair.getPrivate()))
                        .user());

        for (byte[] known : List.of(pair.getPublic().getEncoded(), pem(pair).getBytes(StandardCharsets.US_ASCII))) {
            assertRefused(CloseCode.INVALID_TOKEN, tokens, sign(claims(claims -> {}), "HS256", new HmacKey(known)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp256r1 ES256", "secp384r1 ES384", "secp521r1 ES512"})
    void verifies_signatures_of_elliptic_curve_keys(String curveAndAlgorithm) throws Exception {
        String[] words = curveAndAlgorithm.split(" ");
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(words[0]));
        KeyPair pair = generator.generateKeyPair();

        JwtAuthenticator tokens = tokens(KeySource.publicKey(pem(pair)));

        assertEquals(
                "li",
                identify(tokens, sign(claims(claims -> {}), words[1], pair.getPrivate()))
                        .user());
    }

    private static String pem(KeyPair pair) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    @Test
    void refuses_invalid_keys_at_the_start() {
        assertThrows(IllegalArgumentException.class, () -> KeySource.publicKey("-----BEGIN CERTIFICATE-----"));
    }

    @Test
    void accepts_any_issuer_and_audience_by_default() {
        JwtAuthenticator tokens = new JwtAuthenticator(KeySource.of(secret(SECRET)), NONE, REFUSED, null);

        assertEquals(
                "li",
                identify(tokens, token(claims -> claims.setAudience("other"))).user());
    }
}
