package dev.roomcast.auth;

import dev.roomcast.hub.Authenticator;
import dev.roomcast.hub.Identity;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.Ids;
import dev.roomcast.room.Rights;
import java.security.Key;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Verifies JSON Web Tokens. The claim {@code sub} is the user, {@code exp} the expiry, {@code info} the public info,
 * {@code skill} a number for matchmaking, and {@code rooms} the rights by room: {@code {"chess-*":["join","publish"]}}.
 * Without {@code rooms}, the user may enter all rooms with the default rights.
 */
public final class JwtAuthenticator implements Authenticator {

    /** The longest token, in characters. */
    private static final int MAX_LENGTH = 8192;

    /** The largest absolute value of a skill for matchmaking. */
    private static final double MAX_SKILL = 1e15;

    private final KeySource keys;
    private final Demands demands;
    private final RefusedTokens refused;
    /** Decrypts external accounts; null: tokens contain none. */
    private final @Nullable AccountEncryption accounts;

    /**
     * The conditions for a token in addition to a valid signature and an expiry.
     *
     * @param issuer the required {@code iss}; null: any
     * @param audience the permitted values of {@code aud}; empty: any, or none
     * @param skew the permitted difference between the clocks of issuer and node
     * @param infoBytes the largest {@code info}, in bytes
     */
    public record Demands(@Nullable String issuer, Set<String> audience, Duration skew, int infoBytes) {}

    /** Thrown for an invalid claim. */
    private static final class BadClaimException extends RuntimeException {
        private final TokenProblem problem;

        BadClaimException(TokenProblem problem) {
            super(problem.word(), null, false, false);
            this.problem = problem;
        }
    }

    /** @param accounts decrypts the accounts in tokens of a {@link TokenIssuer}; null: tokens contain none */
    public JwtAuthenticator(
            KeySource keys, Demands demands, RefusedTokens refused, @Nullable AccountEncryption accounts) {
        this.keys = keys;
        this.demands = demands;
        this.refused = refused;
        this.accounts = accounts;
    }

    @Override
    public boolean isAsking() {
        return true;
    }

