package dev.roomcast.app.config;

import dev.roomcast.api.ApiKeys;
import dev.roomcast.match.MatchMode;
import dev.roomcast.redis.client.RedisSettings;
import dev.roomcast.room.FrameSettings;
import dev.roomcast.room.GameSettings;
import dev.roomcast.room.Limits;
import dev.roomcast.room.NodeMemory;
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

/** Converts the configuration to effective values: adds defaults and checks bounds. */
public final class CoreSettings {

    /** The estimated maximum memory of a connection with its messages in transit, in bytes. */
    private static final long BYTES_PER_CONNECTION = 32 * 1024;

    /** The memory of a room with one away member, without its history, in bytes. */
    private static final long BYTES_PER_ROOM = 4 * 1024;

    /** The memory of a search for a match with its players, in bytes. */
    private static final long BYTES_PER_TICKET = 4 * 1024;

    private static final int MAX_TICKETS = 10_000;

    /** The number of open files that are not connections. */
    private static final int OTHER_FILES = 64;

    private static final Duration MAX_LINGER = Duration.ofSeconds(900);

    private static final RoomType DEFAULTS = new RoomType(
            120_000, 256, 1 << 20, 600_000, 0, 10_000, RoomType.SameUser.ALLOW, true, true, 200, 200, 0, 0, Rights.ALL);

    /** The names that a list of moderated methods may contain beside methods of the application. */
    private static final Set<String> MODERATED = Set.of("$text", "$info", "$list");

    private final ApiKeys apiKeys;
    private final Map<String, String> heartbeats;
    private final long framesBytes;
    private final Limits limits;
    private final RedisSettings redis;
    private final String nodeName;
    private final RoomType general;
    private final Map<String, RoomType> byPrefix = new TreeMap<>();
    private final Map<String, MatchMode> matchModes;
    private final int tickets;
    private final long listBytes;

    public CoreSettings(RoomcastConfig config, long heap, long direct) {
        apiKeys = apiKeys(config.api());
        heartbeats = words(config.heartbeats());
        limits = limits(config, heap, direct);
        framesBytes = config.limits().framesBytes().orElse(NodeMemory.frameBytes(NodeMemory.forData(heap)));
        nodeName = config.node().orElse("-").replaceAll("[^A-Za-z0-9_.:-]", "_");
        redis = RedisSettingsFactory.settings(config.redis());
        general = type("roomcast.room", config.room(), DEFAULTS);
        config.rooms().forEach((prefix, room) -> {
            String key = "roomcast.rooms.\"" + prefix + "\"";
            require(
                    prefix.matches("[A-Za-z0-9_.:-]{1,64}"),
                    key + ": a prefix is the beginning of a room name, 1 to 64 of A-Z a-z 0-9 _ . : - without *");
            byPrefix.put(prefix, type(key, room, general));
        });
        matchModes = MatchSettings.modes(config, this::type);
        notNegative("roomcast.limits.tickets", config.limits().tickets().orElse(0));
        listBytes = Math.min(16L << 20, NodeMemory.forData(heap) / 32);
        tickets = config.limits().tickets().orElse((int)
                Math.min(MAX_TICKETS, NodeMemory.forData(heap) / 16 / BYTES_PER_TICKET));
    }

    /** Returns the answers to heartbeats by word. */
    public Map<String, String> heartbeats() {
        return heartbeats;
    }

    private static Map<String, String> words(String list) {
        Map<String, String> words = new LinkedHashMap<>();
        for (String pair : list.split(",")) {
            int equals = pair.indexOf('=');
            require(
                    list.isBlank() || equals > 0,
                    "roomcast.heartbeats is a list of word=answer, for example ping=pong,heartbeat=heartbeat");
            if (equals > 0) {
                words.put(
                        pair.substring(0, equals).strip(),
                        pair.substring(equals + 1).strip());
            }
        }
        return words;
    }

    public Limits limits() {
        return limits;
    }

    public RedisSettings redis() {
        return redis.withRooms(Integer.toHexString((types().toString() + matchModes).hashCode()), nodeName);
    }

