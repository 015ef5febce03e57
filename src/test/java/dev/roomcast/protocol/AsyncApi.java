package dev.roomcast.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Validation of frames against their published description. */
final class AsyncApi {

    private static final Path FILE = Path.of("src/main/resources/META-INF/resources/asyncapi.yaml");
    private static final ObjectMapper JSON = Template.JSON;
    private static final AsyncApi INSTANCE = new AsyncApi();

    private final JsonNode document;
    private final List<JsonSchema> said;
    private final List<JsonSchema> understood;

    private AsyncApi() {
        try {
            document = new YAMLMapper().readTree(FILE.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        said = schemas("send");
        understood = schemas("receive");
    }

    static AsyncApi document() {
        return INSTANCE;
    }

    /** Returns the schemas of an operation's messages, by the references of the document. */
    private List<JsonSchema> schemas(String operation) {
        JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7);
        List<JsonSchema> schemas = new ArrayList<>();
        for (JsonNode message : document.at("/operations/" + operation + "/messages")) {
            JsonNode payload = follow(follow(message)).get("payload");
            JsonNode schema = JSON.createObjectNode()
                    .put("$ref", payload.get("$ref").textValue())
                    .set("components", document.get("components"));
            schemas.add(factory.getSchema(schema));
        }
        return schemas;
    }

    private JsonNode follow(JsonNode reference) {
        return document.at(reference.get("$ref").textValue().substring(1));
    }

    /** Returns whether the document allows the server to send a frame. */
    boolean isSaid(String frame) {
        return isOneOf(said, frame);
    }

    /** Returns whether the document allows a client to send a frame. */
    boolean isUnderstood(String frame) {
        return isOneOf(understood, frame);
    }

    private static boolean isOneOf(List<JsonSchema> schemas, String frame) {
        try {
            JsonNode json = JSON.readTree(frame);
            return schemas.stream().anyMatch(schema -> schema.validate(json).isEmpty());
        } catch (IOException e) {
            return false;
        }
    }
}
