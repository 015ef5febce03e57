package dev.roomcast.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a level 0 text that is a JSON object, with the meaning that they have at level 1.
 *
 * @param method the method; null: absent or not a string
 * @param type the type; null: absent or not a string
 * @param data the data; null: absent
 * @param isAmbiguous whether {@code method} or {@code data} occurs twice; the last one counts
 */
public record PlainText(
        @Nullable String method,
        @Nullable String type,
        @Nullable RawJson data,
        boolean isAmbiguous) {

    /**
     * Returns whether level 1 receives the text as a publication of its method; otherwise level 1 receives the text
     * itself.
     */
    public boolean isPublication() {
        return method != null && method.charAt(0) != '$';
    }

    /** Returns null for a text that is no JSON object, or whose method no publication may have. */
    static @Nullable PlainText of(CommandDecoder decoder, Frame text) {
        String method = null;
        String type = null;
        RawJson data = null;
        int methods = 0;
        int values = 0;
        try (JsonReader parser = decoder.parser(text.bytes(), text.payloadStart(), text.payloadLength())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                switch (name) {
                    case "method" -> {
                        methods++;
                        method = stringOrSkip(parser, token);
                    }
                    case "type" -> type = stringOrSkip(parser, token);
                    case "data" -> {
                        values++;
                        data = CommandDecoder.raw(parser, text.bytes());
                    }
                    default -> parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                return null;
            }
        } catch (IOException e) {
            return null;
        }
        return method == null || CommandDecoder.isMethod(method)
                ? new PlainText(method, type, data, methods > 1 || values > 1)
                : null;
    }

    private static @Nullable String stringOrSkip(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        parser.skipChildren();
        return null;
    }
}
