package dev.roomcast.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Finds violations of the guarantees in a history, without any other information. */
final class Checker {

    /** Tolerated loads of rooms while the system is quiet. */
    private static final long LOADS = 20;

    private final long kept;
    private final List<String> violations = new ArrayList<>();
    private final Map<String, ClientView> witnesses = new LinkedHashMap<>();
    /** Publication by position: room, epoch and offset. */
    private final Map<String, String> order = new HashMap<>();

    private final Map<String, String> places = new HashMap<>();
    /** The highest known offset by room and epoch. */
    private final Map<String, Long> last = new HashMap<>();
    /** Members whose leave was reported to another member, each with the position of that member. */
    private final Map<String, Position> departed = new HashMap<>();

    /** The recipients of the publications without an offset; empty: all members. */
    private final Map<String, String> unkept = new HashMap<>();
    /** The rooms in which no fault happens any more. */
    private final Set<String> calm = new HashSet<>();
    /** The publications of another system. */
    private final Set<String> foreign = new HashSet<>();

    private final GameChecker games = new GameChecker(violations::add);
    private final FrameChecker frames = new FrameChecker(violations::add);

    private Event event;

    private record Position(String epoch, long offset) {}

    /** @param kept the number of publications that a room retains, for longer than the run */
    private Checker(long kept) {
        this.kept = kept;
    }

    static List<String> violations(List<Event> history, long kept) {
        Checker checker = new Checker(kept);
        history.forEach(checker::read);
        checker.witnesses.values().forEach(checker::compareTexts);
        checker.compareRest();
        checker.games.finish();
        checker.frames.finish();
        return checker.violations;
    }

    private void read(Event next) {
        event = next;
        ClientView witness = witnesses.computeIfAbsent(next.who(), ClientView::new);
        JsonNode data = next.data();
        switch (next.kind()) {
            case "connect" -> witness.given = data;
            case "frame" -> frame(witness, data);
            case "text" -> witness.texts(next.connection()).add(data.asText());
            case "publish" ->
                witness.published(data.get("id").asLong(), data.get("value").asText());
            case "rest" -> {
                check(data.get("open").asBoolean(), "did not return");
                witness.rest(next.room(), data);
            }
            case "empty" -> empty(data);
            case "unkept" ->
                unkept.put(data.get("value").asText(), data.path("to").asText());
            case "foreign" -> foreign.add(data.get("value").asText());
            case "quiet" ->
                check(
                        data.get("loads").asLong() <= 3 * data.get("rooms").asLong() + LOADS,
                        "rooms are loaded without any activity");
            case "restless" -> violated("the system never became quiet");
            case "calm" -> calm.add(next.room());
            case "closed" ->
                check(
                        !calm.contains(next.room()) || data.get("code").asInt() < 4000,
                        "was closed in a room without activity");
            case "fault", "hand", "input", "pull", "sim" -> {}
            default -> violated("an unknown event");
        }
        games.read(next, witness.epoch);
        frames.read(next);
    }

    private void violated(String what) {
        violations.add(what + ": " + event.line());
    }

    private void check(boolean holds, String violation) {
        if (!holds) {
            violated(violation);
        }
    }

    private void frame(ClientView witness, JsonNode frame) {
        switch (frame.get("method").asText()) {
            case "$connect" -> welcome(witness, frame.get("data"));
            case "$ack" -> acked(witness, frame.get("id").asLong(), frame.get("data"));
            case "$presence" -> presence(witness, frame.get("data"));
            case "$members" -> witness.listed = users(frame.get("data").get("members"));
            case "$error" -> error(witness, frame);
            case "$close", "$pong", "$host", "$run", "$frame", "$frames", "$snapshot" -> {}
            default -> heard(witness, frame);
        }
    }

    private void welcome(ClientView witness, JsonNode data) {
        String client = data.get("client").asText();
        boolean resumed = data.get("resumed").asBoolean();
        check(!resumed || client.equals(witness.client), "resumed as another member");
        check(!resumed || !hasDeparted(client, data), "returned after its reported leave");
        if (!resumed) {
            witness.begin(client);
        }
        recover(witness, data);
        witness.present.clear();
        witness.away.clear();
        data.get("members").forEach(each -> knows(witness, each));
        check(witness.present.containsKey(client), "is missing in its own member list");
        check(witness.present.size() == data.get("members").size(), "a member is listed twice");
    }

    /** Ignores a leave after the position of the answer: the answer itself arrived late. */
    private boolean hasDeparted(String client, JsonNode data) {
        Position leave = departed.get(client);
        return leave != null
                && !(leave.epoch.equals(text(data, "epoch"))
                        && data.get("offset").asLong() < leave.offset);
    }

    private void recover(ClientView witness, JsonNode data) {
        JsonNode given = witness.given;
        String epoch = text(data, "epoch");
        long offset = data.get("offset").asLong();
        boolean knew = given != null && given.has("offset") && epoch.equals(text(given, "epoch"));
        if (data.get("recovered").asBoolean()) {
            check(knew, "recovered an unknown position");
            witness.offset = knew ? given.get("offset").asLong() : 0;
            witness.epoch = epoch;
            data.get("publications").forEach(each -> heard(witness, each));
            check(witness.offset == offset, "recovered with a gap");
        } else {
            check(data.get("publications").isEmpty(), "recovered a part");
            long missed = knew ? offset - given.get("offset").asLong() : Long.MAX_VALUE;
            check(missed >= 0, "the offset decreased");
            check(missed < 0 || missed > kept, "not recovered although retained");
        }
        witness.epoch = epoch;
        witness.offset = offset;
        know(epoch, offset);
    }

