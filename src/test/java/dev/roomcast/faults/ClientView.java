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
    /** The members that it knows of, client and user, and those of them who are away. */
    final Map<String, String> present = new HashMap<>();

    final Set<String> away = new TreeSet<>();
    List<String> listed;

    /** Of the member that it is: what it published by id, what of that was answered, and what was not. */
    final Map<Long, String> values = new HashMap<>();

    /** By id: the epoch that it knew when it published that for the first time. */
    final Map<Long, String> sentIn = new HashMap<>();

    final Map<Long, Long> acked = new HashMap<>();
    final TreeSet<Long> pending = new TreeSet<>();
    /** At level 0: what it heard, by connection. */
    final Map<Integer, List<String>> texts = new TreeMap<>();

    /** Received messages without an offset. */
    final Set<String> unkept = new HashSet<>();

    /** How it was at rest. */
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
     * @param state null: as before
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
