package dev.roomcast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.roomcast.testkit.Json;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares every response with the published description of the API. */
final class OpenApi implements Filter {

    private static final Path FILE = Path.of("src/main/resources/META-INF/resources/openapi.yaml");

    private final JsonNode document;
    private final Set<String> seen = new TreeSet<>();

    OpenApi() throws IOException {
        document = read(Files.readString(FILE));
    }

    JsonNode document() {
        return document;
    }

    static JsonNode read(String yaml) throws IOException {
        return YAMLMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build()
                .readTree(yaml);
    }

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification specification, FilterContext next) {
        Response response = next.next(request, specification);
        String method = request.getMethod().toLowerCase(Locale.ROOT);
        String path = path(request.getURI().replaceFirst("^https?://[^/]+", "").replaceFirst("\\?.*", ""));
        JsonNode operation =
                path == null ? null : document.path("paths").path(path).get(method);
        if (operation != null) {
            check(method + " " + path, operation, response);
        }
        return response;
    }

    private void check(String name, JsonNode operation, Response response) {
        String status = Integer.toString(response.statusCode());
        JsonNode described = operation.path("responses").get(status);
        assertNotNull(described, name + " answered " + status + ", which is not described");
        if (described.has("$ref")) {
            described = document.at(described.get("$ref").textValue().substring(1));
        }
        JsonNode schema = described.path("content").path(response.contentType()).get("schema");
        assertNotNull(schema, name + " answered " + status + " in " + response.contentType());
        assertEquals(Set.of(), problems(schema, response.asString()), name + " answered " + response.asString());
        seen.add(name + " " + status);
    }

    private Set<?> problems(JsonNode schema, String body) {
        JsonNode whole = Json.JSON
                .createObjectNode()
                .<ObjectNode>set("allOf", Json.JSON.createArrayNode().add(schema))
                .set("components", document.get("components"));
        try {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(whole)
                    .validate(Json.JSON.readTree(body));
        } catch (IOException e) {
            return Set.of(e.getMessage());
        }
    }

    /** Returns the described path that matches, or null. */
    private String path(String actual) {
        Iterator<String> paths = document.get("paths").fieldNames();
        while (paths.hasNext()) {
            String path = paths.next();
            if (actual.matches(path.replaceAll("\\{[a-z]+}", "[^/]+"))) {
                return path;
            }
        }
        return null;
    }

    /** Returns the described responses that no test received, except 503 and other failures of the node. */
    Set<String> unseen() {
        Set<String> unseen = new TreeSet<>();
        document.get("paths")
                .fields()
                .forEachRemaining(path -> path.getValue()
                        .fields()
                        .forEachRemaining(operation -> operation
                                .getValue()
                                .path("responses")
                                .fieldNames()
                                .forEachRemaining(status ->
                                        unseen.add(operation.getKey() + " " + path.getKey() + " " + status))));
        unseen.removeAll(seen);
        unseen.removeIf(each -> each.endsWith(" 503") || each.endsWith(" default"));
        return unseen;
    }

    /** Returns the described paths and methods. */
    Map<String, Set<String>> methods() {
        Map<String, Set<String>> methods = new TreeMap<>();
        document.get("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().fieldNames().forEachRemaining(name -> {
                    if (path.getValue().get(name).has("responses")) {
                        methods.computeIfAbsent(path.getKey(), each -> new TreeSet<>())
                                .add(name.toUpperCase(Locale.ROOT));
                    }
                }));
        return methods;
    }
}
