package dev.roomcast.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of an object whose values are strings, numbers, booleans or nulls. Each value is converted to a
 * canonical form, so that equal values have equal texts: {@code 3} and {@code 3.0}, strings with and without escapes.
 */
final class ScalarFields {

    /** The maximum number of fields in a request. */
    private static final int MAX_FIELDS = 4;

    /** The longest object of a request, in bytes. */
    private static final int MAX_BYTES = 1024;

    /** The number of digits that always fit into a long. */
    private static final int LONG_DIGITS = 18;

    /** The longest exponent of a number that is compared by value, with its letter and sign, in characters. */
    private static final int MAX_EXPONENT = 9;

    private ScalarFields() {}

    /**
     * Reads the object of a request.
     *
     * @param json the object; null: absent
     * @param name the name of the field, for messages
     * @param bad creates the exception for a message
     * @return the canonical values by name
     * @throws BadFrameException for a value of another type, or too many fields
     */
    static Map<String, String> ofRequest(
            CommandDecoder decoder, @Nullable RawJson json, String name, Function<String, BadFrameException> bad)
            throws BadFrameException {
        Map<String, String> fields = new TreeMap<>();
        if (json == null) {
            return fields;
        }
        if (json.length() > MAX_BYTES) {
            throw bad.apply(name + " is at most " + MAX_BYTES + " bytes long");
        }
        String shape = name + " is an object of at most " + MAX_FIELDS + " strings, numbers, booleans or nulls";
        try (JsonReader parser = decoder.parser(json.bytes(), json.from(), json.length())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw bad.apply(shape);
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken token = parser.nextToken();
                if (!token.isScalarValue()) {
                    throw bad.apply(shape);
                }
                fields.put(field, canonical(parser, token));
            }
        } catch (IOException e) {
            throw bad.apply("not JSON");
        }
        if (fields.size() > MAX_FIELDS) {
            throw bad.apply(shape);
        }
        return fields;
    }

    /** Reads the fields of an object that was accepted before. Values of other types are omitted. */
    static Map<String, String> of(CommandDecoder decoder, RawJson json) {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonReader parser = decoder.parser(json.bytes(), json.from(), json.length())) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken token = parser.nextToken();
                if (token.isScalarValue()) {
                    fields.put(field, canonical(parser, token));
                } else {
                    fields.remove(field);
                    parser.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("a value that was valid JSON on receipt", e);
        }
        return fields;
    }

    private static String canonical(JsonParser parser, JsonToken token) throws IOException {
        String text = parser.getText();
        if (token == JsonToken.VALUE_STRING) {
            return new String(new JsonWriter(text.length() + 2).string(text).json(), UTF_8);
        }
        return token.isNumeric() ? number(text) : text;
    }

    /** Returns the canonical form of a number at a linear cost; the cost of {@link BigDecimal} is quadratic. */
    private static String number(String text) {
        int e = Math.max(text.indexOf('e'), text.indexOf('E'));
        String mantissa = e < 0 ? text : text.substring(0, e);
        if (text.length() - mantissa.length() > MAX_EXPONENT) {
            return text; // the exponent is out of range
        }
        int point = mantissa.indexOf('.');
        String digits = mantissa.replace("-", "").replace(".", "");
        int from = 0;
        int end = digits.length();
        while (from < end && digits.charAt(from) == '0') {
            from++;
        }
        while (end > from && digits.charAt(end - 1) == '0') {
            end--;
        }
        if (from == end) {
            return "0";
        }
        int exponent = (e < 0 ? 0 : Integer.parseInt(text.substring(e + 1)))
                + digits.length()
                - end
                - (point < 0 ? 0 : mantissa.length() - point - 1);
        String value = (text.charAt(0) == '-' ? "-" : "") + digits.substring(from, end);
        return end - from <= LONG_DIGITS
                ? BigDecimal.valueOf(Long.parseLong(value), -exponent).toString()
                : value + "E" + exponent;
    }

    /** Writes the fields as JSON, in their order. */
    static String json(Map<String, String> fields) {
        StringBuilder json = new StringBuilder("{");
        for (Map.Entry<String, String> each : fields.entrySet()) {
            String name = each.getKey();
            json.append(json.length() == 1 ? "" : ",")
                    .append(new String(
                            new JsonWriter(name.length() + 2).string(name).json(), UTF_8))
                    .append(':')
                    .append(each.getValue());
        }
        return json.append('}').toString();
    }
}
