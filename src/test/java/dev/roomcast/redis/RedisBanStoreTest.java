package dev.roomcast.redis;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.roomcast.bans.Ban;
import dev.roomcast.bans.BanList;
import dev.roomcast.concurrent.Clock;
import dev.roomcast.hub.ManualClock;
import dev.roomcast.redis.client.RedisAddress;
import dev.roomcast.redis.client.RedisSettings;
import dev.roomcast.room.EngineUnavailableException;
import dev.roomcast.room.Ids;
import dev.roomcast.room.SystemClock;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The ban lists of two nodes that share a Redis. */
class RedisBanStoreTest {

    @RegisterExtension
    static final RedisEngines engines = new RedisEngines();

    private final SystemClock clock = new SystemClock();
    private RedisServer redis;
    private Node one;
    private Node two;

    /** The ban list of a node. */
    private final class Node {
        final BanList list = new BanList(clock);
        final RedisBanStore store;

        Node() throws Exception {
            this(clock);
        }

        /** @param polls the time between questions about changes */
        Node(Clock polls) throws Exception {
            RedisSettings settings =
                    new RedisSettings(RedisAddress.of(redis.url()), "roomcast", 15_000, 30_000, 1000, 0);
            RedisEngine engine = engines.start(settings, new Ids(new SecureRandom()), clock);
            store = new RedisBanStore(engine, "roomcast", list, polls);
            store.start();
            eventually("Redis is connected", engine::isAvailable);
        }

        void put(Ban ban) throws Exception {
            store.put(list.dated(ban)).toCompletableFuture().get(30, TimeUnit.SECONDS);
        }

        void knows(String user, boolean isBanned) throws Exception {
            eventually(user + " is banned: " + isBanned, () -> (list.of(user, "r1") != null) == isBanned);
        }
    }

    @BeforeEach
    void start() throws Exception {
        redis = RedisServer.open();
        one = new Node();
        two = new Node();
    }

    @AfterEach
    void stop() {
        one.store.stop();
        two.store.stop();
        redis.close();
        clock.close();
    }

    private static Ban ban(String user) {
        return Ban.ofUser("", user, Ban.NEVER, "spam");
    }

    @Test
    void replicates_a_ban_and_its_lifting_to_the_other_node_and_to_a_later_one() throws Exception {
        one.put(ban("li"));
        assertNotNull(one.list.of("li", "r1"), "this node knows the ban at once");
        two.knows("li", true);
        assertEquals("spam", two.list.of("li", "r1").reason());
        Node third = new Node();
        third.knows("li", true);

        two.put(two.list.lifted(Ban.Kind.USER, "", "li"));
        one.knows("li", false);
        third.knows("li", false);
        third.store.stop();
    }

    @Test
    void reads_the_list_when_redis_is_reached_without_waiting_for_a_poll() throws Exception {
        one.put(ban("li"));
        Node third = new Node(new ManualClock());
        third.knows("li", true);
        third.store.stop();
    }

    @Test
    void reads_the_bans_of_other_nodes_on_demand() throws Exception {
        Node third = new Node(new ManualClock());
        third.put(ban("li")); // behind the first question
        one.put(ban("zhou"));
        third.store.refresh().toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertNotNull(third.list.of("zhou", "r1"));
        third.store.stop();
    }

    @Test
    void asks_for_changes_within_a_second() throws Exception {
        ManualClock polls = new ManualClock();
        Node third = new Node(polls);
        third.put(ban("li")); // behind the first question
        one.put(ban("zhou"));
        polls.advance(999);
        third.knows("zhou", true);
        third.store.stop();
    }

    @Test
    void reads_more_bans_than_fit_into_one_answer() throws Exception {
        for (int i = 0; i < 1200; i++) {
            CompletionStage<Void> put = one.store.put(one.list.dated(ban("u" + i)));
            if (i % 400 == 0) {
                put.toCompletableFuture().get(30, TimeUnit.SECONDS); // Redis accepts this number of requests at once.
            }
        }
        one.put(ban("last"));
        two.knows("last", true);
        two.knows("u0", true);
        two.knows("u1199", true);
        String first = redis.command(
                "EVALSHA " + digest() + " 2 roomcast:{bans} roomcast:{bans}:order \"\" 0 other 20000 60000");
        assertEquals("*" + (2 + 2 * 1201), first, "a node that starts reads the whole list before it admits a member");
    }

    @Test
    void restores_the_list_in_a_redis_that_lost_it() throws Exception {
        one.put(ban("li"));
        one.put(ban("wang"));
        two.knows("wang", true);
        two.put(two.list.lifted(Ban.Kind.USER, "", "wang"));
        one.knows("wang", false);
        redis.kill();
        redis.start();

        eventually(
                "the ban is stored again",
                () -> redis.command("HEXISTS roomcast:{bans} \"b li\"").equals(":1"));
        Node third = new Node();
        third.knows("li", true);
        assertNull(third.list.of("wang", "r1"));
        third.store.stop();
    }

    @Test
    void fails_if_redis_does_not_answer() throws Exception {
        redis.kill();
        CompletionException failure = assertThrows(
                CompletionException.class,
                () -> one.store
                        .put(one.list.dated(ban("li")))
                        .toCompletableFuture()
                        .orTimeout(60, TimeUnit.SECONDS)
                        .join());
        assertEquals(EngineUnavailableException.class, failure.getCause().getClass());
        assertNull(one.list.of("li", "r1"));
        redis.start();
    }

    @Test
    void removes_expired_bans_behind_unexpired_ones() throws Exception {
        for (int i = 0; i < 50; i++) {
            one.put(ban("u" + i));
        }
        one.put(Ban.ofUser("", "li", clock.epochMillis() + 1, "spam"));
        eventually("the expired ban is removed", () -> {
            one.put(ban("u0"));
            return redis.command("HEXISTS roomcast:{bans} \"b li\"").equals(":0");
        });
        assertEquals(":50", redis.command("ZCARD roomcast:{bans}:order"));
    }

    @Test
    void replicates_a_later_ban_after_a_batch_beyond_the_capacity() throws Exception {
        one.put(ban("u0"));
        String entry = " \"1 9000000000000000 0 0 -\"";
        String full = redis.command(
                "EVALSHA " + digest() + " 2 roomcast:{bans} roomcast:{bans}:order ? 0 other 2 60000 \"b li\"" + entry
                        + " \"b zhao\"" + entry);
        assertEquals("*1", full);
        two.knows("li", true);
        one.put(ban("wang"));
        two.knows("wang", true);
    }

    private static String digest() throws Exception {
        try (InputStream script = RedisBanStore.class.getResourceAsStream("/redis/bans.lua")) {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(script.readAllBytes()));
        }
    }

    @Test
    void leaves_no_key_without_an_expiry() throws Exception {
        one.put(ban("li"));
        assertEquals(true, Long.parseLong(redis.command("PTTL roomcast:{bans}").substring(1)) > 0);
        assertEquals(
                true, Long.parseLong(redis.command("PTTL roomcast:{bans}:order").substring(1)) > 0);
    }
}
