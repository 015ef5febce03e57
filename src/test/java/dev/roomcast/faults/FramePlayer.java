package dev.roomcast.faults;

import static dev.roomcast.testkit.Json.JSON;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The lock-step game of a client: a toy simulation whose state is one number. It executes every frame in order,
 * requests missed frames, and stores snapshots while the client is the host.
 */
final class FramePlayer {

    private static final int RATE = 30;
    private static final long PULL = (1L << 53) - 3;
    private static final long RUN = (1L << 53) - 4;
    private static final long SNAPSHOT = (1L << 53) - 5;
    /** The number of frames between two records of the state. */
    private static final int SHOWN = 16;
    /** The number of frames between two snapshots of the host. */
    private static final int KEPT = 256;

    private final boolean plays;
    private final BiConsumer<String, JsonNode> recorder;
    private final List<String> requests = new ArrayList<>();

    private String client;
    private String host;
    /** Null if no run is known. */
    private String run;

    private boolean isRunning;
    /** The last executed frame, and the state after it. */
    private long at;

    private long state;
    /** The last frame that the server announced. */
    private long told;

    private final TreeMap<Long, JsonNode> waiting = new TreeMap<>();
    private boolean pulls;
    private boolean isLost;
    private int inputs;

    /** @param recorder receives events: kind and data */
    FramePlayer(boolean plays, BiConsumer<String, JsonNode> recorder) {
        this.plays = plays;
        this.recorder = recorder;
    }

    /** Processes a frame of the server and returns the resulting requests. */
    List<String> hear(JsonNode frame) {
        requests.clear();
        JsonNode data = frame.get("data");
        switch (frame.get("method").asText()) {
            case "$connect" -> welcome(data);
            case "$presence" -> host = data.has("host") ? data.get("host").asText(null) : host;
            case "$run" -> follow(frame);
            case "$frame" -> hear(data.get(0).asLong(), data);
            case "$frames" -> catchUp(data);
            case "$error" -> pulls &= frame.path("id").asLong() != PULL;
            default -> {}
        }
        startIfHost();
        return List.copyOf(requests);
    }

    /** Resets the client to an empty state. */
    void forget() {
        run = null;
        isRunning = false;
    }

    private void welcome(JsonNode data) {
        client = data.get("client").asText();
        host = data.path("host").asText(null);
        pulls = false;
        waiting.clear();
        if (data.has("run")) {
            follow(data.get("run"), data.get("run").path("snapshot").asLong(-1));
        } else {
            forget();
        }
    }

    private void follow(JsonNode frame) {
        if (!frame.has("id")) {
            follow(frame.get("data"), -1);
        }
    }

    private void follow(JsonNode next, long snapshot) {
        String id = next.get("run").asText();
        if (!id.equals(run)) {
            run = id;
            at = 0;
            state = 17;
            isLost = false;
            pulls = false;
            waiting.clear();
        }
        isRunning = next.get("rate").asInt() > 0;
        told = next.get("frame").asLong();
        if (told > at) {
            pull(at == 0 && snapshot > 0);
        }
    }

    private void startIfHost() {
        if (plays && client != null && client.equals(host) && !isRunning) {
            isRunning = true; // until the server corrects it
            request("$run", RUN, JSON.createObjectNode().put("rate", RATE));
        }
    }

    private void hear(long number, JsonNode frame) {
        if (run == null) {
            return;
        }
        told = Math.max(told, number);
        if (number > at) {
            waiting.put(number, frame);
            execute();
        }
        if (!waiting.isEmpty()) {
            pull(false);
        }
    }

    private void execute() {
        while (!waiting.isEmpty() && waiting.firstKey() <= at + 1) {
            JsonNode frame = waiting.pollFirstEntry().getValue();
            if (frame.get(0).asLong() == at + 1) {
                step(frame.toString());
            }
        }
    }

    private void step(String frame) {
        at++;
        state = 1_000_003 * state + frame.hashCode();
        if (at % SHOWN == 0) {
            recorder.accept(
                    "sim", JSON.createObjectNode().put("run", run).put("at", at).put("state", state));
        }
        if (at % KEPT == 0 && plays && client.equals(host)) {
            ObjectNode data = JSON.createObjectNode().put("run", run).put("frame", at);
            data.putObject("data").put("state", state);
            request("$snapshot", SNAPSHOT, data);
        }
    }

    private void pull(boolean wantsSnapshot) {
        if (pulls || isLost) {
            return;
        }
        pulls = true;
        ObjectNode data = JSON.createObjectNode().put("run", run);
        if (wantsSnapshot) {
            data.put("snapshot", true);
        } else {
            data.put("after", at);
        }
        recorder.accept("pull", data);
        request("$frames", PULL, data);
    }

    private void catchUp(JsonNode data) {
        pulls = false;
        if (!data.get("run").asText().equals(run)) {
            return;
        }
        if (!data.get("complete").asBoolean()) {
            isLost = true; // until the next run
            return;
        }
        if (!data.path("snapshot").isMissingNode() && !data.get("snapshot").isNull()) {
            at = data.get("snapshot").get("frame").asLong();
            state = data.get("snapshot").get("data").get("state").asLong();
        }
        TreeMap<Long, JsonNode> listed = new TreeMap<>();
        data.get("frames").forEach(each -> listed.put(each.get(0).asLong(), each));
        while (at < data.get("frame").asLong()) {
            JsonNode next = listed.get(at + 1);
            step(next == null ? "[" + (at + 1) + "]" : next.toString());
        }
        execute();
        if (!waiting.isEmpty() || at < told) {
            pull(false);
        }
    }

    private void request(String method, long id, ObjectNode data) {
        requests.add(JSON.createObjectNode()
                .put("method", method)
                .put("id", id)
                .set("data", data)
                .toString());
    }

    /** Returns an input with a unique value for the client {@code who}; null if the client cannot play. */
    String input(String who) {
        if (!plays || client == null || run == null || !isRunning) {
            return null;
        }
        String value = who + ".i" + inputs++;
        recorder.accept("input", JSON.createObjectNode().put("client", client).put("value", value));
        return "{\"method\":\"$input\",\"data\":\"" + value + "\"}";
    }

    /** Returns the last executed frame, or a number above all frames if it is unknown. */
    long at() {
        return run == null || isLost || !isRunning ? Long.MAX_VALUE : at;
    }
}
