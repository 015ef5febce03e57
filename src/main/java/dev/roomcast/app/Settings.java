package dev.roomcast.app;

import dev.roomcast.api.ApiKeys;
import dev.roomcast.app.RoomcastConfig.LimitsConfig;
import dev.roomcast.app.RoomcastConfig.RoomConfig;
import dev.roomcast.redis.RedisSettings;
import dev.roomcast.room.Limits;
import dev.roomcast.room.Rights;
import dev.roomcast.room.RoomType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** From the configuration to the values that hold: defaults filled in, bounds checked. */
final class Settings {

    /** What a connection costs, with the room for its messages on their way; generously. */
    private static final long BYTES_PER_CONNECTION = 32 * 1024;

    /** Files that are open besides connections. */
    private static final int OTHER_FILES = 64;

    private static final Duration MAX_LINGER = Duration.ofSeconds(900);

    private static final RoomType DEFAULTS = new RoomType(
            120_000, 256, 1 << 20, 600_000, 0, 10_000, RoomType.SameUser.ALLOW, true, true, 200, 200, 0, 0, Rights.ALL);

    private final ApiKeys apiKeys;
    private final Limits limits;
    private final RedisSettings redis;
    private final RoomType general;
    private final Map<String, RoomType> byPrefix = new TreeMap<>();

    Settings(RoomcastConfig config, long memory) {
        apiKeys = apiKeys(config.api().key().orElse(Set.of()));
        limits = limits(config, memory);
        redis = RedisCheck.settings(config.redis());
        general = type("roomcast.room", config.room(), DEFAULTS);
        config.rooms()
                .forEach((prefix, room) ->
                        byPrefix.put(prefix, type("roomcast.rooms.\"" + prefix + "\"", room, general)));
    }

    Limits limits() {
        return limits;
    }

    RedisSettings redis() {
        return redis;
    }

    /** The settings of a room, by the longest prefix of its name that has some. */
    RoomType type(String room) {
        RoomType type = general;
        int longest = -1;
        for (Map.Entry<String, RoomType> each : byPrefix.entrySet()) {
            if (room.startsWith(each.getKey()) && each.getKey().length() > longest) {
                type = each.getValue();
                longest = each.getKey().length();
            }
        }
        return type;
    }

    /** The settings by prefix; those of all other rooms under the empty one. */
    Map<String, RoomType> types() {
        Map<String, RoomType> types = new LinkedHashMap<>(byPrefix);
        types.put("", general);
        return types;
    }

    /** Who may use the operators' API. */
    ApiKeys apiKeys() {
        return apiKeys;
    }

    private static ApiKeys apiKeys(Set<String> keys) {
        require(
                keys.stream().allMatch(key -> key.length() >= ApiKeys.MIN_LENGTH),
                "roomcast.api.key is at least " + ApiKeys.MIN_LENGTH + " characters long");
        return new ApiKeys(keys);
    }

    private static Limits limits(RoomcastConfig config, long memory) {
        LimitsConfig limits = config.limits();
        check(limits);
        require(!config.drain().isNegative(), "roomcast.drain is not negative");
        require(config.ping().toMillis() > 0, "roomcast.ping is longer than 0");
        return new Limits(
                limits.messageBytes(),
                limits.messagesPerSecond(),
                limits.messagesBurst(),
                limits.bytesPerSecond(),
                limits.bytesBurst(),
                limits.outboxBytes(),
                limits.connections().orElseGet(() -> connections(memory)),
                limits.connectionsPerAddress(),
                limits.connectsPerAddress(),
                limits.connectionsPerUser(),
                limits.connectTime().toMillis(),
                config.ping().toMillis(),
                limits.closeTime().toMillis(),
                limits.infoBytes(),
                limits.badRequests(),
                limits.rooms(),
                limits.historyBytes().orElse(Math.min(256L << 20, memory / 4)),
                limits.backlogBytes().orElse(Math.min(64L << 20, memory / 16)));
    }

