package dev.roomcast.room;

/**
 * The settings of games that rooms of one kind share.
 *
 * @param enabled whether a member can be a player or a watcher
 * @param stateBytes the shared state of a room, keys and values, in bytes; 0: a room has none
 * @param hostWaitMillis how long the host may be away before another player becomes the host, in milliseconds
 * @param frames the bounds of runs
 */
public record GameSettings(boolean enabled, int stateBytes, long hostWaitMillis, FrameSettings frames) {

    /** Creates settings with the run bounds of {@link FrameSettings#DEFAULT}. */
    public GameSettings(boolean enabled, int stateBytes, long hostWaitMillis) {
        this(enabled, stateBytes, hostWaitMillis, FrameSettings.DEFAULT);
    }

    /** The settings of a room that configures none. */
    public static final GameSettings DEFAULT = new GameSettings(true, 16 * 1024, 20_000);
}
