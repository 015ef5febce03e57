package dev.roomcast.redis;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.match.MadeMatch;
import dev.roomcast.match.MatchMode;
import dev.roomcast.match.Ticket;
import dev.roomcast.match.Tickets;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.redis.client.RedisAddress;
import dev.roomcast.redis.client.RedisSettings;
import dev.roomcast.room.Ids;
import dev.roomcast.room.NodeQueries;
import dev.roomcast.room.RoomView;
import dev.roomcast.room.SystemClock;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The keys of the tickets of two nodes in Redis. */
class RedisTicketsTest {

    private static final String KEYS = "roomcast:1:match:{match}:";
    private static final MatchMode DUEL = new MatchMode("duel-", 2, 2, 1, 100, 20, 600_000);
    private static final MatchMode TRIO = new MatchMode("trio-", 3, 3, 1, 100, 20, 600_000);

    @RegisterExtension
    static final RedisEngines engines = new RedisEngines();

    private final SystemClock clock = new SystemClock();
    private final Ids names = new Ids(new SecureRandom());
    private RedisServer redis;

    @BeforeEach
    void open() {
        redis = RedisServer.open();
    }

    @AfterEach
    void close() {
        redis.close();
        clock.close();
    }

    /** The matchmaking of a node. */
    private final class Node implements Tickets.Listener {
        private final RedisEngine engine;
        private final RedisTickets tickets;
        private final Set<String> moved = ConcurrentHashMap.newKeySet();
        private final Map<String, Integer> announced = new ConcurrentHashMap<>();

        Node(MatchMode... modes) throws Exception {
            RedisSettings settings =
                    new RedisSettings(RedisAddress.of(redis.url()), "roomcast", 3_000, 30_000, 1000, 0);
            engine = engines.start(settings, names, clock);
            engine.join(new NodeQueries() {
                @Override
                public CompletionStage<List<RoomView>> rooms(String prefix, String after, int limit) {
                    return new CompletableFuture<>();
                }

                @Override
                public CompletionStage<Integer> disconnect(String user) {
                    return new CompletableFuture<>();
                }
            });
            tickets = new RedisTickets(
                    engine, Stream.of(modes).collect(Collectors.toMap(MatchMode::prefix, mode -> mode)), names::room);
            eventually("Redis is connected", engine::isAvailable);
            tickets.start(this);
        }

        void add(Ticket ticket) throws Exception {
            assertEquals(Tickets.Admission.ADDED, done(tickets.add(ticket)));
        }

        @Override
        public void onMade(MadeMatch match) {
            tickets.announce(match);
        }

        @Override
        public void onAnnounced(MadeMatch match) {
            match.seats().forEach(seat -> announced.merge(seat.client(), 1, Integer::sum));
        }

        int announced(String client) {
            return announced.getOrDefault(client, 0);
        }

        @Override
        public void onMoved(Ticket ticket) {
            moved.add(ticket.client());
        }
    }