    private static void check(LimitsConfig limits) {
        require(limits.messageBytes() > 0, "roomcast.limits.message-bytes is at least 1");
        require(limits.outboxBytes() > 0, "roomcast.limits.outbox-bytes is at least 1");
        require(limits.connectTime().toMillis() > 0, "roomcast.limits.connect-time is longer than 0");
        require(limits.closeTime().toMillis() > 0, "roomcast.limits.close-time is longer than 0");
        require(limits.badRequests() > 0, "roomcast.limits.bad-requests is at least 1");
        notNegative("roomcast.limits.messages-per-second", limits.messagesPerSecond());
        notNegative("roomcast.limits.bytes-per-second", limits.bytesPerSecond());
        notNegative("roomcast.limits.connections", limits.connections().orElse(0));
        notNegative("roomcast.limits.connections-per-address", limits.connectionsPerAddress());
        notNegative("roomcast.limits.connects-per-address", limits.connectsPerAddress());
        notNegative("roomcast.limits.connections-per-user", limits.connectionsPerUser());
        notNegative("roomcast.limits.logins-per-address", limits.loginsPerAddress());
        notNegative("roomcast.limits.rooms", limits.rooms());
        notNegative("roomcast.limits.info-bytes", limits.infoBytes());
        notNegative("roomcast.limits.history-bytes", limits.historyBytes().orElse(0L));
        notNegative("roomcast.limits.backlog-bytes", limits.backlogBytes().orElse(0L));
        require(
                limits.messagesPerSecond() == 0 || limits.messagesBurst() >= 1,
                "roomcast.limits.messages-burst is at least 1");
        require(
                limits.bytesPerSecond() == 0 || limits.bytesBurst() >= limits.messageBytes(),
                "roomcast.limits.bytes-burst is at least roomcast.limits.message-bytes");
    }

    private static int connections(long memory) {
        long byMemory = memory / BYTES_PER_CONNECTION;
        return (int) Math.max(16, Math.min(byMemory, openFiles() - OTHER_FILES));
    }

    /** How many files this process may have open, as far as the system tells. */
    private static long openFiles() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
                if (line.startsWith("Max open files")) {
                    return Long.parseLong(
                            line.substring("Max open files".length()).strip().split(" ")[0]);
                }
            }
        } catch (IOException | NumberFormatException e) {
            // Not Linux, or unlimited.
        }
        return Integer.MAX_VALUE;
    }

    private static RoomType type(String key, RoomConfig room, RoomType other) {
        Duration linger = room.linger().orElse(Duration.ofMillis(other.linger()));
        require(
                !linger.isNegative() && linger.compareTo(MAX_LINGER) <= 0,
                key + ".linger is between 0 and 900 seconds, for example 120s");
        RoomType type = new RoomType(
                linger.toMillis(),
                room.historySize().orElse(other.historySize()),
                room.historyBytes().orElse(other.historyBytes()),
                room.historyAge().map(Duration::toMillis).orElse(other.historyAge()),
                room.maxMembers().orElse(other.maxMembers()),
                room.maxAway().orElse(other.maxAway()),
                room.sameUser().orElse(other.sameUser()),
                room.echo().orElse(other.echo()),
                room.presence().orElse(other.presence()),
                room.presenceMax().orElse(other.presenceMax()),
                room.presenceGather().map(Duration::toMillis).orElse(other.presenceGather()),
                room.messagesPerSecond().orElse(other.messagesPerSecond()),
                room.bytesPerSecond().orElse(other.bytesPerSecond()),
                room.rights().map(words -> rights(key, words)).orElse(other.rights()));
        notNegative(key + ".history-size", type.historySize());
        notNegative(key + ".history-bytes", type.historyBytes());
        notNegative(key + ".history-age", type.historyAge());
        notNegative(key + ".max-members", type.maxMembers());
        notNegative(key + ".max-away", type.maxAway());
        notNegative(key + ".presence-max", type.presenceMax());
        notNegative(key + ".presence-gather", type.presenceGather());
        notNegative(key + ".messages-per-second", type.messagesPerSecond());
        notNegative(key + ".bytes-per-second", type.bytesPerSecond());
        return type;
    }

    private static Rights rights(String key, Set<String> words) {
        try {
            return Rights.of(words);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Configuration: " + key + ".rights: " + e.getMessage() + ".", e);
        }
    }

    private static void notNegative(String key, double value) {
        require(value >= 0, key + " is 0 or more");
    }

    static void require(boolean good, String sentence) {
        if (!good) {
            throw new IllegalArgumentException("Configuration: " + sentence + ".");
        }
    }
}
