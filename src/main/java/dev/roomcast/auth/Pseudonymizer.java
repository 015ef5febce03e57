package dev.roomcast.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Maps the secret ids of external systems, for example WeChat's openid, to public names. The same id always has the
 * same name, and the name does not reveal the id without the secret.
 */
public final class Pseudonymizer {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "w_";
    /** The length of a pseudonym, in bytes. */
    private static final int BYTES = 15;

    private final SecretKeySpec key;

    public Pseudonymizer(byte[] secret) {
        key = new SecretKeySpec(secret, ALGORITHM);
    }

    public String of(String id) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] digest = mac.doFinal(("user:" + id).getBytes(UTF_8));
            return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
