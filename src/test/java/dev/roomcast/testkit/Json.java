package dev.roomcast.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;

/** JSON of tests: written with single quotes, parsed, or searched for one field. */
public final class Json {

    public static final ObjectMapper JSON = new ObjectMapper();

    private Json() {}

    /** Replaces single quotes by double quotes. */
    public static String text(String singleQuoted) {
        return singleQuoted.replace('\'', '"');
    }

    /** Parses a text in which a single quote stands for a double quote. */
    public static JsonNode node(String singleQuoted) {
        return parse(text(singleQuoted));
    }

    public static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    /** Returns the first string field of this name at any depth; the text has no space around the colon. */
    public static String field(String json, String name) {
        String start = "\"" + name + "\":\"";
        int at = json.indexOf(start);
        if (at < 0) {
            throw new AssertionError("no field " + name + " in " + json);
        }
        at += start.length();
        return json.substring(at, json.indexOf('"', at));
    }
}
