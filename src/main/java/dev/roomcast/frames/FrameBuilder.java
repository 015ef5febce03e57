package dev.roomcast.frames;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.roomcast.protocol.RawJson;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the entries of the next frame as JSON text, in the order of their arrival.
 *
 * <p>An input that exceeds the bounds of one frame waits for a later frame. The entries of one player keep their order:
 * while an input of a player waits, all later entries of that player wait behind it.
 */
final class FrameBuilder {

    /** The maximum number of inputs of one player in one frame. */
    static final int MAX_INPUTS = 4;

    /** The maximum number of inputs of one player that wait for later frames. */
    static final int MAX_WAITING = 16;

    /** The size up to which a frame takes inputs, in bytes. The rest of its 16 KiB is left for presence entries. */
    static final int MAX_INPUT_BYTES = 12 * 1024;

    private byte[] entries = new byte[256];
    private int length;

    /** The number of inputs of each slot in the frame under construction. */
    private final int[] taken = new int[SlotTable.MAX_SLOTS];

    /** The number of inputs of each slot in {@link #waiting}. */
    private final int[] deferred = new int[SlotTable.MAX_SLOTS];

    private final Deque<Entry> waiting = new ArrayDeque<>(0);

    /** The presence changes in the frame under construction; a new list replaces it when the frame is closed. */
    private List<PresenceEntry> presence = List.of();

    /** @param presence the presence change; null: an input */
    private record Entry(int slot, byte[] json, @Nullable PresenceEntry presence) {

        boolean isInput() {
            return presence == null;
        }
    }

    /**
     * Adds an input of a player.
     *
     * @param input the input, copied so that the received message is not retained
     * @return false if too many inputs of this player are waiting
     */
    boolean addInput(int slot, RawJson input) {
        if (deferred[slot] == 0 && hasRoomFor(slot, input.length())) {
            appendInput(slot, input.bytes(), input.from(), input.length());
            return true;
        }
        if (deferred[slot] == MAX_WAITING) {
            return false;
        }
        defer(new Entry(slot, input.detached().bytes(), null));
        return true;
    }

    /** Adds a presence change. */
    void addPresence(PresenceEntry entry) {
        if (deferred[entry.slot()] == 0) {
            append(entry.json(), entry);
        } else {
            defer(new Entry(entry.slot(), entry.json(), entry));
        }
    }

    private void defer(Entry entry) {
        deferred[entry.slot] += entry.isInput() ? 1 : 0;
        waiting.add(entry);
    }

    private boolean hasRoomFor(int slot, int bytes) {
        return taken[slot] < MAX_INPUTS && length + bytes <= MAX_INPUT_BYTES;
    }

    private void appendInput(int slot, byte[] json, int from, int count) {
        taken[slot]++;
        reserve(count + 6);
        entries[length++] = ',';
        entries[length++] = '[';
        if (slot > 9) {
            entries[length++] = (byte) ('0' + slot / 10);
        }
        entries[length++] = (byte) ('0' + slot % 10);
        entries[length++] = ',';
        System.arraycopy(json, from, entries, length, count);
        length += count;
        entries[length++] = ']';
    }

    private void append(byte[] json, PresenceEntry entry) {
        if (presence.isEmpty()) {
            presence = new ArrayList<>(2);
        }
        presence.add(entry);
        reserve(json.length + 1);
        entries[length++] = ',';
        System.arraycopy(json, 0, entries, length, json.length);
        length += json.length;
    }

    private void reserve(int more) {
        if (length + more > entries.length) {
            entries = Arrays.copyOf(entries, Math.max(length + more, entries.length * 2));
        }
    }

    /** Returns the presence changes of the next frame. The list does not change after {@link #close}. */
    List<PresenceEntry> presence() {
        return presence;
    }

    /** Returns whether the next frame has no entries. */
    boolean isEmpty() {
        return length == 0;
    }

    /**
     * Closes the frame under construction and begins the next one with the waiting entries.
     *
     * @return the frame as JSON, {@code [number,entry,…]}
     */
    byte[] close(long number) {
        byte[] digits = Long.toString(number).getBytes(US_ASCII);
        byte[] frame = new byte[digits.length + length + 2];
        frame[0] = '[';
        System.arraycopy(digits, 0, frame, 1, digits.length);
        System.arraycopy(entries, 0, frame, 1 + digits.length, length);
        frame[frame.length - 1] = ']';
        length = 0;
        presence = List.of();
        if (entries.length > 4096) {
            entries = new byte[256];
        }
        Arrays.fill(taken, 0);
        takeWaiting();
        return frame;
    }

    private void takeWaiting() {
        if (waiting.isEmpty()) {
            return;
        }
        Deque<Entry> candidates = new ArrayDeque<>(waiting);
        waiting.clear();
        Arrays.fill(deferred, 0);
        for (Entry entry : candidates) {
            if (deferred[entry.slot] > 0 || entry.isInput() && !hasRoomFor(entry.slot, entry.json.length)) {
                defer(entry);
            } else if (entry.isInput()) {
                appendInput(entry.slot, entry.json, 0, entry.json.length);
            } else {
                append(entry.json, entry.presence);
            }
        }
    }
}
