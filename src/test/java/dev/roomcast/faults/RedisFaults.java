package dev.roomcast.faults;

import dev.roomcast.redis.RedisServer;
import dev.roomcast.testkit.Eventually;
import java.time.Duration;
import java.util.Random;

/** Disturbs a Redis that keeps running. */
final class RedisFaults {

    /** The duration of a refusal after which a node has not yet loaded its rooms again. */
    private static final Duration UNCERTAIN = Duration.ofMillis(300);

    private static final String NO_LIMIT = "33554432 8388608 60";

    private final RedisServer redis;

    RedisFaults(RedisServer redis) {
        this.redis = redis;
    }

    /**
     * Applies one fault, for a while if it can last.
     *
     * @param random selects the fault
     * @return the description of the fault
     */
    String disturb(Duration time, Random random) throws Exception {
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        switch (kind) {
            case NO_REPLICAS -> refuse("min-replicas-to-write 1", "min-replicas-to-write 0", time);
            case NO_MEMORY -> refuse("maxmemory 1", "maxmemory 0", time);
            case NO_SAVING -> failToSave(time);
            case FORGET -> forget();
            case FLUSH -> flush();
            case REPLICA -> replicate(time);
            case OUTPUT_LIMIT -> limitOutput(time);
            case PAUSE -> redis.command("CLIENT PAUSE " + time.toMillis() + (random.nextBoolean() ? " ALL" : " WRITE"));
        }
        return "Redis: " + kind;
    }

    private enum Kind {
        NO_REPLICAS,
        NO_MEMORY,
        NO_SAVING,
        FORGET,
        FLUSH,
        REPLICA,
        OUTPUT_LIMIT,
        PAUSE
    }

    /** Makes Redis refuse every write. */
    private void refuse(String setting, String before, Duration time) {
        redis.command("CONFIG SET " + setting);
        Eventually.pause(time);
        redis.command("CONFIG SET " + before);
    }

    private void failToSave(Duration time) throws Exception {
        redis.failToSave();
        Eventually.pause(time);
        redis.bearFailedSaves();
    }

    /** Loses all data while nodes have received events of the lost rooms that they have not applied. */
    private void flush() {
        refuse(
                "min-replicas-to-write 1",
                "min-replicas-to-write 0",
                UNCERTAIN); // refused nodes load at their next heartbeat
        Eventually.pause(UNCERTAIN);
        redis.command("FLUSHALL");
    }

    /** Flushes the scripts of Redis and then closes its connections, one kind after the other. */
    private void forget() {
        redis.command("SCRIPT FLUSH");
        redis.command("CLIENT PAUSE 200 ALL");
        redis.command("SCRIPT FLUSH");
        redis.command("CLIENT KILL TYPE pubsub");
        redis.command("SCRIPT FLUSH");
        redis.command("CLIENT KILL TYPE normal");
    }

    /** Adds the first replica to Redis and removes it: each room begins a new epoch with its next load. */
    private void replicate(Duration time) throws Exception {
        try (RedisServer replica = RedisServer.replicaOf(redis)) {
            Eventually.eventually(
                    "the replica is up to date",
                    () -> replica.command("INFO replication").contains("master_link_status:up"));
            redis.command("CLIENT KILL TYPE pubsub"); // loads all rooms while others publish
            Eventually.pause(time);
        }
    }

    /** Makes Redis close slow subscribers. */
    private void limitOutput(Duration time) {
        redis.command("CONFIG SET client-output-buffer-limit \"pubsub 16384 8192 1\"");
        Eventually.pause(time);
        redis.command("CONFIG SET client-output-buffer-limit \"pubsub " + NO_LIMIT + "\"");
    }
}
