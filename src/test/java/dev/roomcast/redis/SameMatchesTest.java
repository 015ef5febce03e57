package dev.roomcast.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.hub.ManualClock;
import dev.roomcast.match.MadeMatch;
import dev.roomcast.match.MatchMode;
import dev.roomcast.match.MemoryTickets;
import dev.roomcast.match.Ticket;
import dev.roomcast.match.Tickets;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.redis.client.RedisAddress;
import dev.roomcast.room.Engine;
import dev.roomcast.room.Ids;
import dev.roomcast.room.SystemClock;
import dev.roomcast.testkit.Eventually;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rules in Java and in Redis create the same matches from the same tickets, in the same order. */
class SameMatchesTest {

    @RegisterExtension
    static final RedisEngines nodes = new RedisEngines();

    /** A mode whose rules do not depend on time. */
    private static final Map<String, MatchMode> MODES = Stream.of(
                    new MatchMode("duel-", 2, 2, 1, 40, 0, 3_600_000),
                    new MatchMode("team-", 8, 8, 2, 150, 0, 3_600_000),
                    new MatchMode("trio-", 3, 3, 1, 60, 0, 3_600_000),
                    new MatchMode("four-", 8, 8, 4, 400, 0, 3_600_000))
            .collect(Collectors.toMap(MatchMode::prefix, mode -> mode));

    /** Records the matches in order. */
    private static final class Notes implements Tickets.Listener {
        private final List<String> matches = new CopyOnWriteArrayList<>();

        @Override
        public void onMade(MadeMatch match) {
            matches.add(match.seats().stream()
                    .map(seat -> seat.client() + "/" + seat.team())
                    .collect(Collectors.joining(" ")));
        }

        @Override
        public void onAnnounced(MadeMatch match) {}

        @Override
        public void onMoved(Ticket ticket) {}
    }

    @Test
    void creates_the_same_matches_in_java_and_in_redis() throws Exception {
        SystemClock system = new SystemClock();
        try (RedisServer redis = RedisServer.open()) {
            Ids names = new Ids(new SecureRandom());
            Engine engine =
                    nodes.two(RedisAddress.of(redis.url()), names, system).get(0);
            Eventually.eventually("Redis is connected", engine::isAvailable);
            RedisTickets shared = new RedisTickets((RedisEngine) engine, MODES, names::room);
            MemoryTickets memory =
                    new MemoryTickets(MODES, names::room, new ManualClock(), Runnable::run, failure -> {});
            Notes inRedis = new Notes();
            Notes inJava = new Notes();
            shared.start(inRedis);
            memory.start(inJava);
            List<Ticket> waiting = new ArrayList<>();
            Random random = new Random(7);
            for (int i = 0; i < 1500; i++) {
                if (random.nextInt(8) == 0 && !waiting.isEmpty()) {
                    Ticket ended = waiting.remove(random.nextInt(waiting.size()));
                    assertEquals(
                            settled(memory.end(ended, Tickets.Reason.CANCELLED)),
                            settled(shared.end(ended, Tickets.Reason.CANCELLED)));
                    continue;
                }
                Ticket ticket = ticket(i, random);
                waiting.add(ticket);
                settled(memory.add(ticket));
                settled(shared.add(new Ticket(
                        ticket.client(),
                        1,
                        "r",
                        ticket.prefix(),
                        "{}",
                        system.monotonicMillis(),
                        ticket.skill(),
                        ticket.players())));
            }
            Eventually.eventually("all matches are announced", () -> inRedis.matches.size() >= inJava.matches.size());
            assertEquals(inJava.matches, inRedis.matches);
            assertTrue(inJava.matches.size() > 100, "matches: " + inJava.matches.size());
            shared.stop();
        } finally {
            system.close();
        }
    }

    private static Ticket ticket(int number, Random random) {
        List<String> prefixes = MODES.keySet().stream().sorted().toList();
        MatchMode mode = MODES.get(prefixes.get(random.nextInt(prefixes.size())));
        int size = 1 + random.nextInt(Math.min(3, mode.players() / mode.teams()));
        int parties = mode.prefix().equals("duel-") ? 1 : size;
        List<Ticket.Player> players = IntStream.range(0, parties)
                .mapToObj(i ->
                        new Ticket.Player("c_" + number + "x" + i, "u" + random.nextInt(400), RawJson.EMPTY_OBJECT))
                .toList();
        double skill = random.nextInt(3) == 0 ? 1000 : Math.round(1000 + 200 * random.nextGaussian());
        return new Ticket(players.get(0).client(), 1, "r", mode.prefix(), "{}", 0, skill, players);
    }

    private static <T> T settled(java.util.concurrent.CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
