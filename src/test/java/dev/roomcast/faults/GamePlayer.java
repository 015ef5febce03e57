package dev.roomcast.faults;

import static dev.roomcast.testkit.Json.JSON;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The game of a client: its view of the game and its actions. */
final class GamePlayer {

    /** {@code play} or {@code watch}. */
    final String role;

    private final Random random;
    private String client;
    private String host;
    private String epoch;
    private long offset;
    private long number;
    /** The members by client; the value says whether the member is a player. */
    private final Map<String, Boolean> members = new HashMap<>();

    GamePlayer(String role, long seed) {
        this.role = role;
        this.random = new Random(seed);
    }

    /** Processes a frame of the server. */
    void hear(JsonNode frame) {
        JsonNode data = frame.get("data");
        switch (frame.get("method").asText()) {
            case "$connect" -> welcome(data);
            case "$presence" -> presence(data);
            default -> publication(frame);
        }
    }

    private void welcome(JsonNode data) {
        client = data.get("client").asText();
        host = data.path("host").asText(null);
        members.clear();
        data.get("members").forEach(this::joined);
        if (data.has("state")) {
            number = data.get("state").path("n").asLong();
        }
        data.get("publications").forEach(this::publication);
        epoch = data.get("epoch").asText();
        offset = data.get("offset").asLong();
    }

    private void joined(JsonNode member) {
        members.put(member.get("client").asText(), member.path("game").asText().equals("play"));
    }

    private void presence(JsonNode data) {
        data.path("joins").forEach(this::joined);
        data.path("leaves").forEach(each -> members.remove(each.get("client").asText()));
        if (data.has("host")) {
            host = data.get("host").asText(null);
        }
    }

    private void publication(JsonNode frame) {
        if (frame.has("offset")) {
            offset = frame.get("offset").asLong();
            number = frame.path("set").path("n").asLong(number);
        }
    }

    /** Returns the state change of the next publication; {@code null}: none. */
    String change() {
        if (!role.equals("play") || client == null) {
            return null;
        }
        return switch (random.nextInt(5)) {
            case 0, 1 ->
                "\"set\":{\"n\":" + (number + 1) + "},\"if\":{\"epoch\":\"" + epoch + "\",\"offset\":" + offset + "},";
            case 2 -> "\"set\":{\"" + client + "/x\":" + random.nextInt(1000) + "},";
            case 3 ->
                "\"set\":{\"k/" + random.nextInt(20) + "\":" + (random.nextInt(4) == 0 ? "null" : random.nextInt(1000))
                        + "},";
            default -> null;
        };
    }

    /** Returns a request that hands over the host role; null if the client is not able to. */
    ObjectNode handOver() {
        List<String> others = new ArrayList<>();
        members.forEach((other, plays) -> {
            if (plays && !other.equals(client)) {
                others.add(other);
            }
        });
        if (client == null || !client.equals(host) || others.isEmpty()) {
            return null;
        }
        ObjectNode request = JSON.createObjectNode().put("method", "$host").put("id", (1L << 53) - 2);
        request.putObject("data").put("client", others.get(random.nextInt(others.size())));
        return request;
    }
}
