package dev.roomcast.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwe.ContentEncryptionAlgorithmIdentifiers;
import org.jose4j.jwe.JsonWebEncryption;
import org.jose4j.jwe.KeyManagementAlgorithmIdentifiers;
import org.jose4j.keys.AesKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts ids of external systems, for example WeChat's openid, inside tokens: the node needs them later, and clients
 * must not be able to read them.
 */
public final class AccountEncryption {

    static final String CLAIM = "account";

    private static final String ALGORITHM = "HmacSHA256";

    private final AesKey key;

    /** @param secret the secret, of at least {@link KeySource#MIN_SECRET} bytes */
    public AccountEncryption(byte[] secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            key = new AesKey(Arrays.copyOf(mac.doFinal("account".getBytes(UTF_8)), 32));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String seal(String account) {
        JsonWebEncryption sealed = new JsonWebEncryption();
        sealed.setAlgorithmHeaderValue(KeyManagementAlgorithmIdentifiers.DIRECT);
        sealed.setEncryptionMethodHeaderParameter(ContentEncryptionAlgorithmIdentifiers.AES_256_GCM);
        sealed.setKey(key);
        sealed.setPayload(account);
        try {
            return sealed.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return the id; null: not encrypted with this secret */
    @Nullable
    String open(@Nullable String sealed) {
        if (sealed == null) {
            return null;
        }
        try {
            JsonWebEncryption opened = new JsonWebEncryption();
            opened.setKey(key);
            opened.setCompactSerialization(sealed);
            return opened.getPayload();
        } catch (JoseException e) {
            return null;
        }
    }
}
