package dev.roomcast.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.List;

/** The keys of the operators. Only their hashes are kept, and how long a comparison takes tells nothing of them. */
public final class ApiKeys {

    /** The shortest good key, in characters. */
    public static final int MIN_LENGTH = 16;

    private static final String SCHEME = "Bearer ";

    private final List<byte[]> hashes;

    /** @param keys none: there is no API */
    public ApiKeys(Collection<String> keys) {
        hashes = keys.stream().map(ApiKeys::hash).toList();
    }

    /** Whether there is an API at all. */
    boolean exist() {
        return !hashes.isEmpty();
    }

    /** @param authorization the header of that name, or null */
    boolean accept(String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        byte[] given = hash(authorization.substring(SCHEME.length()).strip());
        boolean accepted = false;
        for (byte[] each : hashes) {
            accepted |= MessageDigest.isEqual(each, given);
        }
        return accepted;
    }

    private static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
