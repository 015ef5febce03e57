package dev.roomcast.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The frames on the protocol page occur in the test vectors, which the server must pass. */
class ProtocolPageTest {

    private static final Path PAGE = Path.of("src/site/markdown/protocol.md");

    /** Returns the examples of one direction, one frame per line. */
    private static List<String> examples(String direction) throws IOException {
        List<String> examples = new ArrayList<>();
        boolean inside = false;
        boolean wanted = false;
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("```")) {
                inside = line.equals("```json");
            } else if (inside && wanted) {
                examples.add(line);
            } else if (line.startsWith("→") || line.startsWith("←")) {
                wanted = line.startsWith(direction);
            }
        }
        assertTrue(examples.size() > 15, "the page has examples");
        return examples;
    }

    @Test
    void shows_only_client_frames_that_the_vectors_send() throws IOException {
        assertEquals(List.of(), unlike(examples("→"), golden(Set.of("send", "sendText"))));
    }

    @Test
    void shows_only_server_frames_that_the_vectors_expect() throws IOException {
        assertEquals(
                List.of(),
                unlike(examples("←"), golden(Set.of("expect", "expectAll", "expectText", "skipTo", "until"))));
    }

    /** Returns the examples that match no golden frame, for any values of its placeholders. */
    private static List<String> unlike(List<String> examples, Set<JsonNode> golden) {
        return examples.stream()
                .filter(example -> golden.stream().noneMatch(frame -> new Template().matches(frame, example)))
                .toList();
    }

    private static Set<JsonNode> golden(Set<String> steps) {
        Set<JsonNode> golden = new HashSet<>();
        ProtocolVectors.all().forEach(file -> collect(file.scenarios(), steps, golden));
        return golden;
    }

    private static void collect(JsonNode node, Set<String> steps, Set<JsonNode> golden) {
        for (String step : steps) {
            JsonNode frames = node.path(step);
            (frames.isArray() ? frames : List.of(frames)).forEach(frame -> add(frame, golden));
        }
        node.forEach(each -> collect(each, steps, golden));
    }

    /** Adds a frame without placeholders for parts, because the page shows whole frames. */
    private static void add(JsonNode frame, Set<JsonNode> golden) {
        String text = frame.isTextual() ? frame.textValue() : frame.toString();
        if (!text.contains("\"$any\"") && !text.contains("\"$more\"")) {
            try {
                golden.add(Template.JSON.readTree(text));
            } catch (IOException e) {
                // The text is not JSON; the page shows only JSON.
            }
        }
    }

    @Test
    void shows_the_same_examples_in_chinese() throws IOException {
        Path chinese = Path.of("src/site/markdown/zh/protocol.md");
        assertEquals(blocks(Files.readString(PAGE)), blocks(Files.readString(chinese)));
    }

    private static List<String> blocks(String page) {
        return Pattern.compile("```\\w*\\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(block -> block.group(1))
                .toList();
    }
}
