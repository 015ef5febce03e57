package dev.roomcast.auth;

import java.security.Key;
import java.time.Duration;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** Issues tokens for a {@link JwtAuthenticator} with the same secret. */
public final class TokenIssuer {

    private final Key key;
    private final JwtAuthenticator.Demands demands;
    private final AccountEncryption accounts;

    /** @param expires the expiry, in milliseconds since 1970 */
    public record Token(String token, String user, long expires) {}

    /** @param secret the secret, of at least {@link KeySource#MIN_SECRET} bytes */
    public TokenIssuer(byte[] secret, JwtAuthenticator.Demands demands) {
        this.key = KeySource.secret(secret);
        this.demands = demands;
        this.accounts = new AccountEncryption(secret);
    }

    /** @param account the user's id in an external system, encrypted in the token */
    public Token issue(String user, String account, Duration lifetime) {
        NumericDate now = NumericDate.now();
        NumericDate end = NumericDate.fromSeconds(now.getValue() + lifetime.toSeconds());
        JwtClaims claims = new JwtClaims();
        claims.setSubject(user);
        claims.setIssuedAt(now);
        claims.setExpirationTime(end);
        claims.setStringClaim(AccountEncryption.CLAIM, accounts.seal(account));
        if (demands.issuer() != null) {
            claims.setIssuer(demands.issuer());
        }
        demands.audience().stream().findFirst().ifPresent(claims::setAudience);
        return new Token(sign(claims), user, end.getValueInMillis());
    }

    private String sign(JwtClaims claims) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key);
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
