package dev.roomcast.auth;

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
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;

/** Logins with tokens of a service whose answers the test gives. */
abstract class RemoteKeyLogins {

    static final RsaJsonWebKey OLD = key("old");
    static final RsaJsonWebKey NEW = key("new");

    final ManualClock clock = new ManualClock();
    final List<CompletableFuture<HttpCaller.Response>> fetches = new ArrayList<>();
    private final JwtAuthenticator tokens = new JwtAuthenticator(
            new RemoteKeySet(this::fetch, "login.example", clock),
            new JwtAuthenticator.Demands(null, Set.of(), Duration.ofSeconds(5), 1024),
            new RefusedTokens(false),
            null);

    Error failure;

    private CompletionStage<HttpCaller.Response> fetch() {
        CompletableFuture<HttpCaller.Response> answer = new CompletableFuture<>();
        fetches.add(answer);
        if (failure != null) {
            throw failure;
        }
        return answer;
    }

    static RsaJsonWebKey key(String id) {
        try {
            RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            return key;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static String token(RsaJsonWebKey key, String id) {
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

    static String set(RsaJsonWebKey... keys) {
        StringBuilder json = new StringBuilder("{\"keys\":[");
        for (RsaJsonWebKey each : keys) {
            json.append(json.length() > 9 ? "," : "").append(each.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY));
        }
        return json.append("]}").toString();
    }

    CompletableFuture<Identity> login(RsaJsonWebKey key) {
        return login(token(key, key.getKeyId()));
    }

    CompletableFuture<Identity> login(String token) {
        return tokens.identify(token, "r1").toCompletableFuture();
    }

    void answers(int status, String body) {
        fetches.get(fetches.size() - 1).complete(new HttpCaller.Response(status, null, body.getBytes()));
    }

    static CloseCode refusal(CompletableFuture<Identity> login) {
        CompletionException failure = assertThrows(CompletionException.class, () -> login.getNow(null));
        return ((Authenticator.RefusedException) failure.getCause()).code();
    }

    static String user(CompletableFuture<Identity> login) {
        return login.getNow(null) == null ? null : login.getNow(null).user();
    }
}
