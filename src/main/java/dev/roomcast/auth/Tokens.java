package dev.roomcast.auth;

import dev.roomcast.hub.Authenticator;
import dev.roomcast.hub.Identity;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.Names;
import dev.roomcast.room.Rights;
import java.security.Key;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;

/**
 * Tokens as JSON Web Tokens. Of the claims, {@code sub} is the user, {@code exp} the end, {@code info} what the others
 * see, and {@code rooms} the rights by room: {@code {"chess-*":["join","publish"]}}. Where there is no {@code rooms},
 * every room may be entered, with the rights that everybody has there.
 */
public final class Tokens implements Authenticator {

    /** A longer one is not looked at, in characters. */
    private static final int MAX_LENGTH = 8192;

    private final KeySource keys;
    private final Demands demands;
    /** Null where no tokens with accounts in them are issued. */
    private final SealedAccounts accounts;

    /**
     * What is demanded of a token besides a good signature and an end.
     *
     * @param issuer its {@code iss}; null: any
     * @param audience one of its {@code aud}; empty: any, also none
     * @param skew by how much the clocks of issuer and node may differ
     */
    public record Demands(String issuer, Set<String> audience, Duration skew) {}

    public Tokens(KeySource keys, Demands demands) {
        this(keys, demands, null);
    }

    /** Those of a {@link TokenIssuer} too, who puts accounts into them. */
    public Tokens(KeySource keys, Demands demands, SealedAccounts accounts) {
        this.keys = keys;
        this.demands = demands;
        this.accounts = accounts;
    }

    @Override
    public boolean isAsking() {
        return true;
    }

    @Override
    public CompletionStage<Identity> identify(String token, String room) {
        if (token.length() > MAX_LENGTH) {
            return Authenticator.refused(CloseCode.INVALID_TOKEN);
        }
        JsonWebSignature signature = new JsonWebSignature();
        try {
            signature.setCompactSerialization(token);
        } catch (JoseException e) {
            return Authenticator.refused(CloseCode.INVALID_TOKEN);
        }
        return keys.find(signature)
                .thenCompose(key ->
                        key == null ? Authenticator.refused(CloseCode.INVALID_TOKEN) : identify(token, key, room));
    }

    private CompletionStage<Identity> identify(String token, Key key, String room) {
        try {
            JwtClaims claims = consumer(key).build().processToClaims(token);
            Identity identity = identity(claims, room);
            return identity.rights() == null || identity.rights().join()
                    ? CompletableFuture.completedFuture(identity)
                    : Authenticator.refused(CloseCode.FORBIDDEN);
        } catch (InvalidJwtException e) {
            return Authenticator.refused(e.hasExpired() ? CloseCode.TOKEN_EXPIRED : CloseCode.INVALID_TOKEN);
        } catch (MalformedClaimException | IllegalArgumentException e) {
            return Authenticator.refused(CloseCode.INVALID_TOKEN);
        }
    }

    private JwtConsumerBuilder consumer(Key key) {
        JwtConsumerBuilder consumer = new JwtConsumerBuilder()
                .setVerificationKey(key)
                .setJwsAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, KeySource.algorithms(key)))
                .setRequireSubject()
                .setRequireExpirationTime()
                .setAllowedClockSkewInSeconds((int) demands.skew.toSeconds());
        if (demands.issuer != null) {
            consumer.setExpectedIssuer(demands.issuer);
        }
        return demands.audience.isEmpty()
                ? consumer.setSkipDefaultAudienceValidation()
                : consumer.setExpectedAudience(demands.audience.toArray(String[]::new));
    }

    private Identity identity(JwtClaims claims, String room) throws MalformedClaimException {
        String user = claims.getSubject();
        if (!Names.isUser(user)) {
            throw new IllegalArgumentException("no good user name");
        }
        Object info = claims.getClaimValue("info");
        return new Identity(
                user,
                info == null ? null : RawJson.of(json(info)),
                claims.getExpirationTime().getValueInMillis(),
                rights(claims.getClaimValue("rooms"), room),
                accounts == null ? null : accounts.open(claims.getClaimValueAsString(SealedAccounts.CLAIM)));
    }

    @SuppressWarnings("unchecked")
    private static String json(Object info) {
        if (info instanceof Map<?, ?> members) {
            return JsonUtil.toJson((Map<String, ?>) members);
        }
        throw new IllegalArgumentException("info is an object");
    }

    private static Rights rights(Object rooms, String room) {
        if (rooms == null) {
            return null;
        }
        if (rooms instanceof Map<?, ?> byPattern) {
            return RoomRights.of(byPattern, room);
        }
        throw new IllegalArgumentException("rooms is an object");
    }
}