    private static <T> T done(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private Ticket ticket(String client, MatchMode mode, String same) {
        List<Ticket.Player> players = List.of(new Ticket.Player(client, "user of " + client, RawJson.of("{}")));
        return new Ticket(client, 1, "lobby", mode.prefix(), same, clock.monotonicMillis(), 0, players);
    }

    private long number(String command) {
        return Long.parseLong(redis.command(command).substring(1));
    }

    @Test
    void removes_the_last_search_of_a_bucket_with_its_last_ticket() throws Exception {
        Node node = new Node(DUEL);
        for (int i = 0; i < 20; i++) {
            Ticket ticket = ticket("c_" + i, DUEL, "{\"map\":" + i + "}");
            node.add(ticket);
            assertEquals(Tickets.Ending.ENDED, done(node.tickets.end(ticket, Tickets.Reason.CANCELLED)));
        }
        assertEquals(0, number("HLEN " + KEYS + "ran"));
    }

    @Test
    void leaves_no_queue_without_an_expiry() throws Exception {
        Node node = new Node(DUEL);
        Ticket ticket = ticket("c_1", DUEL, "{}");
        node.add(ticket);
        node.tickets.setHeld(ticket, true);
        node.tickets.setHeld(ticket, false);
        String queue = KEYS + "q:" + MatchScripts.bucket(ticket);
        eventually("it waits", () -> number("EXISTS " + queue) == 1);
        assertTrue(number("PTTL " + queue) > 0);
    }

    @Test
    void removes_the_tickets_of_a_dead_node_without_other_searches_in_their_bucket() throws Exception {
        new Node(DUEL);
        Node dying = new Node(DUEL);
        for (int i = 0; i < 300; i++) {
            Ticket ticket = ticket("c_" + i, DUEL, "{\"map\":" + i + "}");
            dying.add(ticket);
            dying.tickets.setHeld(ticket, i % 2 == 0);
        }
        assertEquals(300, number("HLEN " + KEYS + "heads"));
        dying.tickets.stop();
        dying.engine.stop();
        for (String key : List.of("heads", "bodies", "clients", "ran")) {
            eventually(key + " are forgotten", () -> number("HLEN " + KEYS + key) == 0);
        }
    }

    @Test
    void distinguishes_an_ended_search_from_a_match() throws Exception {
        Node node = new Node(DUEL);
        Ticket ticket = ticket("c_1", DUEL, "{}");
        node.add(ticket);
        assertEquals(Tickets.Ending.ENDED, done(node.tickets.end(ticket, Tickets.Reason.TIMEOUT)));
        assertEquals(
                Tickets.Ending.UNKNOWN,
                done(node.tickets.end(ticket, Tickets.Reason.TIMEOUT)),
                "the first answer may have been lost");
        assertEquals(Tickets.Admission.MATCHED, done(node.tickets.add(ticket)), "the result is reported again");
    }

    @Test
    void adds_its_tickets_again_to_a_redis_that_lost_the_newest_changes() throws Exception {
        redis.close();
        redis = RedisServer.keeping();
        Node node = new Node(DUEL);
        Ticket lost = ticket("c_1", DUEL, "{}");
        Ticket held = ticket("c_2", DUEL, "{\"map\":2}");
        node.add(lost);
        node.add(held);
        redis.command("DEL " + KEYS + "q:" + MatchScripts.bucket(lost));
        redis.command("DEL " + KEYS + "q:" + MatchScripts.bucket(held));
        redis.command("HDEL " + KEYS + "heads c_1:1");
        redis.command("HDEL " + KEYS + "bodies c_1:1");
        redis.command("HDEL " + KEYS + "clients c_1");
        String head = redis.command("HGET " + KEYS + "heads c_2:1");
        redis.command("HSET " + KEYS + "heads c_2:1 \"" + head.replace(" 0 duel", " 1 duel") + "\"");
        redis.kill();
        redis.start();
        for (Ticket each : List.of(lost, held)) {
            eventually(each + " waits", () -> number("EXISTS " + KEYS + "q:" + MatchScripts.bucket(each)) == 1);
        }
        assertEquals(head, redis.command("HGET " + KEYS + "heads c_2:1"));
    }

    @Test
    void receives_matches_again_after_redis_lost_the_newest_ones() throws Exception {
        redis.close();
        redis = RedisServer.keeping();
        Node node = new Node(DUEL);
        matchTwo(node, "a");
        eventually("the match was received and read", () -> node.announced("c_a1") >= 2);
        redis.command("DEL " + KEYS + "told");
        redis.command("HSET " + KEYS + "meta told 0");
        matchTwo(node, "b");
        eventually("the match was received", () -> node.announced("c_b1") == 1);
        redis.kill();
        redis.start();
        eventually("the match was read", () -> node.announced("c_b1") >= 2);
    }

    private void matchTwo(Node node, String name) throws Exception {
        node.add(ticket("c_" + name + 1, DUEL, "{}"));
        node.add(ticket("c_" + name + 2, DUEL, "{}"));
    }

    @Test
    void ignores_a_ticket_of_an_unknown_mode() throws Exception {
        Node node = new Node(DUEL);
        Node other = new Node(DUEL, TRIO);
        Ticket foreign = ticket("c_1", TRIO, "{}");
        other.add(foreign);
        other.tickets.move(foreign, node.engine.node());
        Ticket known = ticket("c_2", DUEL, "{}");
        other.add(known);
        other.tickets.move(known, node.engine.node());
        eventually("both were sent", () -> node.moved.contains("c_2"));
        node.tickets.run();
        assertEquals(Set.of("c_2"), node.moved);
    }
}