    @Override
    public CompletionStage<Identity> identify(String token, String room) {
        if (token.length() > MAX_LENGTH) {
            return refused.refuse(TokenProblem.TOO_LONG, room);
        }
        JsonWebSignature signature = new JsonWebSignature();
        try {
            signature.setCompactSerialization(token);
            signature.getAlgorithmHeaderValue(); // both throw for a number or a list in the header
            signature.getKeyIdHeaderValue();
        } catch (JoseException | RuntimeException e) {
            return refused.refuse(TokenProblem.NOT_A_TOKEN, room);
        }
        return keys.find(signature)
                .thenCompose(key -> key == null
                        ? refused.refuse(TokenProblem.UNKNOWN_KEY, room)
                        : verify(token, signature, key, room))
                .exceptionallyCompose(failure -> cause(failure) instanceof KeysUnavailableException
                        ? refused.refuse(TokenProblem.KEYS_UNAVAILABLE, room)
                        : CompletableFuture.failedFuture(cause(failure)));
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /**
     * Verifies a signature. If it is wrong, the newest key set decides, because it may contain another key with the
     * same id.
     */
    private CompletionStage<Identity> verify(String token, JsonWebSignature signature, Key key, String room) {
        TokenProblem problem = problemOfSignature(signature, key);
        if (problem != TokenProblem.SIGNATURE) {
            return problem == null ? identify(token, key, room) : refused.refuse(problem, room);
        }
        return keys.findReplacement(signature, key).thenCompose(replacement -> {
            TokenProblem last = replacement == null ? problem : problemOfSignature(signature, replacement);
            return last == null ? identify(token, replacement, room) : refused.refuse(last, room);
        });
    }

    private static @Nullable TokenProblem problemOfSignature(JsonWebSignature signature, Key key) {
        String algorithm = signature.getAlgorithmHeaderValue();
        if (!List.of(KeySource.algorithms(key)).contains(String.valueOf(algorithm))) {
            return TokenProblem.ALGORITHM;
        }
        signature.setKey(key);
        signature.setAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, KeySource.algorithms(key)));
        try {
            return signature.verifySignature() ? null : TokenProblem.SIGNATURE;
        } catch (JoseException | RuntimeException e) {
            return TokenProblem.SIGNATURE;
        }
    }

    private CompletionStage<Identity> identify(String token, Key key, String room) {
        try {
            JwtClaims claims = consumer(key).build().processToClaims(token);
            Identity identity = identity(claims, room);
            return identity.rights() == null || identity.rights().join()
                    ? CompletableFuture.completedFuture(identity)
                    : refused.refuse(TokenProblem.OTHER_ROOM, room);
        } catch (InvalidJwtException e) {
            return refused.refuse(problem(e), room);
        } catch (BadClaimException e) {
            return refused.refuse(e.problem, room);
        } catch (MalformedClaimException | RuntimeException e) {
            return refused.refuse(TokenProblem.BAD_CLAIM, room);
        }
    }

    private static TokenProblem problem(InvalidJwtException e) {
        return e.getErrorDetails().stream()
                .map(each -> problem(each.getErrorCode()))
                .filter(each -> each != TokenProblem.BAD_CLAIM)
                .findFirst()
                .orElse(TokenProblem.BAD_CLAIM);
    }

    private static TokenProblem problem(int error) {
        return switch (error) {
            case ErrorCodes.EXPIRED -> TokenProblem.EXPIRED;
            case ErrorCodes.EXPIRATION_MISSING -> TokenProblem.NO_EXPIRY;
            case ErrorCodes.NOT_YET_VALID -> TokenProblem.NOT_YET_VALID;
            case ErrorCodes.AUDIENCE_INVALID, ErrorCodes.AUDIENCE_MISSING -> TokenProblem.AUDIENCE;
            case ErrorCodes.ISSUER_INVALID, ErrorCodes.ISSUER_MISSING -> TokenProblem.ISSUER;
            case ErrorCodes.SUBJECT_MISSING, ErrorCodes.SUBJECT_INVALID -> TokenProblem.NO_USER;
            case ErrorCodes.SIGNATURE_INVALID, ErrorCodes.SIGNATURE_MISSING -> TokenProblem.SIGNATURE;
            case ErrorCodes.JSON_INVALID -> TokenProblem.NOT_A_TOKEN;
            default -> TokenProblem.BAD_CLAIM;
        };
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
        if (!Ids.isUser(user)) {
            throw new BadClaimException(TokenProblem.BAD_USER);
        }
        return new Identity(
                user,
                info(claims.getClaimValue("info")),
                claims.getExpirationTime().getValueInMillis(),
                rights(claims.getClaimValue("rooms"), room),
                claims.getIssuedAt() == null ? 0 : claims.getIssuedAt().getValueInMillis(),
                accounts == null ? null : accounts.open(claims.getClaimValueAsString(AccountEncryption.CLAIM)),
                skill(claims.getClaimValue("skill")));
    }

    private static @Nullable Double skill(@Nullable Object claim) {
        if (claim == null) {
            return null;
        }
        if (claim instanceof Number number && Math.abs(number.doubleValue()) <= MAX_SKILL) {
            return number.doubleValue();
        }
        throw new BadClaimException(TokenProblem.BAD_CLAIM);
    }

    @SuppressWarnings("unchecked")
    private @Nullable RawJson info(@Nullable Object claim) {
        if (claim == null) {
            return null;
        }
        if (!(claim instanceof Map<?, ?> members)) {
            throw new BadClaimException(TokenProblem.BAD_INFO);
        }
        RawJson info = RawJson.of(JsonUtil.toJson((Map<String, ?>) members));
        if (info.length() > demands.infoBytes) {
            throw new BadClaimException(TokenProblem.LARGE_INFO);
        }
        return info;
    }

    private static @Nullable Rights rights(@Nullable Object rooms, String room) {
        if (rooms == null) {
            return null;
        }
        try {
            if (rooms instanceof Map<?, ?> byPattern) {
                return TokenRights.of(byPattern, room);
            }
        } catch (IllegalArgumentException e) {
            // handled below as the same problem
        }
        throw new BadClaimException(TokenProblem.BAD_ROOMS);
    }
}
