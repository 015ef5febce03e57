package dev.roomcast.frames;

import dev.roomcast.frames.RunState.Presence;
import dev.roomcast.frames.RunState.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The players of a run, numbered in the order of their joins, with their presence. A slot is never reused. */
final class SlotTable {

    /** The maximum number of players in a run, including those that have left. */
    static final int MAX_SLOTS = 64;

    private final List<String> clients = new ArrayList<>();
    private final Map<String, Integer> slots = new HashMap<>();
    private final Presence[] presences = new Presence[MAX_SLOTS];

    SlotTable(List<Slot> all) {
        for (Slot each : all) {
            add(each.client());
            presences[clients.size() - 1] = each.presence();
        }
    }

    /** @return the slot of the client; -1: it has none, or has left */
    int slotOf(String client) {
        Integer slot = slots.get(client);
        return slot == null || presences[slot] == Presence.LEFT ? -1 : slot;
    }

    /** @return the new slot; -1: all slots are used, or the client has one */
    int add(String client) {
        if (clients.size() == MAX_SLOTS || slots.containsKey(client)) {
            return -1;
        }
        int slot = clients.size();
        clients.add(client);
        slots.put(client, slot);
        presences[slot] = Presence.ONLINE;
        return slot;
    }

    /** @return false if the slot already has that presence, or its player has left */
    boolean change(int slot, Presence presence) {
        if (presences[slot] == presence || presences[slot] == Presence.LEFT) {
            return false;
        }
        presences[slot] = presence;
        return true;
    }

    /** Applies the presence change of a frame. */
    void apply(PresenceEntry entry) {
        if (entry.word() == PresenceEntry.Word.JOIN) {
            add(entry.client());
        } else {
            change(entry.slot(), entry.presence());
        }
    }

    Presence presence(int slot) {
        return presences[slot];
    }

    int size() {
        return clients.size();
    }

    /** Returns the clients by slot. */
    List<String> clients() {
        return List.copyOf(clients);
    }

    /** Returns the players by slot. */
    List<Slot> all() {
        List<Slot> all = new ArrayList<>(clients.size());
        for (int slot = 0; slot < clients.size(); slot++) {
            all.add(new Slot(clients.get(slot), presences[slot]));
        }
        return all;
    }

    @Override
    public String toString() {
        return all().toString();
    }
}
