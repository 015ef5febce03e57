package dev.roomcast.room;

import dev.roomcast.protocol.ServerFrames;
import org.jspecify.annotations.Nullable;

/**
 * The part of one room that games add: nothing until the first player, watcher or change of the shared state.
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

    /** Returns the game; null: none has begun. */
    @Nullable
    GameRoom get() {
        return game;
    }

    /** Returns the game, and begins one if there is none. */
    GameRoom begin() {
        if (game == null) {
            game = new GameRoom(type.games(), service.state());
        }
        return game;
    }

    /** Drops everything that a game has added. */
    void end() {
        if (game != null) {
            game.clear();
            game = null;
        }
    }

    /** Returns the host for a frame; null where the room has neither players nor watchers. */
    ServerFrames.@Nullable HostView hostView() {
        return game == null ? null : game.hostView();
    }

    /**
     * Makes a player the host. Members are notified with the change that caused it.
     *
     * @param next null: the room has no host
     */
    void host(@Nullable Member next) {
        if (begin().host() != next) {
            game.host(next);
            service.counters().hostChanges.increment();
            presence.hostChanged(next == null ? null : next.client());
        }
    }

    /** Returns the host, if it has been away for too long; otherwise null. */
    @Nullable
    Member overdueHost(long now) {
        return hostWaitUntil() <= now ? game.host() : null;
    }

    /** Returns when the host has been away for too long; {@link Long#MAX_VALUE}: it is not away. */
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
