package dev.roomcast.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomcast.testkit.Json;

/**
 * One line of a history, as one client saw it.
 *
 * <pre>
 *   kind      data
 *   connect   what $connect gave: epoch, offset; {} where nothing
 *   frame     a frame of the server's at level 1, its publication's data cut down to the value
 *   text      the value of a text that a plain member heard
 *   publish   id (0: none was given) and value; each value is published under one id alone
 *   unkept    a value that is published without a place in the order, and to whom alone, if to one user
 *   foreign   id and value of a publication in another system
 *   closed    code
 *   hand      the client to whom a host hands over
 *   input     client and value of an input for the next frame
 *   pull      the frames that are asked for: run, and after or snapshot
 *   sim       the state of the simulation after a frame: run, at, state
 *   calm      nothing breaks from now on
 *   rest      all is quiet: whether it is open, answered, plain
 *   quiet     how many rooms there are, and how often one was loaded while all was quiet
 *   restless  it did not become quiet in time
 *   empty     everybody left: connections, members, rooms as the server counts them
 *   fault     what was done to whom
 * </pre>
 *
 * @param connection the number of the client's connection; what an older one still says is not written down
 */
record Event(String room, String who, int connection, String kind, JsonNode data) {

    String line() {
        ObjectNode line = Json.JSON.createObjectNode();
        line.put("room", room).put("who", who).put("connection", connection).put("kind", kind);
        return line.set("data", data).toString();
    }

    static Event parse(String line) {
        JsonNode node = Json.parse(line);
        return new Event(
                node.get("room").asText(),
                node.get("who").asText(),
                node.get("connection").asInt(),
                node.get("kind").asText(),
                node.get("data"));
    }
}
