package dev.roomcast.redis;

import static dev.roomcast.it.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.room.Ticking;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkTest implements Link.Listener {

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final Set<String> wanted = ConcurrentHashMap.newKeySet();
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
        assertEquals("up", next());
    }

    private Link link(long timeout) {
        RedisSettings settings = new RedisSettings(RedisAddress.of(redis.url()), "roomcast", 15_000, timeout, 1000);
        Dialer dialer = new Dialer(vertx, settings, clock, new RedisCounters());
        return new Link(dialer, () -> Future.succeededFuture(redis.url()), this);
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
        assertEquals("listening room", next());
        assertEquals("listening other", next());
        tune("other", false);
        tune("last", true);
        assertEquals("listening last", next());

        redis.command("PUBLISH other hello");
        redis.command("PUBLISH room hello");
        assertEquals("room hello", next());
    }

    /** One thread closes a room while another opens it again, and what the first one asks for comes last. */
    @Test
    void a_channel_that_is_wanted_again_is_not_given_up() throws Exception {
        tune("room", true);
        assertEquals("listening room", next());
        link.tune("room");
        assertEquals("listening room", next());

        redis.command("PUBLISH room hello");
        assertEquals("room hello", next());
    }

    /** Else whoever waits to be told of it would wait for ever. */
    @Test
    void where_a_channel_may_not_be_listened_to_the_link_is_down() throws Exception {
        redis.command("ACL SETUSER default resetchannels");
        tune("room", true);
        assertEquals("down", next());
        redis.command("ACL SETUSER default allchannels");
        assertEquals("up", next());
    }

    /** Its connections are as good as ever, only that nothing comes. */
    @Test
    void a_server_that_hangs_is_given_up_and_listened_to_again_when_it_goes_on() throws Exception {
        Link impatient = link(500);
        impatient.start();
        assertEquals("up", next());
        redis.signal("STOP");
        eventually("it is given up", () -> {
            impatient.look();
            return "down".equals(heard.poll());
        });
        redis.signal("CONT");
        eventually("it is connected to", () -> "up".equals(heard.poll()));
        wanted.add("room");
        impatient.tune("room");
        assertEquals("listening room", next());
    }

    private void tune(String channel, boolean on) {
        if (on) {
            wanted.add(channel);
        } else {
            wanted.remove(channel);
        }
        link.tune(channel);
    }

    private String next() throws InterruptedException {
        return heard.poll(30, TimeUnit.SECONDS);
    }

    @Override
    public void up(Link link) {
        heard.add("up");
    }

    @Override
    public void down(Link link, Throwable why) {
        heard.add("down");
    }

    @Override
    public boolean wants(Link link, String channel) {
        return wanted.contains(channel);
    }

    @Override
    public void listening(Link link, String channel) {
        heard.add("listening " + channel);
    }

    @Override
    public void heard(Link link, String channel, byte[] message) {
        heard.add(channel + " " + new String(message));
    }

    @Override
    public void astray(Link link, Throwable why) {
        heard.add("astray");
    }

    @Override
    public void moved() {
        heard.add("moved");
    }
}
