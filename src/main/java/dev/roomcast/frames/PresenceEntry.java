package dev.roomcast.frames;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.jspecify.annotations.Nullable;

/**
 * A presence change of a player, as an entry of a frame.
 *
 * @param client the client of a player that joins; null for other changes
 */
public record PresenceEntry(Word word, int slot, @Nullable String client) {

    /** The kinds of changes. */
    public enum Word {
        AWAY("away"),
        BACK("back"),
        LEFT("left"),
        JOIN("join");

        private final String text;

        Word(String text) {
            this.text = text;
        }
    }

    /** Returns the presence of the slot after this change. */
    RunState.Presence presence() {
        return switch (word) {
            case AWAY -> RunState.Presence.AWAY;
            case LEFT -> RunState.Presence.LEFT;
            case BACK, JOIN -> RunState.Presence.ONLINE;
        };
    }

    /** Returns the entry for a frame, for example {@code ["away",3]}. */
    byte[] json() {
        String end = client == null ? "]" : ",\"" + client + "\"]";
        return ("[\"" + word.text + "\"," + slot + end).getBytes(US_ASCII);
    }
}
