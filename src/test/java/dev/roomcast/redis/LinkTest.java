package dev.roomcast.redis;

import static dev.roomcast.it.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.room.Ticking;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkTest {

    private final Ear ear = new Ear();
    private final Ticking clock = new Ticking();
    private RedisServer redis;
    private Vertx vertx;
    private Link link;

    @BeforeEach
    void open() throws Exception {
        redis = RedisServer.open();
        vertx = Vertx.vertx();
        link = link(30_000);
        link.start();
        assertEquals("up", ear.next());
    }

    private Link link(long timeout) {
        RedisSettings settings = new RedisSettings(RedisAddress.of(redis.url()), "roomcast", 15_000, timeout, 1000, 0);
        Dialer dialer = new Dialer(vertx, settings, clock, new RedisCounters());
        return new Link(dialer, () -> Future.succeededFuture(redis.url()), ear);
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
    void what_is_said_is_heard_on_channels_that_are_wanted_alone() throws Exception {
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

    /** One thread closes a room while another opens it again, and what the first one asks for comes last. */
    @Test
    void a_channel_that_is_wanted_again_is_not_given_up() throws Exception {
        tune("room", true);
        assertEquals("listening room", ear.next());
        link.tune("room");
        assertEquals("listening room", ear.next());

        redis.command("PUBLISH room hello");
        assertEquals("room hello", ear.next());
    }

    /** Else whoever waits to be told of it would wait for ever. */
    @Test
    void where_a_channel_may_not_be_listened_to_the_link_is_down() throws Exception {
        redis.command("ACL SETUSER default resetchannels");
        tune("room", true);
        assertEquals("down", ear.next());
        redis.command("ACL SETUSER default allchannels");
        assertEquals("up", ear.next());
    }

    /** Its connections are as good as ever, only that nothing comes. */
    @Test
    void a_server_that_hangs_is_given_up_and_listened_to_again_when_it_goes_on() throws Exception {
        Link impatient = link(500);
        impatient.start();
        assertEquals("up", ear.next());
        redis.signal("STOP");
        eventually("it is given up", () -> {
            impatient.look();
            return "down".equals(ear.now());
        });
        redis.signal("CONT");
        eventually("it is connected to", () -> "up".equals(ear.now()));
        ear.wanted.add("room");
        impatient.tune("room");
        assertEquals("listening room", ear.next());
    }

    private void tune(String channel, boolean on) {
        if (on) {
            ear.wanted.add(channel);
        } else {
            ear.wanted.remove(channel);
        }
        link.tune(channel);
    }
}
