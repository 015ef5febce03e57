package dev.roomcast.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Checks the guarantees of games in a history: the state is the fold of the publications, no change is lost, no key of
 * a departed client is visible, and one player is the host.
 */
final class GameChecker {

    private final Consumer<String> violated;
    /** The publications of a room and epoch by offset. */
    private final Map<String, TreeMap<Long, JsonNode>> publications = new HashMap<>();
    /** The states in welcomes, by room and epoch. */
    private final Map<String, TreeMap<Long, JsonNode>> states = new HashMap<>();
    /**
     * The members in the answer with a state, by the identity of the answer, because equal states may have different
     * members.
     */
    private final Map<JsonNode, Set<String>> members = new IdentityHashMap<>();
    /** The clients that received the host role of a room. */
    private final Map<String, Set<String>> handedTo = new HashMap<>();
    /** The host known to each client at rest, by room. */
    private final Map<String, Map<String, String>> restHosts = new TreeMap<>();

    private final Map<String, View> views = new HashMap<>();

    /** One client's view of the game. */
    private static final class View {
        String host;
        final Map<String, Boolean> players = new HashMap<>();
        final Set<String> away = new HashSet<>();

        void knows(JsonNode member) {
            if (member.path("game").asText().equals("play")) {
                players.put(member.get("client").asText(), true);
            }
            String client = member.get("client").asText();
            if (member.path("state").asText().equals("away")) {
                away.add(client);
            } else if (member.has("state")) {
                away.remove(client);
            }
        }
    }

    GameChecker(Consumer<String> violated) {
        this.violated = violated;
    }

    void read(Event event, String epoch) {
        View view = views.computeIfAbsent(event.who(), who -> new View());
        switch (event.kind()) {
            case "hand" ->
                handedTo.computeIfAbsent(event.room(), room -> new HashSet<>())
                        .add(event.data().get("client").asText());
            case "rest" -> {
                if (!view.players.isEmpty()) {
                    restHosts
                            .computeIfAbsent(event.room(), room -> new TreeMap<>())
                            .put(event.who(), String.valueOf(view.host));
                }
            }
            case "frame" -> frame(event, view, epoch);
            default -> {}
        }
    }

    private void frame(Event event, View view, String epoch) {
        JsonNode frame = event.data();
        JsonNode data = frame.get("data");
        switch (frame.get("method").asText()) {
            case "$connect" -> welcome(event, view, data);
            case "$presence" -> presence(event, view, data);
            case "$members" -> {
                if (data.has("host")) {
                    check(
                            Objects.equals(view.host, data.get("host").asText(null)),
                            "the member list names another host",
                            event);
                }
            }
            default -> publication(event, frame, epoch);
        }
    }

    private void publication(Event event, JsonNode frame, String epoch) {
        if (frame.has("offset")) {
            publications
                    .computeIfAbsent(event.room() + "/" + epoch, key -> new TreeMap<>())
                    .putIfAbsent(frame.get("offset").asLong(), frame);
        }
    }

    private void welcome(Event event, View view, JsonNode data) {
        view.players.clear();
        view.away.clear();
        data.get("members").forEach(view::knows);
        view.host = data.path("host").asText(null);
        checkHost(event, view);
        String epoch = data.get("epoch").asText();
        data.get("publications").forEach(each -> publication(event, each, epoch));
        if (data.has("state")) {
            check(!data.get("recovered").asBoolean(), "received the state despite recovery", event);
            state(event, data, epoch);
        } else if (data.has("game")) {
            check(data.get("recovered").asBoolean(), "did not receive the state", event);
        }
    }

    private void state(Event event, JsonNode data, String epoch) {
        JsonNode state = data.get("state");
        Set<String> present = new HashSet<>();
        data.get("members").forEach(each -> present.add(each.get("client").asText()));
        state.fieldNames().forEachRemaining(key -> {
            String client = key.split("/")[0];
            check(!client.startsWith("c_") || present.contains(client), "received a key of a departed client", event);
        });
        members.put(state, present);
        states.computeIfAbsent(event.room() + "/" + epoch, key -> new TreeMap<>())
                .putIfAbsent(data.get("offset").asLong(), state);
    }

