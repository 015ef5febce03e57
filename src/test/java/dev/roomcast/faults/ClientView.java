package dev.roomcast.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** State of one client at a point of the history. */
final class ClientView {

    final String who;
    /** Answer to the latest {@code $connect}. */
    JsonNode given;

    String client;
    String epoch;
    long offset;
    /** The known members, user by client, and the away members among them. */
    final Map<String, String> present = new HashMap<>();

    final Set<String> away = new TreeSet<>();
    List<String> listed;

    /** The publications of the current member by id: all, acknowledged and unacknowledged ones. */
    final Map<Long, String> values = new HashMap<>();

    /** The known epoch at the first attempt of each publication, by id. */
    final Map<Long, String> sentIn = new HashMap<>();

    final Map<Long, Long> acked = new HashMap<>();
    final TreeSet<Long> pending = new TreeSet<>();
    /** The received texts at level 0, by connection. */
    final Map<Integer, List<String>> texts = new TreeMap<>();

    /** Received messages without an offset. */
    final Set<String> unkept = new HashSet<>();

    /** The state at rest. */
    boolean rests;

    boolean isPlain;
    String room;
    boolean restAnswered;
    List<String> restPresent;
    List<String> restAway;
    List<String> restListed;
    List<Long> restPending;
    String restEpoch;
    long restOffset;

    ClientView(String who) {
        this.who = who;
    }

    List<String> texts(int connection) {
        return texts.computeIfAbsent(connection, number -> new ArrayList<>());
    }

    /** Starts a new member; unacknowledged publications of the old one no longer count. */
    void begin(String client) {
        this.client = client;
        values.clear();
        sentIn.clear();
        acked.clear();
        pending.clear();
    }

    /**
     * Records a notification about a member.
     *
     * @param state null: unchanged
     */
    void knows(String client, String user, String state) {
        if (user != null) {
            present.put(client, user);
        }
        if ("away".equals(state)) {
            away.add(client);
        } else if (state != null) {
            away.remove(client);
        }
    }

    void published(long id, String value) {
        if (id > 0) {
            values.put(id, value);
            sentIn.putIfAbsent(id, epoch);
            if (!acked.containsKey(id)) {
                pending.add(id);
            }
        }
    }

    void rest(String room, JsonNode data) {
        rests = data.get("open").asBoolean();
        isPlain = data.get("plain").asBoolean();
        this.room = room;
        restAnswered = data.get("answered").asBoolean();
        restPresent = present.values().stream().sorted().toList();
        restAway = List.copyOf(away);
        restListed = listed;
        restPending = List.copyOf(pending);
        restEpoch = epoch;
        restOffset = offset;
    }
}
