package dev.roomcast.redis.client;

/** Receives the events of {@link RedisLink links}. A link calls on its event loop. */
public interface LinkListener {

    /** The link is connected. */
    void onUp(RedisLink link);

    /** The link has lost its server, or the first attempt to connect failed. */
    void onDown(RedisLink link, Throwable cause);

    /** An attempt to connect failed, or the connection was lost; after {@link #onDown}, and again at each later attempt. */
    void onDisconnected(RedisLink link, Throwable why);

    /** The link is not used any more. */
    void onStopped(RedisLink link);

    /**
     * Says whether a link should be subscribed to a channel.
     *
     * @return true if the messages of the channel at that server are needed
     */
    boolean wantsChannel(RedisLink link, String channel);

    /** The server confirmed the subscription: later messages of the channel arrive. */
    void onSubscribed(RedisLink link, String channel);

    void onMessage(RedisLink link, String channel, byte[] message);

    /** The server does not have the slots that it was asked for, or no longer has them. */
    void onTopologySuspect(RedisLink link, Throwable cause);

    /** Some slots have other links now. */
    void onSlotsMoved();

    /** The server answers, but refuses writes. */
    void onRefusing(RedisLink link, Throwable cause);

    /** The server accepts writes again. */
    void onAccepting(RedisLink link);
}
