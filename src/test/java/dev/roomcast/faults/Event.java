package dev.roomcast.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomcast.testkit.Json;

/**
 * One line of a history, as one client saw it.
 *
 * <pre>
 *   kind      data
 *   connect   the position in $connect: epoch, offset; {} without one
 *   frame     a frame of the server at level 1, with the data of publications reduced to the value
 *   text      the value of a text that a plain member received
 *   publish   id (0: none) and value; each value is published under one id only
 *   unkept    a value that is published without an offset, and its recipient, if it is for one user
 *   foreign   id and value of a publication in another system
 *   closed    code
 *   hand      the client that receives the host role from the host
 *   input     client and value of an input for the next frame
 *   pull      the requested frames: run, and after or snapshot
 *   sim       the state of the simulation after a frame: run, at, state
 *   calm      no faults from now on
 *   rest      the system is quiet: whether the client is open, answered, plain
 *   quiet     the number of rooms, and the number of loads while the system was quiet
 *   restless  the system did not become quiet in time
 *   empty     all clients left: connections, members, rooms as counted by the server
 *   fault     the fault and its target
 * </pre>
 *
 * @param connection the number of the client's connection; frames of older ones are not recorded
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
