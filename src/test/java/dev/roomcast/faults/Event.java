package dev.roomcast.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;

/**
 * One line of a history, as one client saw it.
 *
 * <pre>
 *   kind      data
 *   connect   what $connect gave: epoch, offset; {} where nothing
 *   frame     a frame of the server's at level 1, its publication's data cut down to the value
 *   text      the value of a text that a plain member heard
 *   publish   id (0: none was given) and value; each value is published under one id alone
 *   closed    code
 *   rest      all is quiet: whether it is open, answered, plain
 *   empty     everybody left: connections, members, rooms as the server counts them
 *   fault     what was done to whom
 * </pre>
 *
 * @param connection the number of the client's connection; what an older one still says is not written down
 */
record Event(String room, String who, int connection, String kind, JsonNode data) {

    static final ObjectMapper JSON = new ObjectMapper();

    String line() {
        ObjectNode line = JSON.createObjectNode();
        line.put("room", room).put("who", who).put("connection", connection).put("kind", kind);
        return line.set("data", data).toString();
    }

    static Event parse(String line) {
        JsonNode node = json(line);
        return new Event(
                node.get("room").asText(),
                node.get("who").asText(),
                node.get("connection").asInt(),
                node.get("kind").asText(),
                node.get("data"));
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
