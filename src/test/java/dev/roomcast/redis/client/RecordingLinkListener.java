package dev.roomcast.redis.client;

import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Records the events of links in order. */
class RecordingLinkListener implements LinkListener {

    /** The wanted channels. */
    final Set<String> wanted = ConcurrentHashMap.newKeySet();

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private volatile Throwable cause;

    /** Returns the next event; null after a timeout. */
    String next() throws InterruptedException {
        return heard.poll(30, TimeUnit.SECONDS);
    }

    /** Returns an event received so far; null: none. */
    String now() {
        return heard.poll();
    }

    /** The cause of the latest loss of a link. */
    String cause() {
        return cause.getMessage();
    }

    @Override
    public void onUp(RedisLink link) {
        heard.add("up");
    }

    @Override
    public void onDown(RedisLink link, Throwable why) {
        cause = why;
        heard.add("down");
    }

    @Override
    public void onDisconnected(RedisLink link, Throwable why) {}

    @Override
    public void onStopped(RedisLink link) {}

    @Override
    public boolean wantsChannel(RedisLink link, String channel) {
        return wanted.contains(channel);
    }

    @Override
    public void onSubscribed(RedisLink link, String channel) {
        heard.add("listening " + channel);
    }

    @Override
    public void onMessage(RedisLink link, String channel, byte[] message) {
        heard.add(channel + " " + new String(message));
    }

    @Override
    public void onTopologySuspect(RedisLink link, Throwable why) {
        heard.add("astray");
    }

    @Override
    public void onSlotsMoved() {
        heard.add("moved");
    }

    @Override
    public void onRefusing(RedisLink link, Throwable why) {
        heard.add("refusing " + why.getMessage());
    }

    @Override
    public void onAccepting(RedisLink link) {
        heard.add("accepting");
    }
}
