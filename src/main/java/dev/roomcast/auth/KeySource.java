package dev.roomcast.auth;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jspecify.annotations.Nullable;

/** Provides the keys that verify tokens. */
public interface KeySource {

    /** The minimum length of a secret for HMAC with SHA-256 (RFC 7518, section 3.2), in bytes. */
    int MIN_SECRET = 32;

    /** A public key in the format of RFC 7468, section 13. */
    Pattern PEM = Pattern.compile("-----BEGIN PUBLIC KEY-----([^-]*)-----END PUBLIC KEY-----");

    /**
     * Finds the key for a signature.
     *
     * @return the key; null: it does not exist; fails with {@link KeysUnavailableException} if that is unknown
     */
    @Nullable
    CompletionStage<Key> find(JsonWebSignature signature);

    /**
     * Finds a newer key after one that does not verify the signature.
     *
     * @return the key; null: none; fails with {@link KeysUnavailableException} if that is unknown
     */
    default @Nullable CompletionStage<Key> findReplacement(JsonWebSignature signature, Key refused) {
        return CompletableFuture.completedFuture(null);
    }

    /** Returns a source with one key for all tokens. */
    static KeySource of(Key key) {
        CompletableFuture<Key> found = CompletableFuture.completedFuture(key);
        return signature -> found;
    }

    /** @param secret the secret shared with the issuer of tokens, as bytes of its UTF-8 text */
    static Key secret(byte[] secret) {
        return new HmacKey(secret);
    }

    /**
     * @param pem an RSA or EC public key, {@code -----BEGIN PUBLIC KEY-----} …
     * @throws IllegalArgumentException if the text is no valid key
     */
    static Key publicKey(String pem) {
        for (String kind : new String[] {"RSA", "EC"}) {
            try {
                return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(bytes(pem)));
            } catch (GeneralSecurityException e) {
                // it may be a key of the other kind
            }
        }
        throw new IllegalArgumentException("not a public key of RSA or an elliptic curve in PEM");
    }

    private static byte[] bytes(String pem) {
        Matcher body = PEM.matcher(pem);
        return body.find() ? Base64.getMimeDecoder().decode(body.group(1)) : new byte[0];
    }

    /** Returns the algorithms of a key; no other algorithm is accepted with it. */
    static String[] algorithms(Key key) {
        if (key instanceof RSAPublicKey) {
            return new String[] {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"};
        }
        if (key instanceof ECPublicKey ec) {
            return new String[] {
                switch (EllipticCurves.getName(ec.getParams().getCurve())) {
                    case EllipticCurves.P_256 -> "ES256";
                    case EllipticCurves.P_384 -> "ES384";
                    default -> "ES512";
                }
            };
        }
        return key instanceof SecretKey ? new String[] {"HS256", "HS384", "HS512"} : new String[0];
    }
}
