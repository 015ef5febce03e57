package dev.roomcast.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Checks the guarantees of frame sync in a history: all clients received parts of one sequence of frames without gaps,
 * the sequence contains each input once and the presence of the players, and equal simulations have equal states.
 */
final class FrameChecker {

    private final Consumer<String> violated;
    /** The frames by the name of the run. */
    private final Map<String, FrameLogs> runs = new HashMap<>();
    /** The state of the simulations by run and frame. */
    private final Map<String, Long> states = new HashMap<>();
    /** The last frame that each connection received. */
    private final Map<String, View> views = new HashMap<>();
    /** The clients that sent inputs, by value. */
    private final Map<String, String> senders = new HashMap<>();
    /** The inputs that were sent without faults, by room. */
    private final Map<String, Set<String>> calmInputs = new HashMap<>();

    private final Set<String> calm = new HashSet<>();
    private final Map<String, Set<String>> restPlayers = new HashMap<>();
    private final Map<String, String> lastRuns = new HashMap<>();

    /** The frames that one client received. */
    private static final class View {
        String client;
        boolean plays;
        String run;
        int connection;
        /** The last frame on this connection; 0: none. */
        long last;
        /** Whether the last frame arrived without faults. */
        boolean isCalm;

        long asked;
    }

    FrameChecker(Consumer<String> violated) {
        this.violated = violated;
    }

    void read(Event event) {
        View view = views.computeIfAbsent(event.who(), who -> new View());
        JsonNode data = event.data();
        switch (event.kind()) {
            case "frame" -> frame(event, view);
            case "pull" -> view.asked = data.path("after").asLong(0);
            case "input" -> {
                senders.put(data.get("value").asText(), data.get("client").asText());
                if (calm.contains(event.room())) {
                    calmInputs
                            .computeIfAbsent(event.room(), room -> new HashSet<>())
                            .add(data.get("value").asText());
                }
            }
            case "sim" -> {
                Long other = states.putIfAbsent(
                        data.get("run").asText() + "/" + data.get("at").asLong(),
                        data.get("state").asLong());
                check(other == null || other == data.get("state").asLong(), "two simulations differ", event);
            }
            case "calm" -> calm.add(event.room());
            case "rest" -> {
                if (view.plays) {
                    restPlayers
                            .computeIfAbsent(event.room(), room -> new HashSet<>())
                            .add(view.client);
                    lastRuns.put(event.room(), view.run);
                }
            }
            default -> {}
        }
    }

    private void frame(Event event, View view) {
        JsonNode frame = event.data();
        JsonNode data = frame.get("data");
        switch (frame.get("method").asText()) {
            case "$connect" -> {
                view.client = data.get("client").asText();
                view.plays = data.path("game").asText().equals("play");
                view.connection = event.connection();
                view.last = 0;
                view.run = data.has("run") ? data.get("run").get("run").asText() : null;
            }
            case "$run" -> {
                if (!frame.has("id")) {
                    run(event, view, data);
                }
            }
            case "$frame" -> told(event, view, data);
            case "$frames" -> page(event, view, data);
            default -> {}
        }
    }

    private void run(Event event, View view, JsonNode data) {
        String run = data.get("run").asText();
        if (!run.equals(view.run)) {
            view.run = run;
            view.last = 0;
            check(data.get("rate").asInt() == 0 || data.get("frame").asLong() == 0, "a run started late", event);
        }
        if (data.has("players") && data.get("frame").asLong() == 0) {
            logs(run, event.room()).begin(data.get("players"));
        }
    }

    private FrameLogs logs(String run, String room) {
        return runs.computeIfAbsent(run, name -> new FrameLogs(room));
    }

    private void told(Event event, View view, JsonNode data) {
        long number = data.get(0).asLong();
        if (view.run == null) {
            check(false, "a frame without a run", event);
            return;
        }
        check(number > view.last, "a frame arrived twice or out of order", event);
        boolean isCalm = calm.contains(event.room());
        check(
                !isCalm || !view.isCalm || view.last == 0 || number == view.last + 1,
                "a frame was not delivered at rest",
                event);
        view.isCalm = isCalm;
        view.last = number;
        stand(event, view.run, number, data.toString());
    }

    private void page(Event event, View view, JsonNode data) {
        if (!data.get("complete").asBoolean()) {
            check(data.get("frames").isEmpty(), "a part of the frames", event);
            return;
        }
        String run = data.get("run").asText();
        boolean hasSnapshot = data.has("snapshot") && !data.get("snapshot").isNull();
        long next = 1 + (hasSnapshot ? data.get("snapshot").get("frame").asLong() : view.asked);
        for (JsonNode each : data.get("frames")) {
            check(each.get(0).asLong() >= next, "frames out of order", event);
            for (; next < each.get(0).asLong(); next++) {
                stand(event, run, next, "[" + next + "]");
            }
            stand(event, run, next++, each.toString());
        }
        for (; next <= data.get("frame").asLong(); next++) {
            stand(event, run, next, "[" + next + "]");
        }
    }

    private void stand(Event event, String run, long number, String frame) {
        String other = logs(run, event.room()).stand(number, frame);
        check(other == null || other.equals(frame), "another frame; elsewhere " + other + " is there", event);
    }

    /** Checks each sequence from its beginning, after the last event. */
    void finish() {
        Map<String, String> places = new TreeMap<>();
        runs.forEach((run, logs) -> logs.check(run, senders, places, violated));
        calmInputs.forEach((room, inputs) -> inputs.forEach(input -> {
            if (!places.containsKey(input)) {
                violated.accept("an input was lost at rest: " + input + " in " + room);
            }
        }));
        restPlayers.forEach((room, players) -> {
            FrameLogs logs = runs.get(lastRuns.get(room));
            String difference = logs == null ? null : logs.differsFrom(players);
            if (difference != null) {
                violated.accept("at rest the frames contain a different presence: " + room + " " + difference);
            }
        });
    }

    private void check(boolean holds, String violation, Event event) {
        if (!holds) {
            violated.accept(violation + ": " + event.line());
        }
    }
}
