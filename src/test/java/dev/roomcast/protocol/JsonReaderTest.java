package dev.roomcast.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One parser for many texts, with its limits. */
class JsonReaderTest {

    private final JsonReader parser = new JsonReader(StreamReadConstraints.defaults());

    /** Returns all tokens of a text. */
    private String read(String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        StringBuilder tokens = new StringBuilder();
        try (JsonReader reading = parser.begin(bytes, 0, bytes.length)) {
            for (JsonToken token = reading.nextToken(); token != null; token = reading.nextToken()) {
                tokens.append(reading.getText()).append(' ');
            }
        }
        return tokens.toString();
    }

    private static String withNames(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(i -> "\"n" + i + "\":1")
                .collect(Collectors.joining(",", "{", "}"));
    }

    @Test
    void reads_one_object_after_another() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertEquals("{ a [ 1 { b x" + i + " } ] } ", read("{\"a\":[1,{\"b\":\"x" + i + "\"}]}"));
            assertTrue(parser.isReusable());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"a\":[1", "{\"a\":\"b", "[", "\"", "{} \"", "5", "tru", "", "{\"a\":-", "hello", "\"\\u12"})
    void starts_each_text_with_a_clean_state(String text) throws IOException {
        try {
            read(text);
        } catch (IOException e) {
            // valid or not
        }
        assertTrue(parser.isReusable());
        assertEquals("{ a [ 1 ] } ", read("{\"a\":[1]}"));
        byte[] bytes = text.getBytes(UTF_8);
        try (JsonReader reading = parser.begin(bytes, 0, bytes.length)) {
            reading.nextToken();
            reading.nextToken();
        } catch (IOException e) {
            // the same text, not read to its end
        }
        assertEquals("{ a [ 1 ] } ", read("{\"a\":[1]}"));
    }

    @Test
    void bounds_the_remembered_names() throws IOException {
        read(withNames(0, 200));
        read(withNames(0, 200));
        assertTrue(parser.isReusable());
        read(withNames(200, 200));
        assertFalse(parser.isReusable());
    }

    @Test
    void releases_long_texts() throws IOException {
        read("{\"" + "n".repeat(4100) + "\":1}");
        assertFalse(parser.isReusable());
    }
}
