package dev.roomcast.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Placeholders in the sent and expected frames of a scenario. */
final class Template {

    static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final Pattern NAME = Pattern.compile("\\$\\{([^}]+)}");
    private static final Pattern REPEATED = Pattern.compile("(.+)\\*(\\d+)", Pattern.DOTALL);

    private final Map<String, JsonNode> known = new HashMap<>();

    void set(String name, JsonNode value) {
        known.put(name, value);
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(json, e);
        }
    }

    /** Replaces every {@code ${name}} in a frame to send. */
    JsonNode fill(JsonNode node) {
        if (node.isTextual()) {
            Matcher whole = NAME.matcher(node.textValue());
            return whole.matches() ? value(whole.group(1)) : TextNode.valueOf(fill(node.textValue()));
        }
        if (node instanceof ObjectNode object) {
            ObjectNode filled = JSON.createObjectNode();
            object.properties().forEach(each -> filled.set(each.getKey(), fill(each.getValue())));
            return filled;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode filled = JSON.createArrayNode();
            array.forEach(each -> filled.add(fill(each)));
            return filled;
        }
        return node;
    }

    String fill(String text) {
        return NAME.matcher(text)
                .replaceAll(
                        found -> Matcher.quoteReplacement(value(found.group(1)).asText()));
    }

    private JsonNode value(String name) {
        Matcher repeated = REPEATED.matcher(name);
        if (repeated.matches()) {
            return TextNode.valueOf(repeated.group(1).repeat(Integer.parseInt(repeated.group(2))));
        }
        if (!known.containsKey(name)) {
            throw new AssertionError("the scenario has no value of " + name + " yet");
        }
        return known.get(name);
    }

    /** Returns whether a frame matches; if so, stores the values of new names. */
    boolean matches(JsonNode expected, String text) {
        Map<String, JsonNode> before = new HashMap<>(known);
        try {
            if (isLike(expected, JSON.readTree(text))) {
                return true;
            }
        } catch (JsonProcessingException e) {
            // The text is not JSON.
        }
        known.clear();
        known.putAll(before);
        return false;
    }

    private boolean isLike(JsonNode expected, JsonNode actual) {
        if (expected.isTextual()) {
            return isLike(expected.textValue(), actual);
        }
        if (expected.has("$unordered")) {
            return actual.isArray() && areLike(expected.get("$unordered"), actual);
        }
        if (expected.isObject()) {
            boolean more = expected.has("$more");
            int size = expected.size() - (more ? 1 : 0);
            return actual.isObject()
                    && (more || actual.size() == size)
                    && expected.properties().stream()
                            .filter(each -> !each.getKey().equals("$more"))
                            .allMatch(each ->
                                    actual.has(each.getKey()) && isLike(each.getKey(), each.getValue(), actual));
        }
        if (expected.isArray()) {
            boolean good = actual.isArray() && actual.size() == expected.size();
            for (int i = 0; good && i < expected.size(); i++) {
                good = isLike(expected.get(i), actual.get(i));
            }
            return good;
        }
        return expected.equals(actual);
    }

    /** Compares members in any order. */
    private boolean isLike(String key, JsonNode expected, JsonNode object) {
        JsonNode actual = object.get(key);
        return key.equals("members") && expected.isArray()
                ? actual.isArray() && areLike(expected, actual)
                : isLike(expected, actual);
    }

    private boolean isLike(String expected, JsonNode actual) {
        switch (expected) {
            case "$any":
                return true;
            case "$string":
                return actual.isTextual() && !actual.textValue().isEmpty();
            case "$int":
                return actual.isIntegralNumber();
            default:
                Matcher whole = NAME.matcher(expected);
                if (whole.matches() && !REPEATED.matcher(whole.group(1)).matches()) {
                    JsonNode value = known.putIfAbsent(whole.group(1), actual);
                    return value == null || value.equals(actual);
                }
                return actual.isTextual() && actual.textValue().equals(fill(expected));
        }
    }

    /** Compares values in any order. */
    private boolean areLike(JsonNode expected, JsonNode actual) {
        List<JsonNode> left = new ArrayList<>();
        actual.forEach(left::add);
        for (JsonNode each : expected) {
            int found = -1;
            for (int i = 0; i < left.size() && found < 0; i++) {
                found = isLike(each, left.get(i)) ? i : -1;
            }
            if (found < 0) {
                return false;
            }
            left.remove(found);
        }
        return left.isEmpty();
    }
}
