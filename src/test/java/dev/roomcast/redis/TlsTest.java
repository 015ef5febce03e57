package dev.roomcast.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.room.Ticking;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A Redis that speaks TLS, with an authority of its own, and wants to know who comes. */
class TlsTest {

    private static Certificates certificates;
    private static RedisServer redis;
    private static int port;

    @BeforeAll
    static void open() throws Exception {
        certificates = new Certificates();
        port = RedisServer.freePort();
        redis = RedisServer.withTls(port, certificates);
        redis.command("ACL SETUSER room on >s:c@t resetchannels &roomcast:* ~roomcast:* +@all -@dangerous +info");
        redis.command("ACL SETUSER default off");
    }

    @AfterAll
    static void close() {
        if (redis != null) {
            redis.close();
        }
    }

    @Test
    void a_server_for_which_the_authority_vouches_is_used_by_whom_it_lets_in() throws Exception {
        assertEquals("listening roomcast:c:{r}", outcome("room:s%3Ac%40t@localhost", "ca.crt"));
    }

    @Test
    void nobody_comes_in_with_another_password() throws Exception {
        assertTrue(outcome("room:wrong@localhost", "ca.crt").contains("WRONGPASS"));
    }

    @Test
    void a_server_for_which_nobody_known_vouches_is_not_used() throws Exception {
        assertTrue(outcome("room:s%3Ac%40t@localhost", null).startsWith("down"));
        assertTrue(outcome("room:s%3Ac%40t@localhost", "server.crt.none").startsWith("down"));
    }

    @Test
    void a_server_that_has_the_certificate_of_another_is_not_used() throws Exception {
        assertTrue(outcome("room:s%3Ac%40t@127.0.0.1", "ca.crt").startsWith("down"));
    }

    /** What a link to it becomes, that wants to listen to a room. */
    private static String outcome(String server, String ca) throws Exception {
        String url = "rediss://" + server + ":" + port;
        RedisAddress address = new RedisAddress(
                RedisAddress.Kind.STANDALONE, List.of(url), null, ca == null ? null : certificates.file(ca));
        Vertx vertx = Vertx.vertx();
        try (Ticking clock = new Ticking()) {
            RedisSettings settings = new RedisSettings(address, "roomcast", 15_000, 30_000, 1000);
            Outcome outcome = new Outcome();
            new Link(
                            new Dialer(vertx, settings, clock, new RedisCounters()),
                            () -> Future.succeededFuture(url),
                            outcome)
                    .start();
            return outcome.heard.poll(30, TimeUnit.SECONDS);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    private static final class Outcome implements Link.Listener {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        @Override
        public void up(Link link) {
            link.tune("roomcast:c:{r}");
        }

        @Override
        public void down(Link link, Throwable why) {
            heard.add("down: " + why.getMessage());
        }

        @Override
        public boolean wants(Link link, String channel) {
            return true;
        }

        @Override
        public void listening(Link link, String channel) {
            heard.add("listening " + channel);
        }

        @Override
        public void heard(Link link, String channel, byte[] message) {}

        @Override
        public void astray(Link link, Throwable why) {}

        @Override
        public void moved() {}
    }
}
