package dev.roomcast.redis.client;

/** The links to all servers of which Redis is made. */
public interface Topology {

    void start();

    void stop();

    /** The link to the server that has the keys of that {@link HashSlot}; it changes when that is another one. Any thread. */
    RedisLink of(int slot);

    /** Whether every server is reached. */
    boolean isUp();

    /** Once in a while: is all where it was? */
    void check();

    /** A server says that something is not its own, or is not reached any more. */
    void topologySuspect(RedisLink link, Throwable cause);
}
