package dev.roomcast.redis.client;

/** The links to all servers of a Redis deployment. */
public interface Topology {

    void start();

    void stop();

    /** Returns the link to the server that owns a {@link HashSlot}; the owner may change. Thread: any. */
    RedisLink of(int slot);

    /** Returns whether every server is connected. */
    boolean isUp();

    /** Checks the assignment of slots and all links; called at every heartbeat. */
    void check();

    /** A server reports that it does not own a slot, or is no longer reachable. */
    void topologySuspect(RedisLink link, Throwable cause);
}