    private void presence(Event event, View view, JsonNode data) {
        Map<String, Boolean> before = new HashMap<>(view.players);
        Set<String> wasAway = new HashSet<>(view.away);
        data.path("joins").forEach(view::knows);
        data.path("updates").forEach(view::knows);
        data.path("leaves").forEach(each -> {
            view.players.remove(each.get("client").asText());
            view.away.remove(each.get("client").asText());
        });
        if (data.has("host")) {
            String next = data.get("host").asText(null);
            boolean stays = view.host != null && view.players.containsKey(view.host);
            boolean waited = view.host != null && (wasAway.contains(view.host) || view.away.contains(view.host));
            boolean handed = next != null
                    && handedTo.getOrDefault(event.room(), Set.of()).contains(next);
            check(
                    !stays || waited || handed || !before.containsKey(view.host),
                    "the host changed without a cause",
                    event);
            view.host = next;
        }
        checkHost(event, view);
    }

    private void checkHost(Event event, View view) {
        if (!view.players.isEmpty()) {
            check(view.host != null && view.players.containsKey(view.host), "no player is the host", event);
        } else {
            check(view.host == null, "a host that is not a player", event);
        }
    }

    /** Folds the publications, after the last event. */
    void finish() {
        states.forEach((place, told) -> fold(place, told, publications.getOrDefault(place, new TreeMap<>())));
        publications.forEach(this::countUp);
        restHosts.forEach((room, hosts) -> {
            if (new HashSet<>(hosts.values()).size() > 1) {
                violated.accept("at rest there are several hosts: " + room + " " + hosts);
            }
        });
    }

    private void fold(String place, TreeMap<Long, JsonNode> told, TreeMap<Long, JsonNode> said) {
        Map<String, JsonNode> fold = null;
        long at = -1;
        for (Map.Entry<Long, JsonNode> each : told.entrySet()) {
            while (fold != null && at < each.getKey()) {
                JsonNode next = said.get(++at);
                if (next == null) {
                    fold = null; // no client received this publication
                } else {
                    apply(fold, next);
                }
            }
            if (fold != null && !isFold(each.getValue(), fold)) {
                violated.accept("the state is not the fold of the publications: " + place + " at " + at + " told "
                        + each.getValue() + " folded " + fold);
            }
            fold = new HashMap<>();
            put(fold, each.getValue());
            at = each.getKey();
        }
    }

    private static void apply(Map<String, JsonNode> fold, JsonNode publication) {
        put(fold, publication.path("set"));
    }

    private static void put(Map<String, JsonNode> fold, JsonNode change) {
        change.properties().forEach(each -> {
            if (each.getValue().isNull()) {
                fold.remove(each.getKey());
            } else {
                fold.put(each.getKey(), each.getValue());
            }
        });
    }

    private boolean isFold(JsonNode state, Map<String, JsonNode> fold) {
        Map<String, JsonNode> expected = new HashMap<>();
        fold.forEach((key, value) -> {
            String client = key.split("/")[0];
            if (!client.startsWith("c_") || members.get(state).contains(client)) {
                expected.put(key, value);
            }
        });
        Map<String, JsonNode> told = new HashMap<>();
        put(told, state);
        return told.equals(expected);
    }

    /** Checks that each accepted increment is one more than the previous one. */
    private void countUp(String place, TreeMap<Long, JsonNode> said) {
        long at = -1;
        long number = -1;
        for (Map.Entry<Long, JsonNode> each : said.entrySet()) {
            if (each.getKey() != at + 1) {
                number = -1; // no client received a publication in between
            }
            at = each.getKey();
            JsonNode n = each.getValue().path("set").path("n");
            if (!n.isMissingNode()) {
                if (number >= 0 && n.asLong() != number + 1) {
                    violated.accept("an update was lost: " + place + " at " + at + " n is " + n + " after " + number);
                }
                number = n.asLong();
            }
        }
    }

    private void check(boolean holds, String violation, Event event) {
        if (!holds) {
            violated.accept(violation + ": " + event.line());
        }
    }
}
