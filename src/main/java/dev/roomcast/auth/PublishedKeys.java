package dev.roomcast.auth;

import java.math.BigInteger;
import java.security.Key;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * A set of keys (RFC 7517) with its usable entries; the other entries do not affect them.
 *
 * @param keys the usable keys
 * @param skipped the number of unusable entries
 * @param skippedIds the key ids of unusable entries
 * @param hidesIds whether the key id of an unusable entry is unknown
 */
record PublishedKeys(List<JsonWebKey> keys, int skipped, Set<String> skippedIds, boolean hidesIds) {

    static final PublishedKeys NONE = new PublishedKeys(List.of(), 0, Set.of(), false);

    /** The smallest RSA key that verifies a signature (RFC 7518, section 3.3), in bits. */
    private static final int MIN_RSA_BITS = 2048;

    /** @throws JoseException if the text is no set of keys */
    static PublishedKeys parse(String json) throws JoseException {
        if (!(JsonUtil.parseJson(json).get("keys") instanceof List<?> entries)) {
            throw new JoseException("no set of keys");
        }
        List<JsonWebKey> keys = new ArrayList<>();
        Set<String> skippedIds = new HashSet<>();
        boolean hidesIds = false;
        for (Object entry : entries) {
            JsonWebKey key = key(entry);
            Object id = entry instanceof Map<?, ?> members ? members.get("kid") : entry;
            if (key != null) {
                keys.add(key);
            } else if (entry instanceof Map<?, ?> && id instanceof String text) {
                skippedIds.add(text);
            } else {
                hidesIds |= !(entry instanceof Map<?, ?>) || id != null;
            }
        }
        return new PublishedKeys(List.copyOf(keys), entries.size() - keys.size(), Set.copyOf(skippedIds), hidesIds);
    }

    /** @return the key of an entry; null: unusable */
    @SuppressWarnings("unchecked")
    private static @Nullable JsonWebKey key(@Nullable Object entry) {
        try {
            JsonWebKey key = entry instanceof Map<?, ?> members
                    ? JsonWebKey.Factory.newJwk((Map<String, Object>) members)
                    : null;
            return key != null && isSound(key.getKey()) ? key : null;
        } catch (RuntimeException | JoseException e) {
            return null;
        }
    }

    /** Returns whether a key can verify a signature: a truncated key cannot. */
    private static boolean isSound(Key key) {
        if (key instanceof RSAPublicKey rsa) {
            return rsa.getModulus().bitLength() >= MIN_RSA_BITS;
        }
        if (key instanceof ECPublicKey ec && ec.getParams().getCurve().getField() instanceof ECFieldFp field) {
            BigInteger x = ec.getW().getAffineX();
            BigInteger y = ec.getW().getAffineY();
            BigInteger right = x.pow(3)
                    .add(ec.getParams().getCurve().getA().multiply(x))
                    .add(ec.getParams().getCurve().getB());
            return y.pow(2).subtract(right).mod(field.getP()).signum() == 0;
        }
        return true;
    }

    /**
     * Returns whether an unusable entry may be the key with an id.
     *
     * @param id the key id; null: the token has none
     */
    boolean mayHide(@Nullable String id) {
        return hidesIds || (id == null ? skipped > 0 : skippedIds.contains(id));
    }
}
