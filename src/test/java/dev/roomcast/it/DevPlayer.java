package dev.roomcast.it;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.testkit.Eventually;
import dev.roomcast.testkit.Json;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.testkit.WireMember;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/** A player that reconnects after each lost connection, as the client does. */
final class DevPlayer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final URI room;
    private WireMember connection;
    private JsonNode welcome;
    private long lastId = 1;
    private int returns;

    DevPlayer(URI room) throws Exception {
        this.room = room;
        connect("\"game\":\"play\"");
    }

    private void connect(String fields) throws Exception {
        connection = WireMember.joinLater(ServerProcess.HTTP, room).join();
        connection.say("{\"method\":\"$connect\",\"id\":1,\"data\":{" + fields + "}}");
        welcome = await("$connect", 1).get("data");
    }

    private void comeBack() throws Exception {
        String session = welcome.get("session").textValue();
        Eventually.eventually("the player is back", PATIENCE, () -> {
            try {
                connect("\"session\":\"" + session + "\"");
                returns++;
                return true;
            } catch (CompletionException | IllegalStateException e) {
                return false; // the server starts
            }
        });
    }

    /** Returns the answer to a frame; fails if the connection ended meanwhile. */
    private JsonNode await(String method, long id) throws Exception {
        JsonNode[] found = new JsonNode[1];
        Eventually.eventually("an answer to " + id, PATIENCE, () -> {
            for (Object each : connection.heard()) {
                JsonNode frame = Json.parse((String) each);
                boolean isAnswer =
                        method == null || frame.get("method").textValue().equals(method);
                if (isAnswer
                        && frame.get("method").textValue().startsWith("$")
                        && frame.path("id").asLong() == id) {
                    found[0] = frame;
                }
            }
            if (found[0] == null && !connection.isOpen()) {
                throw new IllegalStateException(
                        "the connection ended with " + connection.closed().join());
            }
            return found[0] != null;
        });
        return found[0];
    }

    /** Publishes, repeats the publication after a reconnect with a lost answer, and returns the answer. */
    JsonNode publish(String method, String fields) throws Exception {
        long id = ++lastId;
        while (true) {
            try {
                if (!connection.isOpen()) {
                    comeBack();
                }
                connection.say("{\"method\":\"" + method + "\",\"id\":" + id + fields + "}");
                return await(null, id);
            } catch (IllegalStateException | java.util.concurrent.ExecutionException e) {
                comeBack();
            }
        }
    }

    String client() {
        return welcome.get("client").textValue();
    }

    /** Returns the latest answer to a join or reconnect of the player. */
    JsonNode welcome() {
        return welcome;
    }

    int returns() {
        return returns;
    }

    @Override
    public void close() {
        connection.breakOff();
    }
}
