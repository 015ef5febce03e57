package dev.roomcast.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.room.Limits;
import dev.roomcast.room.NodeMemory;
import dev.roomcast.room.RoomType;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoreSettingsTest {

    private static final long MEMORY = 512L << 20;

    private static CoreSettings settings(String... keysAndValues) {
        Map<String, String> values = new HashMap<>(Map.of("roomcast.limits.message-bytes", "65536"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        RoomcastConfig config = new SmallRyeConfigBuilder()
                .withMapping(RoomcastConfig.class)
                .withConverter(java.time.Duration.class, 200, new io.quarkus.runtime.configuration.DurationConverter())
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build()
                .getConfigMapping(RoomcastConfig.class);
        AuthSettings auth =
                new AuthSettings(config.auth(), config.trustedProxies().orElse(List.of()), 1024);
        new WechatSettings(config.wechat(), config.moderation(), auth);
        return new CoreSettings(config, MEMORY, MEMORY);
    }

    @Test
    void uses_the_defaults_of_the_protocol() {
        Limits limits = settings().limits();
        assertEquals(64 << 10, limits.messageBytes());
        assertEquals(100, limits.messagesPerSecond());
        assertEquals(300, limits.messagesBurst());
        assertEquals(1 << 20, limits.bytesPerSecond());
        assertEquals(4 << 20, limits.bytesBurst());
        assertEquals(1 << 20, limits.outboxBytes());
        assertEquals(10_000, limits.connectTime());
        assertEquals(25_000, limits.ping());
        assertEquals(1024, limits.infoBytes());
        assertEquals(10, limits.badRequests());
        assertEquals(0, limits.connectionsPerAddress());

        RoomType type = settings().type("any");
        assertEquals(120_000, type.linger());
        assertEquals(256, type.historySize());
        assertEquals(1 << 20, type.historyBytes());
        assertEquals(600_000, type.historyAge());
        assertEquals(200, type.presenceMax());
        assertEquals(RoomType.SameUser.ALLOW, type.sameUser());
    }

    @Test
    void derives_unset_limits_from_the_memory() {
        Limits limits = settings().limits();
        long data = MEMORY - (28 << 20);
        assertTrue(limits.connections() > 0 && limits.connections() <= data / (32 << 10));
        assertEquals(data / 8, limits.historyBytes());
        assertEquals(data / 16, limits.backlogBytes());
        assertEquals(data / 12 / 4096, limits.rooms());
        assertEquals(data / 4, limits.memory().inputBytes());
        assertEquals(data / 10, limits.memory().awayBytes());
    }

    @Test
    void derives_limits_below_the_memory_and_leaves_some_for_connections() {
        for (long heap = 48L << 20; heap <= 4096L << 20; heap += 8L << 20) {
            long data = NodeMemory.forData(heap);
            NodeMemory memory = NodeMemory.of(data, heap);
            long parts = NodeMemory.historyBytes(data)
                    + NodeMemory.roomBytes(data)
                    + NodeMemory.stateBytes(data)
                    + NodeMemory.frameBytes(data)
                    + NodeMemory.backlogBytes(data)
                    + memory.inputBytes()
                    + memory.answersBytes()
                    + memory.answersBytes() / 4 // shared encoded publications
                    + memory.awayBytes();
            assertTrue(parts <= data - data / 12, "heap of " + heap);
        }
    }

    @Test
    void prefers_the_longest_matching_prefix_and_falls_back_to_general_settings() {
        CoreSettings settings = settings(
                "roomcast.room.max-members", "9",
                "roomcast.rooms.\"game-\".linger", "300s",
                "roomcast.rooms.\"game-big-\".max-members", "50");

        assertEquals(300_000, settings.type("game-1").linger());
        assertEquals(9, settings.type("game-1").maxMembers());
        assertEquals(50, settings.type("game-big-1").maxMembers());
        assertEquals(120_000, settings.type("game-big-1").linger());
        assertEquals(9, settings.type("chat").maxMembers());
    }

    @Test
    void reads_the_answers_to_heartbeats() {
        assertEquals(
                Map.of("ping", "pong", "alive", ""),
                settings("roomcast.heartbeats", "ping = pong, alive=").heartbeats());
        assertEquals(Map.of(), settings("roomcast.heartbeats", " ").heartbeats());
    }

    @ParameterizedTest
    @CsvSource({
        "roomcast.room.linger, 901s, roomcast.room.linger is between 0 and 900 seconds",
        "roomcast.limits.message-bytes, 0, roomcast.limits.message-bytes is at least 1",
        "roomcast.limits.outbox-bytes, 0, roomcast.limits.outbox-bytes is at least 1",
        "roomcast.limits.messages-burst, 0, roomcast.limits.messages-burst is at least 1",
        "roomcast.limits.bytes-burst, 100, roomcast.limits.bytes-burst is at least roomcast.limits.message-bytes",
        "roomcast.api.key, 'a key that is long enough,too short', roomcast.api.key is at least 16 characters long",
        "roomcast.ping, 0s, roomcast.ping is longer than 0",
        "roomcast.limits.rooms, -1, roomcast.limits.rooms is 0 or more",
        "roomcast.limits.history-bytes, -1, roomcast.limits.history-bytes is 0 or more",
        "roomcast.room.history-size, -1, roomcast.room.history-size is 0 or more",
        "roomcast.room.history-age, -1s, roomcast.room.history-age is 0 or more",
        "roomcast.room.max-away, -1, roomcast.room.max-away is 0 or more",
        "roomcast.room.presence-gather, -1s, roomcast.room.presence-gather is 0 or more",
        "roomcast.redis.url, localhost, roomcast.redis.url begins with redis:// or rediss://",
        "roomcast.redis.url, 'redis://a,redis://b', roomcast.redis.url is one address",
        "roomcast.redis.type, sentinel, roomcast.redis.master is given where",
        "roomcast.redis.master, mymaster, roomcast.redis.master is given where",
        "roomcast.redis.publish-wait, 61s, roomcast.redis.publish-wait is 0 to 1 minute",
        "roomcast.redis.ca, /nowhere.pem, roomcast.redis.ca is a file in PEM that can be read",
        "roomcast.auth.secret, 'a secret of this test, long enough for it', have no meaning if roomcast.auth.mode=anonymous",
        "roomcast.auth.jwks, https://login.example/keys, have no meaning if roomcast.auth.mode=anonymous",
        "roomcast.auth.public-key, /key.pem, have no meaning if roomcast.auth.mode=anonymous",
        "roomcast.auth.issuer, example, have no meaning if roomcast.auth.mode=anonymous",
        "roomcast.auth.audience, example, have no meaning if roomcast.auth.mode=anonymous",
        "roomcast.auth.header, X User, roomcast.auth.header is the name of a header",
        "roomcast.moderation.words, badword, have no meaning unless roomcast.moderation.mode=words",
        "roomcast.moderation.words-file, words.txt, have no meaning unless roomcast.moderation.mode=words",
        "roomcast.moderation.methods, 'chat,$history', roomcast.moderation.methods is a list of methods",
        "roomcast.heartbeats, ping, roomcast.heartbeats is a list of word=answer",
        "roomcast.heartbeats, =pong, roomcast.heartbeats is a list of word=answer",
        "'roomcast.rooms.\"chess-*\".max-members', 2, 'roomcast.rooms.\"chess-*\": a prefix is the beginning of a room name'",
        "'roomcast.rooms.\"房\".max-members', 2, a prefix is the beginning of a room name"
    })
    void refuses_an_invalid_value_and_states_the_valid_ones(String key, String value, String sentence) {
        Exception wrong = assertThrows(IllegalArgumentException.class, () -> settings(key, value));
        assertTrue(wrong.getMessage().contains(sentence), wrong.getMessage());
    }
}
