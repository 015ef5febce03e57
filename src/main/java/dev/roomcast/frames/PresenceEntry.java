package dev.roomcast.frames;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.jspecify.annotations.Nullable;

/**
 * A change of a player's presence, as a frame tells it.
 *
 * @param client of a player who joins; null for other changes
 */
public record PresenceEntry(Word word, int slot, @Nullable String client) {

    /** The change. */
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

    /** The entry in a frame, such as {@code ["away",3]}. */
    byte[] json() {
        String end = client == null ? "]" : ",\"" + client + "\"]";
        return ("[\"" + word.text + "\"," + slot + end).getBytes(US_ASCII);
    }
}
