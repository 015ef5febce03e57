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
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The frames on the protocol's page look like those of the test vectors, which the server is held to. */
class ProtocolPageTest {

    private static final Path PAGE = Path.of("src/site/markdown/protocol.md");

    /** The lines of the page's JSON: of all blocks, or of those alone that the server sends. */
    private static List<String> examples(boolean ofTheServer) throws IOException {
        List<String> examples = new ArrayList<>();
        boolean inside = false;
        boolean wanted = !ofTheServer;
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith("```")) {
                inside = line.equals("```json");
            } else if (inside && wanted) {
                examples.add(line);
            } else if (ofTheServer && (line.startsWith("→") || line.startsWith("←"))) {
                wanted = line.startsWith("←");
            }
        }
        return examples;
    }

    @Test
    void everyExampleOnThePageIsJson() throws IOException {
        List<String> examples = examples(false);
        assertTrue(examples.size() > 30, "the page has examples");
        for (String example : examples) {
            Template.JSON.readTree(example);
        }
    }

    @Test
    void everyFrameOfTheServerOnThePageHasTheFieldsThatTheVectorsDemand() throws IOException {
        Set<String> golden = new HashSet<>();
        ProtocolVectors.all().forEach(file -> collect(file.scenarios(), golden));
        List<String> unknown = new ArrayList<>();
        for (String example : examples(true)) {
            if (!golden.contains(shape(Template.JSON.readTree(example)))) {
                unknown.add(example);
            }
        }
        assertEquals(List.of(), unknown);
    }

    private static void collect(JsonNode node, Set<String> golden) {
        for (String field : List.of("expect", "expectAll", "skipTo")) {
            JsonNode frames = node.path(field);
            for (JsonNode frame : frames.isArray() ? frames : List.of(frames)) {
                if (frame.isObject()
                        && !frame.has("$more")
                        && !frame.path("data").has("$more")) {
                    golden.add(shape(frame));
                }
            }
        }
        if (node.has("join")) {
            golden.add(shape(Scenario.welcome(node)));
        }
        node.forEach(each -> collect(each, golden));
    }

    /** The fields of a frame, and of the data of one that is the server's own; an {@code id} may always be there. */
    private static String shape(JsonNode frame) {
        String method = frame.path("method").asText();
        boolean own = method.startsWith("$") && !method.equals("$text");
        Set<String> fields = names(frame);
        fields.remove("id");
        return fields + (own ? method + names(frame.path("data")) : "");
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
