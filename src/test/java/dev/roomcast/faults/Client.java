package dev.roomcast.faults;

import static dev.roomcast.testkit.Json.JSON;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A client that reconnects, recovers, repeats unacknowledged publications, and records all events. */
final class Client {

    private final HttpClient http;
    private final URI server;
    private final Consumer<Event> recorder;
    final String room;
    final String who;
    final boolean isPlain;

    private ClientConnection connection;
    private int connections;
    private String session;
    private String epoch;
    private long offset;
    private long nextId = 1;
    private int nextValue = 1;
    /** Unacknowledged publications, as sent. */
    private final Map<Long, String> pending = new TreeMap<>();
    /** Abandoned connections that may still answer pings. */
    private final List<WebSocket> abandoned = new ArrayList<>();
    /** The latest publication with an id. */
    private String latest;
    /** Null without a role in a game. */
    private GamePlayer game;

    private FramePlayer frames;

    Client(HttpClient http, URI server, Consumer<Event> recorder, String room, String who, boolean isPlain) {
        this.http = http;
        this.server = server;
        this.recorder = recorder;
        this.room = room;
        this.who = who;
        this.isPlain = isPlain;
    }

    /** Joins as a player or watcher from now on. */
    Client in(GamePlayer game) {
        this.game = game;
        this.frames = new FramePlayer(game.role.equals("play"), this::write);
        return this;
    }

    /** Opens a connection and abandons the previous one without a close frame. */
    synchronized void connect() {
        if (isOpen()) {
            abandoned.add(connection.socket);
        }
        connections++;
        ClientConnection next = new ClientConnection(this);
        connection = next;
        String level = isPlain ? "" : "v=1&";
        http.newWebSocketBuilder()
                .buildAsync(server.resolve("/ws/" + room + "?" + level + "user=" + who), next)
                .whenComplete((socket, failure) -> {
                    if (failure != null) {
                        gone(next, 1006);
                    }
                });
    }

    void connect(ClientConnection next) {
        ObjectNode given = JSON.createObjectNode();
        if (epoch != null) {
            given.put("epoch", epoch).put("offset", offset);
        }
        write("connect", given);
        ObjectNode data = given.deepCopy();
        if (session != null) {
            data.put("session", session);
        }
        if (game != null) {
            data.put("game", game.role);
        }
        next.send(JSON.createObjectNode()
                .put("method", "$connect")
                .put("id", 1)
                .set("data", data)
                .toString());
    }

    private void write(String kind, JsonNode data) {
        recorder.accept(new Event(room, who, connections, kind, data));
    }

    /**
     * Returns whether a connection is the client's latest, whose frames are processed. The caller holds the client's
     * lock.
     */
    boolean isLatest(ClientConnection which) {
        return connection == which;
    }

    synchronized void gone(ClientConnection which, int code) {
        if (connection == which) {
            write("closed", JSON.createObjectNode().put("code", code));
            connection = null;
        }
    }

    void hear(ClientConnection from, JsonNode frame) {
        if (isPlain) {
            write("text", TextNode.valueOf(value(frame)));
            return;
        }
        String method = frame.get("method").asText();
        cut(frame);
        write("frame", frame);
        if (game != null) {
            game.hear(frame);
            frames.hear(frame).forEach(from::send);
        }
        switch (method) {
            case "$connect" -> welcome(from, frame.get("data"));
            case "$ack", "$error" -> pending.remove(frame.path("id").asLong());
            case "$members" -> from.listed = true;
            case "$presence", "$close", "$pong", "$host", "$run", "$frame", "$frames", "$snapshot" -> {}
            default -> offset = frame.path("offset").asLong(offset);
        }
    }

    /** Returns the value in the data of a publication. */
    private static void cut(JsonNode frame) {
        if (!frame.get("method").asText().startsWith("$") || frame.has("offset")) {
            ((ObjectNode) frame).put("data", value(frame));
        }
        if (frame.get("method").asText().equals("$connect")) {
            frame.get("data").get("publications").forEach(Client::cut);
        }
    }

    private static String value(JsonNode frame) {
        return frame.path("data").path("value").asText();
    }

    private void welcome(ClientConnection from, JsonNode data) {
        if (!data.get("resumed").asBoolean()) {
            forget();
        }
        epoch = data.get("epoch").asText();
        offset = data.get("offset").asLong();
        session = data.get("session").asText();
        from.welcome = true;
        pending.values().forEach(from::send);
    }

