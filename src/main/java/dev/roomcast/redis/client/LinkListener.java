package dev.roomcast.redis.client;

/** Receives the events of {@link RedisLink links}. Thread: the event loop of the link. */
public interface LinkListener {

    /** The link is connected. */
    void onUp(RedisLink link);

    /** The link has lost its server, or the first attempt to connect failed. */
    void onDown(RedisLink link, Throwable cause);

    /**
     * An attempt to connect failed, or the connection was lost; follows {@link #onDown}, and is repeated for each later
     * attempt.
     */
    void onDisconnected(RedisLink link, Throwable why);

    /** The link has stopped. */
    void onStopped(RedisLink link);

    /**
     * Returns whether a link should be subscribed to a channel.
     *
     * @return true if the messages of the channel at that server are needed
     */
    boolean wantsChannel(RedisLink link, String channel);

    /** The server has confirmed the subscription: later messages of the channel arrive. */
    void onSubscribed(RedisLink link, String channel);

    void onMessage(RedisLink link, String channel, byte[] message);

    /** The server does not own the requested slots, or no longer owns them. */
    void onTopologySuspect(RedisLink link, Throwable cause);

    /** Some slots have moved to other links. */
    void onSlotsMoved();

    /** The server answers, but refuses writes. */
    void onRefusing(RedisLink link, Throwable cause);

    /** The server accepts writes again. */
    void onAccepting(RedisLink link);
}
