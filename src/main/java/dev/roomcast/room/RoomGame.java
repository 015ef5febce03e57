package dev.roomcast.room;

import dev.roomcast.protocol.ServerFrames;
import org.jspecify.annotations.Nullable;

/**
 * The game-related part of one room: empty until the first player, watcher or change of the shared state.
 *
 * <p>Thread: the room's serial executor.
 */
final class RoomGame {

    private final RoomType type;
    private final RoomService service;
    private final PresenceChanges presence;
    private @Nullable GameRoom game;

    RoomGame(RoomType type, RoomService service, PresenceChanges presence) {
        this.type = type;
        this.service = service;
        this.presence = presence;
    }

    /** Returns the game; null: not begun. */
    @Nullable
    GameRoom get() {
        return game;
    }

    /** Returns the game, and begins it at the first call. */
    GameRoom begin() {
        if (game == null) {
            game = new GameRoom(type.games(), service.state());
        }
        return game;
    }

    /** Clears the game. */
    void end() {
        if (game != null) {
            game.clear();
            game = null;
        }
    }

    /** Returns the host for a frame; null: the room has neither players nor watchers. */
    ServerFrames.@Nullable HostView hostView() {
        return game == null ? null : game.hostView();
    }

    /**
     * Makes a player the host. Members are notified with the change that caused it.
     *
     * @param next the host; null: the room has no host
     */
    void host(@Nullable Member next) {
        if (begin().host() != next) {
            game.host(next);
            service.counters().hostChanges.increment();
            presence.hostChanged(next == null ? null : next.client());
        }
    }

    /** Returns the host if its absence exceeds the limit; otherwise null. */
    @Nullable
    Member overdueHost(long now) {
        return hostWaitUntil() <= now ? game.host() : null;
    }

    /** Returns when the host's absence exceeds the limit; {@link Long#MAX_VALUE}: the host is not away. */
    long hostWaitUntil() {
        return game == null ? Long.MAX_VALUE : game.hostWaitUntil();
    }

    void checkHost(long now) {
        if (game != null) {
            game.checkHost(now);
        }
    }

    void onBack(Member member) {
        if (game != null) {
            game.onBack(member);
        }
    }

    void onAway(Member member) {
        if (game != null) {
            game.onAway(member);
        }
    }

    void remove(Member member) {
        if (game != null) {
            game.remove(member);
        }
    }
}
