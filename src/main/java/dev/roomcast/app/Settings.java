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
        redis = redis(config.redis());
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

    private static RedisSettings redis(RoomcastConfig.RedisConfig redis) {
        require(
                redis.url().matches("rediss?://.+"),
                "roomcast.redis.url begins with redis:// or rediss://, for example redis://:secret@10.0.0.5:6379");
        require(redis.prefix().matches("[A-Za-z0-9_.-]{1,32}"), "roomcast.redis.prefix is 1 to 32 letters and digits");
        require(redis.lease().toMillis() >= 1000, "roomcast.redis.lease is at least 1 second");
        require(redis.timeout().toMillis() >= 500, "roomcast.redis.timeout is at least 500 milliseconds");
        require(redis.window() >= 16, "roomcast.redis.window is at least 16");
        return new RedisSettings(
                redis.url(),
                redis.prefix(),
                redis.lease().toMillis(),
                redis.timeout().toMillis(),
                redis.window());
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
        require(limits.messageBytes() > 0, "roomcast.limits.message-bytes is at least 1");
        require(
                limits.messagesPerSecond() == 0 || limits.messagesBurst() >= 1,
                "roomcast.limits.messages-burst is at least 1");
        require(
                limits.bytesPerSecond() == 0 || limits.bytesBurst() >= limits.messageBytes(),
                "roomcast.limits.bytes-burst is at least roomcast.limits.message-bytes");
        require(limits.outboxBytes() > 0, "roomcast.limits.outbox-bytes is at least 1");
        require(limits.connectTime().toMillis() > 0, "roomcast.limits.connect-time is longer than 0");
        require(limits.closeTime().toMillis() > 0, "roomcast.limits.close-time is longer than 0");
        require(limits.badRequests() > 0, "roomcast.limits.bad-requests is at least 1");
        require(
                limits.messagesPerSecond() >= 0 && limits.bytesPerSecond() >= 0,
                "roomcast.limits.messages-per-second and bytes-per-second are not negative");
        require(
                limits.connections().orElse(0) >= 0
                        && limits.connectionsPerAddress() >= 0
                        && limits.connectsPerAddress() >= 0
                        && limits.connectionsPerUser() >= 0
                        && limits.loginsPerAddress() >= 0
                        && limits.rooms() >= 0
                        && limits.infoBytes() >= 0
                        && limits.historyBytes().orElse(0) >= 0
                        && limits.backlogBytes().orElse(0) >= 0,
                "no limit is negative");
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
        require(type.historySize() >= 0 && type.historyBytes() >= 0, key + ".history-size and -bytes are not negative");
        require(
                type.maxMembers() >= 0 && type.presenceMax() >= 0,
                key + ".max-members and .presence-max are not negative");
        require(
                type.messagesPerSecond() >= 0 && type.bytesPerSecond() >= 0,
                key + ".messages-per-second and .bytes-per-second are not negative");
        return type;
    }

    private static Rights rights(String key, Set<String> words) {
        try {
            return Rights.of(words);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Configuration: " + key + ".rights: " + e.getMessage() + ".", e);
        }
    }

    static void require(boolean good, String sentence) {
        if (!good) {
            throw new IllegalArgumentException("Configuration: " + sentence + ".");
        }
    }
}
