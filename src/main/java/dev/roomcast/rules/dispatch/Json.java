package dev.roomcast.rules.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.rules.BadDataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Converts between JSON and the values of rules. Reading is strict, because clients send the values: no text becomes a
 * number, no fraction becomes an integer, and no missing number becomes 0. Thread: any.
 */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private Json() {}

    /** Parses a value; null becomes a missing node. */
    static @Nullable JsonNode tree(@Nullable RawJson json) {
        if (json == null) {
            return MissingNode.getInstance();
        }
        try {
            return MAPPER.readTree(json.bytes(), json.from(), json.length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Converts a value to a type.
     *
     * @throws BadDataException if the value does not match the type
     */
    static <T> T read(@Nullable RawJson json, Class<T> type) {
        if (json == null) {
            throw new BadDataException("data is missing: " + type.getSimpleName());
        }
        try {
            T value = MAPPER.readValue(json.bytes(), json.from(), json.length(), type);
            if (value == null) {
                throw new BadDataException("data is null: " + type.getSimpleName());
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new BadDataException("data does not fit " + type.getSimpleName() + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RawJson write(Object value) {
        try {
            return RawJson.of(MAPPER.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "cannot write " + value.getClass().getName() + " as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Returns a text as a JSON string. */
    static String quoted(String text) {
        return new String(write(text).bytes(), UTF_8);
    }
}
