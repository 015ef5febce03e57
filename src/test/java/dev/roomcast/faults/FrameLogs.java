package dev.roomcast.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.testkit.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The frames of one run, merged from the frames of all clients. */
final class FrameLogs {

    private final String room;
    private final TreeMap<Long, String> frames = new TreeMap<>();
    /** The players at the start; null if no client received them. */
    private List<String> players;
    /** The presence of each slot according to the frames. */
    private final List<String> told = new ArrayList<>();
    /** Whether {@link #told} is complete up to the last frame. */
    private boolean isWhole;

    private String run;
    private Map<String, String> senders;
    private Map<String, String> places;
    private Consumer<String> violated;
    /** The number of the last input of each client. */
    private final Map<String, Integer> lastInputs = new HashMap<>();

    FrameLogs(String room) {
        this.room = room;
    }

    void begin(JsonNode clients) {
        if (players == null) {
            players = new ArrayList<>();
            clients.forEach(each -> players.add(each.asText()));
        }
    }

    /** @return the existing frame with this number, or null */
    String stand(long number, String frame) {
        return frames.putIfAbsent(number, frame);
    }

    /**
     * Reads the sequence.
     *
     * @param senders the clients of inputs
     * @param places receives the position of each input
     */
    void check(String name, Map<String, String> senders, Map<String, String> places, Consumer<String> violated) {
        this.run = name;
        this.senders = senders;
        this.places = places;
        this.violated = violated;
        if (players != null) {
            players.forEach(player -> told.add("online"));
        }
        isWhole = players != null;
        long last = 0;
        for (Map.Entry<Long, String> each : frames.entrySet()) {
            isWhole &= each.getKey() == last + 1; // no client received the frames in between
            last = each.getKey();
            JsonNode frame = Json.parse(each.getValue());
            for (int i = 1; i < frame.size(); i++) {
                entry(last, frame.get(i));
            }
        }
    }

    private void entry(long number, JsonNode entry) {
        if (entry.get(0).isTextual()) {
            presence(number, entry.get(0).asText(), entry);
        } else {
            input(number, entry.get(0).asInt(), entry.get(1).asText());
        }
    }

    private void input(long number, int slot, String value) {
        String place = run + "/" + number;
        String before = places.putIfAbsent(value, place);
        claim(before == null, "an input occurs twice: " + value + " at " + before + " and " + place);
        int order = Integer.parseInt(value.substring(value.lastIndexOf(".i") + 2));
        Integer last = lastInputs.put(value.substring(0, value.lastIndexOf(".i")), order);
        claim(last == null || last < order, "inputs out of order: " + value + " at " + place);
        if (isWhole && slot < told.size()) {
            claim(
                    told.get(slot).equals("online"),
                    "an input of a player that is " + told.get(slot) + ": " + value + " at " + place);
            String sender = senders.get(value);
            claim(
                    sender == null || sender.equals(players.get(slot)),
                    "an input in the slot of another player: " + value + " at " + place);
        } else {
            claim(!isWhole, "an input of an unknown slot: " + value + " at " + place);
        }
    }

    private void presence(long number, String word, JsonNode entry) {
        if (!isWhole) {
            return;
        }
        int slot = entry.get(1).asInt();
        String what = word + " of slot " + slot + " in " + room + " at " + run + "/" + number;
        if (word.equals("join")) {
            claim(slot == told.size(), "not the next slot: " + what);
            told.add("online");
            players.add(entry.get(2).asText());
            return;
        }
        claim(slot < told.size(), "no such slot: " + what);
        if (slot < told.size()) {
            String before = told.get(slot);
            String next = word.equals("back") ? "online" : word;
            claim(
                    !before.equals(next) && !before.equals("left") && (!word.equals("back") || before.equals("away")),
                    "presence change after " + before + ": " + what);
            told.set(slot, next);
        }
    }

    /**
     * Compares the presence in the frames with the present players, all of them online.
     *
     * @return the difference; null: none or unknown
     */
    String differsFrom(Set<String> clients) {
        if (!isWhole) {
            return null;
        }
        for (int slot = 0; slot < told.size(); slot++) {
            String expected = clients.contains(players.get(slot)) ? "online" : "left";
            if (!told.get(slot).equals(expected)) {
                return players.get(slot) + " is " + expected + ", told " + told.get(slot);
            }
        }
        for (String client : clients) {
            if (!players.contains(client)) {
                return client + " has no slot";
            }
        }
        return null;
    }

    private void claim(boolean holds, String violation) {
        if (!holds) {
            violated.accept(violation);
        }
    }
}
