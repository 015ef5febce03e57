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
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;

/** Where the keys come from by which tokens are verified. */
public interface KeySource {

    /** HMAC with SHA-256 demands a key of its own length (RFC 7518, section 3.2), in bytes. */
    int MIN_SECRET = 32;

    /** A public key as RFC 7468, section 13, has it. */
    Pattern PEM = Pattern.compile("-----BEGIN PUBLIC KEY-----([^-]*)-----END PUBLIC KEY-----");

    /** The key that a signature claims to be made with, or null: there is none. */
    CompletionStage<Key> find(JsonWebSignature signature);

    /** One key for all. */
    static KeySource of(Key key) {
        CompletableFuture<Key> found = CompletableFuture.completedFuture(key);
        return signature -> found;
    }

    /** @param secret shared with who issues the tokens; its bytes of UTF-8 are the key */
    static Key secret(byte[] secret) {
        return new HmacKey(secret);
    }

    /**
     * @param pem an RSA or EC public key, {@code -----BEGIN PUBLIC KEY-----} …
     * @throws IllegalArgumentException for what is none
     */
    static Key publicKey(String pem) {
        for (String kind : new String[] {"RSA", "EC"}) {
            try {
                return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(bytes(pem)));
            } catch (GeneralSecurityException e) {
                // the other kind, perhaps
            }
        }
        throw new IllegalArgumentException("not a public key of RSA or an elliptic curve in PEM");
    }

    private static byte[] bytes(String pem) {
        Matcher body = PEM.matcher(pem);
        return body.find() ? Base64.getMimeDecoder().decode(body.group(1)) : new byte[0];
    }

    /** The algorithms that a key is for; no other is accepted with it, whatever the token says. */
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
        return new String[] {"HS256", "HS384", "HS512"};
    }
}
