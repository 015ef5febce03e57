package dev.roomcast.protocol;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The fields in the {@code data} of a request, which is an object or absent. The value of an absent field is null. */
final class RequestFields {
    private static final Set<String> KNOWN = Set.of(
            "token",
            "info",
            "history",
            "session",
            "epoch",
            "offset",
            "limit",
            "game",
            "expect",
            "key",
            "client",
            "rate",
            "run",
            "after",
            "snapshot",
            "frame",
            "data",
            "rooms",
            "where",
            "open",
            "same",
            "skill",
            "party",
            "cancel");

    /** The fields whose values stay in their original encoding. */
    private static final Set<String> RAW = Set.of("info", "data", "skill");

    /** The fields that a client without a position or session may set to null or omit. */
    private static final Set<String> NULLABLE = Set.of("token", "session", "epoch", "offset", "history");

    private final Function<String, BadFrameException> bad;
    private final List<String> names = new ArrayList<>(4);
    private final List<@Nullable Object> values = new ArrayList<>(4);

    /**
     * @param data the data; null: absent
     * @param bad creates the exception for a message
     */
    RequestFields(CommandDecoder decoder, @Nullable RawJson data, Function<String, BadFrameException> bad)
            throws BadFrameException {
        this.bad = bad;
        if (data == null) {
            return;
        }
        try (JsonReader parser = decoder.parser(data.bytes(), data.from(), data.length())) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.VALUE_NULL) {
                return;
            }
            if (token != JsonToken.START_OBJECT) {
                throw bad.apply("data is an object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                read(parser, data);
            }
        } catch (IOException e) {
            throw bad.apply("not JSON");
        }
    }

    private void read(JsonReader parser, RawJson data) throws IOException {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        boolean isRaw = RAW.contains(name);
        if (!KNOWN.contains(name)) {
            parser.skipChildren();
            return;
        }
        names.add(name);
        if (token == JsonToken.VALUE_NULL && NULLABLE.contains(name)) {
            values.add(null);
        } else if (token == JsonToken.VALUE_STRING && !isRaw) {
            values.add(parser.getText());
        } else if (token.isNumeric() && !isRaw) {
            values.add(CommandDecoder.integer(parser, token));
        } else {
            values.add(CommandDecoder.raw(parser, data.bytes()));
        }
    }

    private @Nullable Object value(String name) {
        int at = names.lastIndexOf(name);
        return at < 0 ? null : values.get(at);
    }

    @Nullable
    RawJson raw(String name) {
        return (RawJson) value(name);
    }

    String string(String name) throws BadFrameException {
        Object value = value(name);
        if (value != null && !(value instanceof String)) {
            throw bad.apply(name + " is a string");
        }
        return (String) value;
    }

    /** Returns an integer field. @return -1: absent */
    long integer(String name, long min) throws BadFrameException {
        Object value = value(name);
        if (value == null) {
            return -1;
        }
        if (!(value instanceof Long number) || number < min) {
            throw bad.apply(name + " is an integer from " + min);
        }
        return number;
    }

    /** Returns whether the field has a value. */
    boolean has(String name) {
        return value(name) != null;
    }

    /** Returns whether the field is {@code true}. */
    boolean isTrue(String name) {
        return value(name) instanceof RawJson json && json.toString().equals("true");
    }

    /**
     * Returns a boolean field; false: absent.
     *
     * @throws BadFrameException for a value of another type
     */
    boolean bool(String name) throws BadFrameException {
        Object value = value(name);
        if (value != null && !isTrue(name) && !value.toString().equals("false") || value instanceof String) {
            throw bad.apply(name + " is true or false");
        }
        return isTrue(name);
    }

    /**
     * Returns the JSON of a field.
     *
     * @return the value; null: absent
     * @throws BadFrameException for a string or a number
     */
    @Nullable
    RawJson object(String name) throws BadFrameException {
        Object value = value(name);
        if (value != null && !(value instanceof RawJson)) {
            throw bad.apply(name + " is an object");
        }
        return (RawJson) value;
    }

    BadFrameException bad(String message) {
        return bad.apply(message);
    }
}
