package dev.roomcast.redis.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.redis.Certificates;
import dev.roomcast.redis.RedisServer;
import dev.roomcast.room.SystemClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A Redis with TLS, a private certificate authority, and authentication of its clients. */
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
    void connects_to_a_server_that_the_authority_certifies() throws Exception {
        assertEquals("listening roomcast:c:{r}", outcome("room:s%3Ac%40t@localhost", certificates.file("ca.crt")));
    }

    @Test
    void refuses_another_password() throws Exception {
        assertTrue(outcome("room:wrong@localhost", certificates.file("ca.crt")).contains("WRONGPASS"));
    }

    @Test
    void refuses_a_server_without_a_trusted_certificate() throws Exception {
        assertTrue(outcome("room:s%3Ac%40t@localhost", null).startsWith("down"));
        assertTrue(outcome("room:s%3Ac%40t@localhost", new Certificates().file("ca.crt"))
                .startsWith("down"));
    }

    @Test
    void refuses_a_server_with_the_certificate_of_another_host() throws Exception {
        assertTrue(
                outcome("room:s%3Ac%40t@127.0.0.1", certificates.file("ca.crt")).startsWith("down"));
    }

    /** Returns the outcome of a link to the server that subscribes to a room. */
    private static String outcome(String server, String ca) throws Exception {
        String url = "rediss://" + server + ":" + port;
        RedisAddress address = new RedisAddress(RedisAddress.Kind.STANDALONE, List.of(url), null, ca);
        RedisSettings settings = new RedisSettings(address, "roomcast", 15_000, 30_000, 1000, 0);
        Vertx vertx = Vertx.vertx();
        try (SystemClock clock = new SystemClock()) {
            RecordingLinkListener ear = new RecordingLinkListener();
            ear.wanted.add("roomcast:c:{r}");
            RedisLink link = new RedisLink(
                    new Connector(vertx, settings, clock, new RedisCounters(), Throwable::printStackTrace),
                    () -> Future.succeededFuture(url),
                    ear);
            link.start();
            if (!"up".equals(ear.next())) {
                return "down: " + ear.cause();
            }
            link.syncSubscription("roomcast:c:{r}");
            return ear.next();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }
}
