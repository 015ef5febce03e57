package dev.roomcast.room;

import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.StateChange;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The shared state of one room: keys and their values. The version of a key is the offset at which it was last set or
 * removed. Thread: the room's serial executor, except for {@link #isListed}.
 */
public final class SharedState {

    /** The maximum number of keys in a room. */
    public static final int MAX_KEYS = 256;

    /** The maximum number of removed keys whose versions are remembered. */
    public static final int MAX_REMOVED = 256;

    private record Value(long version, RawJson json) {}

    private final StateBudget budget;
    private final Map<String, Value> values = new LinkedHashMap<>();
    /** Versions of removed keys, the oldest removal first. */
    private final Map<String, Long> removed = new LinkedHashMap<>(0);
    /** The version of every other absent key. */
    private long floor;
    /** The offset of the last change. */
    private long changedAt;

    private long bytes;
    /** Whether the state contains an entry for the list of rooms. */
    private volatile boolean listed;

    SharedState(StateBudget budget) {
        this.budget = budget;
    }

    /** Returns the size of keys and values, in bytes. */
    long bytes() {
        return bytes;
    }

    boolean isBlank() {
        return values.isEmpty() && removed.isEmpty() && floor == 0;
    }

    /** Returns the offset at which a key was last set or removed; 0: never. */
    long version(String key) {
        Value value = values.get(key);
        if (value != null) {
            return value.version;
        }
        return removed.getOrDefault(key, floor);
    }

    /** Returns the offset of the last publication that changed a key; 0: none. */
    long changedAt() {
        return changedAt;
    }

    void changedAt(long offset) {
        changedAt = offset;
    }

    /** Returns the versions of removed keys, the oldest removal first. */
    Map<String, Long> removed() {
        return Collections.unmodifiableMap(removed);
    }

    /** Returns the version of every absent key that is not remembered. */
    long floor() {
        return floor;
    }

    /** Returns whether the state contains an entry for the list of rooms. Thread: any. */
    boolean isListed() {
        return listed;
    }

    /** Returns the value of a key as members see it; null: absent. */
    @Nullable
    RawJson get(String key) {
        Value value = values.get(key);
        return value == null ? null : value.json;
    }

    /** Returns all keys with their values as members see them, in the order in which they were first set. */
    Map<String, RawJson> view() {
        Map<String, RawJson> view = new LinkedHashMap<>(2 * values.size());
        values.forEach((key, value) -> view.put(key, value.json));
        return view;
    }

    /** Returns the changed key with the highest version. */
    StateChange.Entry latest(StateChange change) {
        StateChange.Entry latest = change.entries().get(0);
        for (StateChange.Entry each : change.entries()) {
            latest = version(each.key()) > version(latest.key()) ? each : latest;
        }
        return latest;
    }

    /**
     * Returns whether the state has capacity for a change. A change that does not increase the size always fits.
     *
     * @param limitBytes the bound of keys and values in the room, in bytes
     */
    boolean holds(StateChange change, long limitBytes) {
        long moreBytes = 0;
        int moreKeys = 0;
        for (StateChange.Entry each : change.entries()) {
            Value old = values.get(each.key());
            moreBytes += each.size() - size(each.key(), old);
            moreKeys += (each.value() == null ? 0 : 1) - (old == null ? 0 : 1);
        }
        boolean bytesFit = moreBytes <= 0 || bytes + moreBytes <= limitBytes && budget.holds(moreBytes);
        return bytesFit && (moreKeys <= 0 || values.size() + moreKeys <= MAX_KEYS);
    }

    private static long size(String key, @Nullable Value value) {
        return value == null ? 0 : key.length() + value.json.length();
    }

    /** @param offset the offset of the publication that carries the change */
    void apply(StateChange change, long offset) {
        changedAt = change.entries().isEmpty() ? changedAt : offset;
        for (StateChange.Entry each : change.entries()) {
            if (each.value() == null) {
                remove(each.key(), offset);
            } else {
                put(each.key(), each.value().detached(), offset);
            }
        }
    }

    /**
     * Sets a key.
     *
     * @param json the value, in an array of its own
     */
    void put(String key, RawJson json, long version) {
        boolean known = removed.remove(key) != null;
        Value value = new Value(version, json);
        Value old = values.put(key, value);
        noteList(key, true);
        grow(size(key, value) - size(key, old), old == null && !known ? 1 : 0);
    }

    /** Removes a key and remembers its version. */
    void remove(String key, long version) {
        Value old = values.remove(key);
        noteList(key, false);
        boolean known = removed.remove(key) != null;
        removed.put(key, version);
        grow(-size(key, old), old == null && !known ? 1 : 0);
        dropRemoved(budget.isCrowded() ? 0 : MAX_REMOVED);
    }

    /** Removes a key and does not remember its version. */
    void drop(String key) {
        Value old = values.remove(key);
        noteList(key, false);
        grow(-size(key, old), old == null ? 0 : -1);
    }

    private void noteList(String key, boolean isThere) {
        if (key.equals(StateChange.LIST)) {
            listed = isThere;
        }
    }

    /** Replaces all keys and values, without versions. */
    void replace(Map<String, RawJson> all) {
        clear();
        all.forEach((key, json) -> put(key, json, 0));
    }

    private void dropRemoved(int kept) {
        for (Iterator<Long> oldest = removed.values().iterator(); removed.size() > kept; ) {
            floor = Math.max(floor, oldest.next());
            oldest.remove();
            grow(0, -1);
        }
    }

    /** Sets the minimum version of absent keys. */
    void floor(long version) {
        floor = Math.max(floor, version);
    }

    /** Removes the keys of a client that is no longer a member. */
    void dropClient(String client) {
        for (Iterator<Map.Entry<String, Value>> all = values.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<String, Value> each = all.next();
            if (StateKey.firstPart(each.getKey()).equals(client)) {
                all.remove();
                grow(-size(each.getKey(), each.getValue()), -1);
            }
        }
    }

    /** Clears the state and all versions. */
    void clear() {
        grow(-bytes, -values.size() - removed.size());
        values.clear();
        removed.clear();
        listed = false;
        floor = 0;
        changedAt = 0;
    }

    private void grow(long moreBytes, long moreKeys) {
        bytes += moreBytes;
        budget.add(moreBytes, moreKeys);
    }
}
