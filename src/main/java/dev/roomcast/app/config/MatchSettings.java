package dev.roomcast.app.config;

import dev.roomcast.match.MatchMode;
import dev.roomcast.room.Ids;
import dev.roomcast.room.RoomType;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Validates the configured modes of matchmaking. */
final class MatchSettings {

    /** The maximum number of players of a match. */
    private static final int MAX_PLAYERS = 100;

    private static final Duration MAX_PATIENCE = Duration.ofHours(1);
    private static final int MAX_NAME = 64;

    private MatchSettings() {}

    /**
     * @param types returns the settings of a room by its name
     * @return the modes by prefix
     */
    static Map<String, MatchMode> modes(RoomcastConfig config, Function<String, RoomType> types) {
        CoreSettings.require(
                config.room().match().players().isEmpty(),
                "roomcast.room.match.players has no meaning: a mode needs a prefix, as in"
                        + " roomcast.rooms.\"duel-\".match.players");
        Map<String, MatchMode> modes = new TreeMap<>();
        config.rooms().forEach((prefix, room) -> {
            if (room.match().players().isPresent()) {
                modes.put(prefix, mode(prefix, room.match(), types.apply(prefix)));
            }
        });
        return modes;
    }

    private static MatchMode mode(String prefix, MatchConfig config, RoomType type) {
        String key = "roomcast.rooms.\"" + prefix + "\".";
        int players = config.players().getAsInt();
        CoreSettings.require(
                Ids.isRoom(prefix + "x") && prefix.length() + Ids.ROOM_CODE <= MAX_NAME,
                key + "match.players needs a prefix of at most " + (MAX_NAME - Ids.ROOM_CODE)
                        + " characters of names of rooms");
        CoreSettings.require(
                players >= 1 && players <= MAX_PLAYERS, key + "match.players is between 1 and " + MAX_PLAYERS);
        CoreSettings.require(config.skill() >= 0, key + "match.skill is 0 or more");
        CoreSettings.require(config.skillGrow() >= 0, key + "match.skill-grow is 0 or more");
        CoreSettings.require(
                config.patience().toMillis() >= 1000 && config.patience().compareTo(MAX_PATIENCE) <= 0,
                key + "match.patience is between 1 second and 1 hour, for example 60s");
        CoreSettings.require(
                type.games().enabled() && type.games().stateBytes() > 0,
                key + "match.players needs rooms with a game and with state-bytes, for the line-up");
        try {
            return new MatchMode(
                    prefix,
                    players,
                    config.least().orElse(players),
                    config.teams(),
                    config.skill(),
                    config.skillGrow(),
                    config.patience().toMillis());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Configuration: " + key + e.getMessage() + ".", e);
        }
    }
}