    /** Returns the settings of the longest configured prefix of a room's name. */
    public RoomType type(String room) {
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

    /** Returns the settings by prefix; the empty prefix applies to all other rooms. */
    public Map<String, RoomType> types() {
        Map<String, RoomType> types = new LinkedHashMap<>(byPrefix);
        types.put("", general);
        return types;
    }

    /** Returns the bound of the retained frames of all runs, in bytes. */
    public long framesBytes() {
        return framesBytes;
    }

    /** Returns the modes of matchmaking by prefix. */
    public Map<String, MatchMode> matchModes() {
        return matchModes;
    }

    /** Returns the maximum number of searches for a match on the node. */
    public int tickets() {
        return tickets;
    }

    /** Returns the bound of the cached lists of rooms, which is also that of the retained search results, in bytes. */
    public long listBytes() {
        return listBytes;
    }

    /** Returns the keys of the operators' API. */
    public ApiKeys apiKeys() {
        return apiKeys;
    }

    private static ApiKeys apiKeys(ApiConfig config) {
        Set<String> keys = config.key().orElse(Set.of());
        require(
                keys.stream().allMatch(key -> key.length() >= ApiKeys.MIN_LENGTH),
                "roomcast.api.key is at least " + ApiKeys.MIN_LENGTH + " characters long");
        try {
            return new ApiKeys(keys, config.keysFile().map(Path::of).orElse(null), () -> System.nanoTime() / 1_000_000);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Configuration: roomcast.api.keys-file: " + e.getMessage() + ".", e);
        }
    }

    private static Limits limits(RoomcastConfig config, long heap, long direct) {
        LimitsConfig limits = config.limits();
        long data = NodeMemory.forData(heap);
        // this transport does not bound the unfinished messages of all connections together
        long perConnection = BYTES_PER_CONNECTION
                + (config.transport() == RoomcastConfig.Transport.PORTABLE ? 2L * limits.messageBytes() : 0);
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
                limits.connections().orElseGet(() -> connections(data, perConnection)),
                limits.connectionsPerAddress(),
                limits.connectsPerAddress(),
                limits.connectionsPerUser(),
                limits.connectTime().toMillis(),
                config.ping().toMillis(),
                limits.closeTime().toMillis(),
                limits.infoBytes(),
                limits.badRequests(),
                limits.rooms().orElseGet(() -> (int) Math.min(1 << 20, NodeMemory.roomBytes(data) / BYTES_PER_ROOM)),
                limits.historyBytes().orElse(NodeMemory.historyBytes(data)),
                limits.backlogBytes().orElse(NodeMemory.backlogBytes(data)),
                limits.stateBytes().orElse(NodeMemory.stateBytes(data)),
                memory(limits, data, direct),
                limits.messageTime().toMillis());
    }

    private static NodeMemory memory(LimitsConfig limits, long data, long direct) {
        NodeMemory usual = NodeMemory.of(data, direct);
        return new NodeMemory(
                limits.inputBytes().orElse(usual.inputBytes()),
                limits.answersBytes().orElse(usual.answersBytes()),
                limits.answerBytes().orElse(usual.answerBytes()),
                limits.awayBytes().orElse(usual.awayBytes()));
    }

    private static void check(LimitsConfig limits) {
        require(limits.messageBytes() > 0, "roomcast.limits.message-bytes is at least 1");
        require(
                limits.jsonDepth() >= 4 && limits.jsonDepth() <= 1000,
                "roomcast.limits.json-depth is between 4 and 1000");
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
        notNegative("roomcast.limits.rooms", limits.rooms().orElse(0));
        notNegative("roomcast.limits.input-bytes", limits.inputBytes().orElse(0L));
        notNegative("roomcast.limits.answers-bytes", limits.answersBytes().orElse(0L));
        notNegative("roomcast.limits.answer-bytes", limits.answerBytes().orElse(0L));
        notNegative("roomcast.limits.away-bytes", limits.awayBytes().orElse(0L));
        require(limits.messageTime().toMillis() > 0, "roomcast.limits.message-time is longer than 0");
        notNegative("roomcast.limits.info-bytes", limits.infoBytes());
        notNegative("roomcast.limits.history-bytes", limits.historyBytes().orElse(0L));
        notNegative("roomcast.limits.state-bytes", limits.stateBytes().orElse(0L));
        notNegative("roomcast.limits.frames-bytes", limits.framesBytes().orElse(0L));
        notNegative("roomcast.limits.backlog-bytes", limits.backlogBytes().orElse(0L));
        require(
                limits.messagesPerSecond() == 0 || limits.messagesBurst() >= 1,
                "roomcast.limits.messages-burst is at least 1");
        require(
                limits.bytesPerSecond() == 0 || limits.bytesBurst() >= limits.messageBytes(),
                "roomcast.limits.bytes-burst is at least roomcast.limits.message-bytes");
    }

