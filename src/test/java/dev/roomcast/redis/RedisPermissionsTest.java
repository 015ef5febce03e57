package dev.roomcast.redis;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.bans.Ban;
import dev.roomcast.bans.BanList;
import dev.roomcast.match.MatchMode;
import dev.roomcast.match.Tickets;
import dev.roomcast.redis.client.RedisAddress;
import dev.roomcast.redis.client.RedisSettings;
import dev.roomcast.room.Engine;
import dev.roomcast.room.EngineContract;
import dev.roomcast.room.FrameContract;
import dev.roomcast.room.GameContract;
import dev.roomcast.room.Ids;
import dev.roomcast.room.MatchContract;
import dev.roomcast.room.SystemClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two nodes whose Redis user has exactly the permissions of the page on many nodes. */
class RedisPermissionsTest {

    private static final Path PAGE = Path.of("src/site/markdown/scaling.md");

    @RegisterExtension
    static final RedisEngines nodes = new RedisEngines();

    private static RedisServer redis;

    @BeforeAll
    static void open() throws IOException {
        redis = RedisServer.open();
        String rule = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("ACL SETUSER roomcast "))
                .findFirst()
                .orElseThrow();
        assertEquals("+OK", redis.command(rule));
    }

    @AfterAll
    static void close() {
        if (redis != null) {
            redis.close();
        }
    }

    private static List<Engine> two(Ids names, SystemClock clock) {
        return nodes.two(RedisAddress.of(url()), names, clock);
    }

    @Nested
    class Rooms extends EngineContract {
        @Override
        protected List<Engine> engines(Ids names, SystemClock clock) {
            return two(names, clock);
        }
    }

    @Nested
    class Games extends GameContract {
        @Override
        protected List<Engine> engines(Ids names, SystemClock clock) {
            return two(names, clock);
        }
    }

    @Nested
    class Frames extends FrameContract {
        @Override
        protected List<Engine> engines(Ids names, SystemClock clock) {
            return two(names, clock);
        }
    }

    @Nested
    class Matches extends MatchContract {
        @Override
        protected List<Engine> engines(Ids names, SystemClock clock) {
            return two(names, clock);
        }

        @Override
        protected Tickets tickets(
                Engine engine, Map<String, MatchMode> modes, Ids names, SystemClock clock, List<Throwable> failures) {
            return new RedisTickets((RedisEngine) engine, modes, names::room);
        }
    }

    private static String url() {
        return "redis://roomcast:secret@127.0.0.1:" + redis.port();
    }

    @Test
    void permits_the_ban_list() throws Exception {
        try (SystemClock clock = new SystemClock()) {
            RedisSettings settings = new RedisSettings(RedisAddress.of(url()), "roomcast", 15_000, 30_000, 1000, 0);
            RedisEngine engine = nodes.start(settings, new Ids(new SecureRandom()), clock);
            BanList list = new BanList(clock);
            RedisBanStore store = new RedisBanStore(engine, "roomcast", list, clock);
            store.start();
            eventually("Redis is connected", engine::isAvailable);
            store.put(list.dated(Ban.ofUser("", "li", Ban.NEVER, "spam")))
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            eventually("the ban is known", () -> list.of("li", "r") != null);
            store.stop();
        }
    }
}
