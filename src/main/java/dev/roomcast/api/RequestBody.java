package dev.roomcast.api;

import dev.roomcast.protocol.Frame;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The JSON object in the body of a request. A mistake becomes a {@link ProblemException} that names the field. */
final class RequestBody {

    /** The maximum length of an unknown name in an error message, in characters. */
    private static final int MAX_SHOWN = 40;

    private final JsonObject json;

    private RequestBody(JsonObject json) {
        this.json = json;
    }

    /** @param body the body; empty: an object without fields */
    static RequestBody of(byte[] body) {
        if (body.length == 0) {
            return new RequestBody(new JsonObject());
        }
        checkUtf8(body);
        try {
            return new RequestBody(new JsonObject(Buffer.buffer(body)));
        } catch (DecodeException | ClassCastException e) {
            throw ProblemException.badRequest("the body is no JSON object");
        }
    }

    static RequestBody of(JsonObject json) {
        return new RequestBody(json);
    }

    /** Returns the objects of a list, 1 to {@code max} of them. */
    List<JsonObject> objects(String name, int max) {
        if (json.getValue(name) instanceof JsonArray list && !list.isEmpty() && list.size() <= max) {
            List<JsonObject> objects = list.stream()
                    .map(each -> each instanceof JsonObject object ? object : null)
                    .filter(Objects::nonNull)
                    .toList();
            if (objects.size() == list.size()) {
                return objects;
            }
        }
        throw ProblemException.badRequest(name + " is a list of 1 to " + max + " objects");
    }

    /** @throws ProblemException if the body is not UTF-8 */
    static void checkUtf8(byte[] body) {
        if (!isUtf8(body)) {
            throw ProblemException.badRequest("the body is not UTF-8");
        }
    }

    static boolean isUtf8(byte[] bytes) {
        Frame frame = Frame.allocate(true, bytes.length);
        System.arraycopy(bytes, 0, frame.bytes(), frame.payloadStart(), bytes.length);
        return frame.isUtf8();
    }

    /** @throws ProblemException for any other field, so that a misspelled one does not go unnoticed */
    void allow(String... fields) {
        Set<String> unknown = new TreeSet<>(json.fieldNames());
        unknown.removeAll(List.of(fields));
        if (!unknown.isEmpty()) {
            throw ProblemException.badRequest("unknown field "
                    + shortened(unknown.iterator().next()) + "; known are " + String.join(", ", fields));
        }
    }

    /** Shortens a name for an error message. */
    static String shortened(String name) {
        return name.length() <= MAX_SHOWN ? name : name.substring(0, MAX_SHOWN) + "…";
    }

    /** @param absent the value if the field is absent or null */
    long integer(String name, long min, long max, long absent) {
        Object value = json.getValue(name);
        if (value == null) {
            return absent;
        }
        if (value instanceof Number number
                && number.doubleValue() == Math.rint(number.doubleValue())
                && number.doubleValue() >= min
                && number.doubleValue() <= max) {
            return number.longValue();
        }
        throw ProblemException.badRequest(name + " is an integer from " + min + " to " + max);
    }

    /** @return the text; null: absent or null */
    @Nullable
    String string(String name, int maxLength) {
        Object value = json.getValue(name);
        if (value == null || value instanceof String text && text.length() <= maxLength) {
            return (String) value;
        }
        throw ProblemException.badRequest(name + " is a string of at most " + maxLength + " characters");
    }
}
