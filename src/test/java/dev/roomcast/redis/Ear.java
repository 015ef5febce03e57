package dev.roomcast.redis;

import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Hears what becomes of links, one word after the other. */
final class Ear implements Link.Listener {

    /** The channels that are to be listened to. */
    final Set<String> wanted = ConcurrentHashMap.newKeySet();

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private volatile Throwable cause;

    /** What it hears next; null if that takes too long. */
    String next() throws InterruptedException {
        return heard.poll(30, TimeUnit.SECONDS);
    }

    /** What it has heard already; null if that is nothing. */
    String now() {
        return heard.poll();
    }

    /** Why a link was last down. */
    String cause() {
        return cause.getMessage();
    }

    @Override
    public void up(Link link) {
        heard.add("up");
    }

    @Override
    public void down(Link link, Throwable why) {
        cause = why;
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
