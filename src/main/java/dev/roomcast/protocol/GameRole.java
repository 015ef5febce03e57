package dev.roomcast.protocol;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The role of a member in a game. A member that did not ask for one has no role. */
public enum GameRole {
    PLAY,
    WATCH;

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** The role as it is written in a frame. */
    public String wire() {
        return wire;
    }

    /**
     * Reads a role.
     *
     * @return null for any other text
     */
    public static @Nullable GameRole of(String wire) {
        return PLAY.wire.equals(wire) ? PLAY : WATCH.wire.equals(wire) ? WATCH : null;
    }
}
