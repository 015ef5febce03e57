package dev.roomcast.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.roomcast.hub.Authenticator;
import dev.roomcast.hub.Identity;
import dev.roomcast.protocol.CloseCode;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;

/** Signed test tokens, and authenticators for them. */
abstract class SignedTokens {

    static final String SECRET = "a secret that is long enough: 0123456789";
    static final JwtAuthenticator.Demands DEMANDS =
            new JwtAuthenticator.Demands("issuer", Set.of("rooms"), Duration.ofSeconds(5), 1024);
    static final JwtAuthenticator.Demands NONE =
            new JwtAuthenticator.Demands(null, Set.of(), Duration.ofSeconds(5), 1024);

    static final RefusedTokens REFUSED = new RefusedTokens(false);

    static Key secret(String secret) {
        return new HmacKey(secret.getBytes(StandardCharsets.UTF_8));
    }

    static JwtAuthenticator tokens(Key key) {
        return new JwtAuthenticator(KeySource.of(key), DEMANDS, REFUSED, null);
    }

    static JwtAuthenticator tokens() {
        return tokens(KeySource.secret(SECRET.getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns a valid token with the modification {@code change}. */
    static String token(Consumer<JwtClaims> change) {
        return sign(claims(change), "HS256", secret(SECRET));
    }

    static JwtClaims claims(Consumer<JwtClaims> change) {
        JwtClaims claims = new JwtClaims();
        claims.setSubject("li");
        claims.setIssuer("issuer");
        claims.setAudience("rooms");
        claims.setExpirationTimeMinutesInTheFuture(10);
        change.accept(claims);
        return claims;
    }

    static String sign(JwtClaims claims, String algorithm, Key key) {
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

    static Identity identify(JwtAuthenticator tokens, String token) {
        return tokens.identify(token, "chess-1").toCompletableFuture().join();
    }

    static void assertRefused(CloseCode why, JwtAuthenticator tokens, String token) {
        CompletionException failure = assertThrows(CompletionException.class, () -> identify(tokens, token));
        assertEquals(why, ((Authenticator.RefusedException) failure.getCause()).code());
    }

    static void in(JwtClaims claims, long seconds) {
        claims.setExpirationTime(NumericDate.fromSeconds(NumericDate.now().getValue() + seconds));
    }
}
