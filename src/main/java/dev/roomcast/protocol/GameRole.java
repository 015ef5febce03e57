package dev.roomcast.protocol;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The role of a member in a game. A member that requests none has no role. */
public enum GameRole {
    PLAY,
    WATCH;

    private final String wire = name().toLowerCase(Locale.ROOT);

    /** Returns the role in its frame encoding. */
    public String wire() {
        return wire;
    }

    /**
     * Parses a role.
     *
     * @return the role; null: another text
     */
    public static @Nullable GameRole of(String wire) {
        return PLAY.wire.equals(wire) ? PLAY : WATCH.wire.equals(wire) ? WATCH : null;
    }
}
