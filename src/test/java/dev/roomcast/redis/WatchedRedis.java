package dev.roomcast.redis;

import static dev.roomcast.testkit.Eventually.eventually;

/** A master with its replica, and a sentinel that watches them. */
public final class WatchedRedis implements AutoCloseable {

    /** The sentinel's name of the master. */
    public static final String NAME = "the_master";

    private final RedisServer master = RedisServer.open();
    private final RedisServer replica = RedisServer.open("--replicaof", "127.0.0.1 " + master.port());
    private final RedisServer sentinel;

    public WatchedRedis() throws Exception {
        eventually(
                "the replica is up to date",
                () -> replica.command("INFO replication").contains("master_link_status:up"));
        sentinel = RedisServer.sentinel(NAME, master);
        eventually(
                "the sentinel knows the replica",
                () -> sentinel.command("INFO sentinel").contains("slaves=1"));
    }

    /** Returns the address of the sentinel. */
    public String url() {
        return sentinel.url();
    }

    void killMaster() {
        master.kill();
    }

    @Override
    public void close() {
        sentinel.close();
        replica.close();
        master.close();
    }
}
