package dev.roomcast.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.hub.Authenticator;
import dev.roomcast.hub.Identity;
import dev.roomcast.protocol.CloseCode;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Validation of tokens, and the identity that they contain. */
class JwtAuthenticatorTest {

    private static final String SECRET = "a secret that is long enough: 0123456789";
    private static final JwtAuthenticator.Demands DEMANDS =
            new JwtAuthenticator.Demands("issuer", Set.of("rooms"), Duration.ofSeconds(5), 1024);
    private static final JwtAuthenticator.Demands NONE =
            new JwtAuthenticator.Demands(null, Set.of(), Duration.ofSeconds(5), 1024);

    private static final RefusedTokens REFUSED = new RefusedTokens(false);

    private static Key secret(String secret) {
        return new HmacKey(secret.getBytes(StandardCharsets.UTF_8));
    }

    private static JwtAuthenticator tokens(Key key) {
        return new JwtAuthenticator(KeySource.of(key), DEMANDS, REFUSED, null);
    }

    private static JwtAuthenticator tokens() {
        return tokens(KeySource.secret(SECRET.getBytes(StandardCharsets.UTF_8)));
    }

    /** A good token, but for what {@code change} does to it. */
    private static String token(Consumer<JwtClaims> change) {
        return sign(claims(change), "HS256", secret(SECRET));
    }

    private static JwtClaims claims(Consumer<JwtClaims> change) {
        JwtClaims claims = new JwtClaims();
        claims.setSubject("li");
        claims.setIssuer("issuer");
        claims.setAudience("rooms");
        claims.setExpirationTimeMinutesInTheFuture(10);
        change.accept(claims);
        return claims;
    }

    private static String sign(JwtClaims claims, String algorithm, Key key) {
        try {
            JsonWebSignature signature = new JsonWebSignature();
            signature.setPayload(claims.toJson());
            signature.setAlgorithmHeaderValue(algorithm);
            signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
            signature.setDoKeyValidation(false);
            signature.setKey(key);
            return signature.getCompactSerialization();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Identity identify(JwtAuthenticator tokens, String token) {
        return tokens.identify(token, "chess-1").toCompletableFuture().join();
    }

    private static void assertRefused(CloseCode why, JwtAuthenticator tokens, String token) {
        CompletionException failure = assertThrows(CompletionException.class, () -> identify(tokens, token));
        assertEquals(why, ((Authenticator.RefusedException) failure.getCause()).code());
    }

    private static void in(JwtClaims claims, long seconds) {
        claims.setExpirationTime(NumericDate.fromSeconds(NumericDate.now().getValue() + seconds));
    }

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
    void claims_that_are_demanded_must_be_there() {
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
        assertTrue(fits.length() > 8188, "just below the bound");
        assertEquals("li", identify(tokens(), fits).user());
        assertRefused(CloseCode.INVALID_TOKEN, tokens(), tooLong);
    }

    private static String padded(int characters) {
        return token(claims -> claims.setClaim("padding", "x".repeat(characters)));
    }

    @Test
    void reads_the_skill_of_a_player_from_its_claim() {
        assertNull(identify(tokens(), token(claims -> {})).skill());
        assertEquals(
                1510.5,
                identify(tokens(), token(claims -> claims.setClaim("skill", 1510.5)))
                        .skill());
        for (Object wrong : new Object[] {"1510", true, 1e300, List.of(1)}) {
            assertRefused(CloseCode.INVALID_TOKEN, tokens(), token(claims -> claims.setClaim("skill", wrong)));
        }
    }

    @Test
    void refuses_an_info_of_more_bytes_than_a_member_may_show() {
        String fits = "x".repeat(1024 - "{\"n\":\"\"}".length());
        assertEquals(
                1024,
                identify(tokens(), token(claims -> claims.setClaim("info", Map.of("n", fits))))
                        .info()
                        .length());

        assertRefused(
                CloseCode.INVALID_TOKEN, tokens(), token(claims -> claims.setClaim("info", Map.of("n", fits + "x"))));
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
    void grants_the_rights_of_the_longest_matching_pattern() {
        Consumer<JwtClaims> rooms = claims -> claims.setClaim(
                "rooms",
                Map.of("*", List.of("join"), "chess-*", List.of("join", "publish:move"), "chess-2", List.of()));

        Identity identity = identify(tokens(), token(rooms));

        assertEquals(List.of("join", "publish:move"), identity.rights().words());
    }

    @Test
    void forbids_a_token_for_other_rooms_here() {
        for (String pattern : List.of("chess-2", "chess-11", "chess", "Chess-*", "other-*")) {
            String token = token(claims -> claims.setClaim("rooms", Map.of(pattern, List.of("join", "publish"))));
            assertRefused(CloseCode.FORBIDDEN, tokens(), token);
        }
        assertRefused(CloseCode.FORBIDDEN, tokens(), token(claims -> claims.setClaim("rooms", Map.of())));
    }

    @Test
    void takes_the_info_from_the_token() {
        Identity identity = identify(tokens(), token(claims -> claims.setClaim("info", Map.of("nick", "Li \"x\""))));

        assertEquals("{\"nick\":\"Li \\\"x\\\"\"}", identity.info().toString());
    }

    @Test
    void accepts_any_issuer_and_audience_by_default() {
        JwtAuthenticator tokens = new JwtAuthenticator(KeySource.of(secret(SECRET)), NONE, REFUSED, null);

        assertEquals(
                "li",
                identify(tokens, token(claims -> claims.setAudience("other"))).user());
    }

    @Test
    void accepts_its_own_tokens() {
        TokenIssuer issuer = new TokenIssuer(SECRET.getBytes(StandardCharsets.UTF_8), DEMANDS);

        TokenIssuer.Token issued = issuer.issue("w_1", "openid", Duration.ofMinutes(1));

        Identity identity = identify(tokens(), issued.token());
        assertEquals("w_1", identity.user());
        assertEquals(issued.expires(), identity.expires());
    }

    @Test
    void decrypts_the_account_of_its_own_tokens_only() {
        byte[] secret = SECRET.getBytes(StandardCharsets.UTF_8);
        String token = new TokenIssuer(secret, DEMANDS)
                .issue("w_1", "openid", Duration.ofMinutes(1))
                .token();

        JwtAuthenticator here = new JwtAuthenticator(
                KeySource.of(KeySource.secret(secret)), DEMANDS, REFUSED, new AccountEncryption(secret));
        assertEquals("openid", identify(here, token).account());

        String claims = new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8);
        assertTrue(!claims.contains("openid"), claims);
        AccountEncryption others = new AccountEncryption((SECRET + "x").getBytes(StandardCharsets.UTF_8));
        JwtAuthenticator elsewhere =
                new JwtAuthenticator(KeySource.of(KeySource.secret(secret)), DEMANDS, REFUSED, others);
        assertNull(identify(elsewhere, token).account());
    }

    @Test
    void derives_a_stable_pseudonym_that_depends_on_the_secret() {
        Pseudonymizer ours = new Pseudonymizer(SECRET.getBytes(StandardCharsets.UTF_8));
        Pseudonymizer others = new Pseudonymizer((SECRET + "x").getBytes(StandardCharsets.UTF_8));

        assertEquals(ours.of("oAbc"), ours.of("oAbc"));
        assertTrue(!ours.of("oAbc").equals(ours.of("oAbd")));
        assertTrue(!ours.of("oAbc").equals(others.of("oAbc")));
        assertTrue(ours.of("oAbc").matches("w_[A-Za-z0-9_-]{20}"), ours.of("oAbc"));
    }
}
