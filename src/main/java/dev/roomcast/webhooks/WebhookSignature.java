package dev.roomcast.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs posts according to Standard Webhooks: {@code v1,} and the Base64 of an HMAC-SHA256 of {@code
 * id.timestamp.body}.
 */
public final class WebhookSignature {

    /** The minimum length of a secret, in bytes. */
    public static final int MIN_SECRET = 24;

    private static final String ENCODED = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /** @param secret the secret as plain text, or {@code whsec_} and its Base64 */
    public WebhookSignature(String secret) {
        byte[] bytes = secret.startsWith(ENCODED)
                ? Base64.getDecoder().decode(secret.substring(ENCODED.length()))
                : secret.getBytes(UTF_8);
        if (bytes.length < MIN_SECRET) {
            throw new IllegalArgumentException("a secret is at least " + MIN_SECRET + " bytes long");
        }
        key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /** @param timestamp the time in seconds since 1970 */
    String of(String id, long timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + timestamp + ".").getBytes(UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
