package dev.roomcast.room;

/**
 * The game settings of rooms of one type.
 *
 * @param enabled whether a member can be a player or a watcher
 * @param stateBytes the bound of a room's shared state, keys and values, in bytes; 0: no shared state
 * @param hostWaitMillis the time for which an away host remains the host, in milliseconds
 * @param frames the bounds of runs
 */
public record GameSettings(boolean enabled, int stateBytes, long hostWaitMillis, FrameSettings frames) {

    /** Creates settings with the run bounds of {@link FrameSettings#DEFAULT}. */
    public GameSettings(boolean enabled, int stateBytes, long hostWaitMillis) {
        this(enabled, stateBytes, hostWaitMillis, FrameSettings.DEFAULT);
    }

    /** The default settings. */
    public static final GameSettings DEFAULT = new GameSettings(true, 16 * 1024, 20_000);
}
