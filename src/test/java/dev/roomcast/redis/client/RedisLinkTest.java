package dev.roomcast.redis.client;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.redis.RedisServer;
import dev.roomcast.room.SystemClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisLinkTest {

    private final RecordingLinkListener ear = new RecordingLinkListener();
    private final SystemClock clock = new SystemClock();
    private RedisServer redis;
    private Vertx vertx;
    private RedisLink link;

    @BeforeEach
    void open() throws Exception {
        redis = RedisServer.open();
        vertx = Vertx.vertx();
        link = link(30_000);
        link.start();
        assertEquals("up", ear.next());
    }

    private RedisLink link(long timeout) {
        RedisSettings settings = new RedisSettings(RedisAddress.of(redis.url()), "roomcast", 15_000, timeout, 1000, 0);
        Connector connector = new Connector(vertx, settings, clock, new RedisCounters(), Throwable::printStackTrace);
        return new RedisLink(connector, () -> Future.succeededFuture(redis.url()), ear);
    }

    @AfterEach
    void close() {
        clock.close();
        if (vertx != null) {
            vertx.close();
            redis.close();
        }
    }

    @Test
    void receives_messages_of_wanted_channels_only() throws Exception {
        tune("room", true);
        tune("other", true);
        assertEquals("listening room", ear.next());
        assertEquals("listening other", ear.next());
        tune("other", false);
        tune("last", true);
        assertEquals("listening last", ear.next());

        redis.command("PUBLISH other hello");
        redis.command("PUBLISH room hello");
        assertEquals("room hello", ear.next());
    }

    /**
     * Simulates a thread that closes a room while another one reopens it, with the request of the first one arriving
     * last.
     */
    @Test
    void keeps_the_subscription_of_a_channel_that_is_wanted_again() throws Exception {
        tune("room", true);
        assertEquals("listening room", ear.next());
        link.syncSubscription("room");
        assertEquals("listening room", ear.next());

        redis.command("PUBLISH room hello");
        assertEquals("room hello", ear.next());
    }

    /** Otherwise callers that wait for the subscription would wait for ever. */
    @Test
    void reports_down_without_permission_to_subscribe() throws Exception {
        redis.command("ACL SETUSER default resetchannels");
        tune("room", true);
        assertEquals("down", ear.next());
        redis.command("ACL SETUSER default allchannels");
        assertEquals("up", ear.next());
    }

    /** The connections stay open, but no data arrives. */
    @Test
    void drops_a_hanging_server_and_subscribes_again_when_it_resumes() throws Exception {
        RedisLink impatient = link(500);
        impatient.start();
        assertEquals("up", ear.next());
        redis.signal("STOP");
        eventually("the link is abandoned", () -> {
            impatient.check();
            return "down".equals(ear.now());
        });
        redis.signal("CONT");
        eventually("the link is connected", () -> "up".equals(ear.now()));
        ear.wanted.add("room");
        impatient.syncSubscription("room");
        assertEquals("listening room", ear.next());
    }

    private void tune(String channel, boolean on) {
        if (on) {
            ear.wanted.add(channel);
        } else {
            ear.wanted.remove(channel);
        }
        link.syncSubscription(channel);
    }
}
