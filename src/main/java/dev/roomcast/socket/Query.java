package dev.roomcast.socket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The query of a handshake's URL, in UTF-8: percent-encoded, or as raw bytes. The first value of a repeated parameter
 * counts; unknown parameters are ignored.
 */
final class Query {

    private static final Set<String> KNOWN = Set.of("v", "user", "echo", "token");

    /** The maximum number of parameters; further ones are ignored. */
    private static final int MAX_PARAMETERS = 64;

    /** Invalid escapes, at which the framework fails when it decodes the parameters. */
    private static final Pattern BAD_ESCAPE = Pattern.compile("%(?![0-9a-fA-F]{2})");

    private final Map<String, String> values = new HashMap<>();
    private boolean good = true;

    private Query() {}

    /** @param query the query without the question mark, with one character for each byte; null: none */
    static Query of(@Nullable String query) {
        Query parsed = new Query();
        if (query != null && !query.isEmpty()) {
            parsed.good = !BAD_ESCAPE.matcher(query).find();
            String[] pairs = query.split("&", MAX_PARAMETERS + 1);
            for (int i = 0; i < Math.min(pairs.length, MAX_PARAMETERS); i++) {
                parsed.add(pairs[i]);
            }
        }
        return parsed;
    }

    private void add(String pair) {
        int equals = pair.indexOf('=');
        String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
        if (name == null || !KNOWN.contains(name) || values.containsKey(name)) {
            return;
        }
        String value = decoded(equals < 0 ? "" : pair.substring(equals + 1));
        good &= value != null;
        values.put(name, value);
    }

    /** Returns whether all escapes are valid and all known parameters could be decoded. */
    boolean isGood() {
        return good;
    }

    /** @return the value; null: absent or not decodable */
    @Nullable
    String get(String name) {
        return values.get(name);
    }

    /** @return the decoded text; null: an invalid escape, or not UTF-8 */
    private static @Nullable String decoded(String encoded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                int high = i + 2 <= encoded.length() - 1 ? Character.digit(encoded.charAt(i + 1), 16) : -1;
                int low = high < 0 ? -1 : Character.digit(encoded.charAt(i + 2), 16);
                if (low < 0) {
                    return null;
                }
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(c == '+' ? ' ' : c);
            }
        }
        try {
            return UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /**
     * Returns every parameter except the token, including those unknown to the node.
     *
     * @param query as for {@link #of}
     * @return the first value of each name, without values that are not decodable
     */
    static Map<String, String> withoutToken(@Nullable String query) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&", MAX_PARAMETERS + 1)) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = decoded(equals < 0 ? "" : pair.substring(equals + 1));
            if (name != null
                    && value != null
                    && !name.isEmpty()
                    && !name.equals("token")
                    && all.size() < MAX_PARAMETERS) {
                all.putIfAbsent(name, value);
            }
        }
        return all;
    }
}
