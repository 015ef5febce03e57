package dev.roomcast.redis;

import dev.roomcast.match.MatchMode;
import dev.roomcast.match.Tickets;
import dev.roomcast.redis.client.RedisAddress;
import dev.roomcast.room.Engine;
import dev.roomcast.room.Ids;
import dev.roomcast.room.MatchContract;
import dev.roomcast.room.PartyContract;
import dev.roomcast.room.SystemClock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Matchmaking on two nodes that share a Redis. */
class RedisMatchTest {

    @RegisterExtension
    static final RedisEngines nodes = new RedisEngines();

    private static RedisServer redis;

    @BeforeAll
    static void open() {
        redis = RedisServer.open();
    }

    @AfterAll
    static void close() {
        if (redis != null) {
            redis.close();
        }
    }

    private static List<Engine> two(Ids names, SystemClock clock) {
        return nodes.two(RedisAddress.of(redis.url()), names, clock);
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

    @Nested
    class Parties extends PartyContract {
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
}