    private void heard(ClientView witness, JsonNode frame) {
        check(!foreign.contains(frame.get("data").asText()), "received a publication of another system");
        if (!frame.has("offset")) {
            unkept(witness, frame.get("data").asText());
            return;
        }
        long offset = frame.get("offset").asLong();
        check(offset <= witness.offset + 1, "a gap after " + witness.offset);
        check(offset > witness.offset, "a repeat after " + witness.offset);
        witness.offset = Math.max(offset, witness.offset);
        stands(witness.epoch, offset, frame.get("data").asText());
    }

    private void unkept(ClientView witness, String value) {
        String to = unkept.get(value);
        check(to != null, "received an unknown publication");
        check(to == null || to.isEmpty() || to.equals(witness.who), "received a publication for another recipient");
        check(witness.unkept.add(value), "heard twice");
    }

    /** Records the value that a client reports at a position. */
    private void stands(String epoch, long offset, String value) {
        String place = event.room() + "/" + epoch + "/" + offset;
        String other = order.putIfAbsent(place, value);
        check(other == null || other.equals(value), "another order; elsewhere " + other + " is there");
        String before = places.putIfAbsent(value, place);
        check(before == null || before.equals(place), "published twice, also at " + before);
        know(epoch, offset);
    }

    private void know(String epoch, long offset) {
        last.merge(event.room() + "/" + epoch, offset, Math::max);
    }

    private void acked(ClientView witness, long id, JsonNode data) {
        String value = witness.values.get(id);
        check(value != null, "an acknowledgement without a publication");
        witness.pending.remove(id);
        long offset = data.get("offset").asLong();
        Long before = witness.acked.putIfAbsent(id, offset);
        check(before == null || before == offset, "acknowledged at another offset before, " + before);
        if (value != null && witness.epoch.equals(witness.sentIn.get(id))) {
            stands(witness.epoch, offset, value);
        } else {
            String place = places.get(value);
            check(place == null || place.endsWith("/" + offset), "acknowledged at a wrong offset, " + place);
        }
    }

    private void error(ClientView witness, JsonNode frame) {
        witness.pending.remove(frame.path("id").asLong());
        check(!text(frame.get("data"), "code").equals("internal"), "an internal error of the server");
    }

    private void presence(ClientView witness, JsonNode data) {
        data.path("joins").forEach(each -> {
            check(!text(each, "client").equals(witness.client), "received its own join");
            check(!witness.present.containsKey(text(each, "client")), "a member joined twice");
            knows(witness, each);
        });
        data.path("updates").forEach(each -> {
            check(witness.present.containsKey(text(each, "client")), "an update of an unknown member");
            knows(witness, each);
        });
        data.path("leaves").forEach(each -> {
            departed.put(text(each, "client"), new Position(witness.epoch, witness.offset));
            witness.away.remove(text(each, "client"));
            check(witness.present.remove(text(each, "client")) != null, "an unknown member left");
        });
    }

    private static void knows(ClientView witness, JsonNode member) {
        String state = member.has("state") ? text(member, "state") : null;
        witness.knows(text(member, "client"), text(member, "user"), state);
    }

    private void empty(JsonNode data) {
        data.properties().forEach(each -> check(each.getValue().asDouble() == 0, "state remains after the last leave"));
    }

    private static List<String> users(JsonNode members) {
        List<String> users = new ArrayList<>();
        members.forEach(each -> users.add(text(each, "user")));
        return users.stream().sorted().toList();
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText();
    }

    /** Checks that a plain member receives contiguous messages on one connection. */
    private void compareTexts(ClientView witness) {
        witness.texts.forEach((connection, texts) -> {
            String before = null;
            for (String text : texts) {
                if (unkept.containsKey(text)) {
                    continue;
                }
                String place = places.get(text);
                if (before != null && place != null && !place.equals(after(before))) {
                    violations.add(
                            "a plain member received another order: " + witness.who + " " + before + " " + place);
                }
                before = place;
            }
        });
    }

    private static String after(String place) {
        int slash = place.lastIndexOf('/') + 1;
        return place.substring(0, slash) + (Long.parseLong(place.substring(slash)) + 1);
    }

    /** Checks at rest that all present members are known as present and all clients have every publication. */
    private void compareRest() {
        Map<String, List<String>> living = new TreeMap<>();
        witnesses.values().stream()
                .filter(each -> each.rests)
                .forEach(each -> living.computeIfAbsent(each.room, room -> new ArrayList<>())
                        .add(each.who));
        living.values().forEach(users -> users.sort(null));
        witnesses.values().stream()
                .filter(each -> each.rests && !each.isPlain)
                .forEach(each -> compareRest(each, living.get(each.room)));
    }

    private void compareRest(ClientView witness, List<String> living) {
        String who = " (" + witness.who + ")";
        claim(witness.restAnswered, "does not answer" + who);
        claim(
                witness.restPresent.equals(living),
                "at rest " + living + " are present, and known are " + witness.restPresent + who);
        claim(witness.restAway.isEmpty(), "present at rest, but known as away: " + witness.restAway + who);
        claim(
                living.equals(witness.restListed),
                "at rest " + living + " are present, and listed are " + witness.restListed + who);
        claim(witness.restPending.isEmpty(), "never answered: " + witness.restPending + who);
        long end = last.getOrDefault(witness.room + "/" + witness.restEpoch, 0L);
        claim(witness.restOffset == end, "at rest at " + witness.restOffset + ", but " + end + " was said" + who);
    }

    private void claim(boolean holds, String violation) {
        if (!holds) {
            violations.add(violation);
        }
    }
}