    private static int connections(long data, long perConnection) {
        long byMemory = data / perConnection;
        return (int) Math.max(16, Math.min(byMemory, openFiles() - OTHER_FILES));
    }

    /** Returns the limit of open files of this process, if the operating system reports it. */
    private static long openFiles() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
                if (line.startsWith("Max open files")) {
                    return Long.parseLong(
                            line.substring("Max open files".length()).strip().split(" ")[0]);
                }
            }
        } catch (IOException | NumberFormatException e) {
            // not Linux, or no limit
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
                room.rights().map(words -> rights(key, words)).orElse(other.rights()),
                games(key, room, other.games()),
                room.historyOnConnect().orElse(other.historyOnConnect()));
        notNegative(key + ".history-size", type.historySize());
        notNegative(key + ".history-bytes", type.historyBytes());
        notNegative(key + ".history-age", type.historyAge());
        notNegative(key + ".history-on-connect", type.historyOnConnect());
        notNegative(key + ".max-members", type.maxMembers());
        notNegative(key + ".max-away", type.maxAway());
        notNegative(key + ".presence-max", type.presenceMax());
        notNegative(key + ".presence-gather", type.presenceGather());
        notNegative(key + ".messages-per-second", type.messagesPerSecond());
        notNegative(key + ".bytes-per-second", type.bytesPerSecond());
        return type;
    }

    private static GameSettings games(String key, RoomConfig room, GameSettings other) {
        Duration hostWait = room.hostWait().orElse(Duration.ofMillis(other.hostWaitMillis()));
        require(
                !hostWait.isNegative() && hostWait.compareTo(MAX_LINGER) <= 0,
                key + ".host-wait is between 0 and 900 seconds, for example 20s");
        int stateBytes = room.stateBytes().orElse(other.stateBytes());
        notNegative(key + ".state-bytes", stateBytes);
        return new GameSettings(
                room.game().orElse(other.enabled()),
                stateBytes,
                hostWait.toMillis(),
                frames(key, room, other.frames()));
    }

    private static FrameSettings frames(String key, RoomConfig room, FrameSettings other) {
        FrameSettings frames = new FrameSettings(
                room.inputBytes().orElse(other.inputBytes()),
                room.framesBytes().orElse(other.keptBytes()),
                room.framesMost().map(Duration::toMillis).orElse(other.maxMillis()));
        require(
                frames.inputBytes() >= 1 && frames.inputBytes() <= FrameSettings.MAX_INPUT_BYTES,
                key + ".input-bytes is between 1 and " + FrameSettings.MAX_INPUT_BYTES);
        notNegative(key + ".frames-bytes", frames.keptBytes());
        require(frames.maxMillis() > 0, key + ".frames-most is longer than 0, for example 1h");
        return frames;
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

    /** Requires methods that members publish, or names of other moderated texts. */
    static void requireModerated(String key, Set<String> methods) {
        require(
                methods.stream().allMatch(each -> !each.startsWith("$") || MODERATED.contains(each)),
                key + " is a list of methods, for example chat,$text,$info,$list");
    }

    static void require(boolean good, String sentence) {
        if (!good) {
            throw new IllegalArgumentException("Configuration: " + sentence + ".");
        }
    }
}