    /** @param size the approximate size of the data in bytes */
    synchronized void publish(int size) {
        if (!isWelcome()) {
            return;
        }
        String value = who + "." + nextValue++;
        long id = isPlain ? 0 : nextId++;
        String numbered = isPlain ? "" : "\"id\":" + id + ",";
        String change = game == null ? null : game.change();
        String text = "{\"method\":\"say\"," + numbered + (change == null ? "" : change) + "\"data\":{\"value\":\""
                + value + "\",\"more\":\"" + "x".repeat(size) + "\"}}";
        write("publish", JSON.createObjectNode().put("id", id).put("value", value));
        if (!isPlain) {
            pending.put(id, text);
            latest = text;
        }
        connection.send(text);
    }

    /**
     * Publishes without an offset: to one user, or volatile to all; at level 0 as bytes.
     *
     * @param to the user; null: all members
     */
    synchronized void publishUnkept(String to) {
        if (!isWelcome()) {
            return;
        }
        String value = who + "~" + nextValue++;
        ObjectNode unkept = JSON.createObjectNode().put("value", value);
        if (isPlain) {
            connection.send(ByteBuffer.wrap(value.getBytes(UTF_8)));
        } else if (to == null) {
            write("unkept", unkept);
            connection.send("{\"method\":\"say\",\"volatile\":true,\"data\":" + unkept + "}");
        } else {
            write("unkept", unkept.deepCopy().put("to", to));
            connection.send("{\"method\":\"say\",\"to\":[\"" + to + "\"],\"data\":" + unkept + "}");
        }
    }

    /** Sends a publication again that may be in transit or acknowledged. */
    synchronized void repeat() {
        if (isWelcome() && latest != null) {
            connection.send(latest);
        }
    }

    /** Sends an input for the next frame of the run, if the client plays in one. */
    synchronized void play() {
        String input = isWelcome() && frames != null ? frames.input(who) : null;
        if (input != null) {
            connection.send(input);
        }
    }

    /** Returns the last executed frame, or a number above all frames without a run. */
    synchronized long frame() {
        return frames == null ? Long.MAX_VALUE : frames.at();
    }

    /** Hands over the host role if the client is the host. */
    synchronized void handOver() {
        ObjectNode request = isWelcome() && game != null ? game.handOver() : null;
        if (request != null) {
            write("hand", request.get("data"));
            connection.send(request.toString());
        }
    }

    /** Closes the connection without leaving the room. */
    synchronized void close() {
        if (isOpen()) {
            connection.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(failed -> null);
        }
        connection = null; // a connecting socket is closed once it is open
    }

    /** Leaves the room permanently; later publications belong to a new member. */
    synchronized void leave() {
        if (isWelcome() && !isPlain) {
            connection.send("{\"method\":\"$leave\"}");
            connection = null;
            session = null;
            epoch = null;
            forget();
            if (frames != null) {
                frames.forget();
            }
        } else {
            close();
        }
    }

    private void forget() {
        pending.clear();
        latest = null;
    }

    /** Treats the silent connection as dead, as clients do, and reconnects. */
    synchronized void giveUp() {
        if (isOpen()) {
            abandoned.add(connection.socket);
            gone(connection, 1006);
        }
    }

    /** Ends the abandoned connections. */
    synchronized void abort() {
        abandoned.forEach(WebSocket::abort);
        abandoned.clear();
    }

    synchronized void reads(boolean reads) {
        if (isOpen() && connection.reads != reads) {
            connection.reads = reads;
            if (reads) {
                connection.socket.request(1);
            }
        }
    }

    /** Requests the members; the answer follows all earlier publications. */
    synchronized void ask() {
        if (isWelcome() && !isPlain) {
            connection.listed = false;
            connection.send("{\"method\":\"$members\",\"id\":9007199254740991}");
        }
    }

    synchronized boolean isAnswered() {
        return isWelcome() && (isPlain || connection.listed);
    }

    synchronized boolean isGone() {
        return connection == null;
    }

    synchronized boolean isOpen() {
        return connection != null && connection.socket != null;
    }

    synchronized boolean isWelcome() {
        return isOpen() && connection.welcome;
    }

    synchronized void rest() {
        ObjectNode rest = JSON.createObjectNode().put("open", isOpen());
        write("rest", rest.put("answered", isAnswered()).put("plain", isPlain));
    }

    /** Records the position of the client and whether all its publications were acknowledged. */
    synchronized String position() {
        return isPlain ? "" : epoch + "/" + offset + (pending.isEmpty() ? "" : " waits");
    }
}
