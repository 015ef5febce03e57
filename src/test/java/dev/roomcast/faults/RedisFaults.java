package dev.roomcast.faults;

import dev.roomcast.redis.RedisServer;
import dev.roomcast.testkit.Eventually;
import java.time.Duration;
import java.util.Random;

/** Disturbs a Redis that keeps running. */
final class RedisFaults {

    private static final String NO_LIMIT = "33554432 8388608 60";

    private final RedisServer redis;

    RedisFaults(RedisServer redis) {
        this.redis = redis;
    }

    /**
     * Does one thing, for a while where it can last.
     *
     * @param random decides what
     * @return what it did
     */
    String disturb(Duration time, Random random) throws Exception {
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        switch (kind) {
            case NO_REPLICAS -> refuse("min-replicas-to-write 1", "min-replicas-to-write 0", time);
            case NO_MEMORY -> refuse("maxmemory 1", "maxmemory 0", time);
            case NO_SAVING -> failToSave(time);
            case FORGET -> forget();
            case FLUSH -> redis.command("FLUSHALL");
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

    /** The Redis answers, and refuses every write. */
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

    /** The Redis forgets its scripts, then its connections, one kind after the other. */
    private void forget() {
        redis.command("SCRIPT FLUSH");
        redis.command("CLIENT PAUSE 200 ALL");
        redis.command("SCRIPT FLUSH");
        redis.command("CLIENT KILL TYPE pubsub");
        redis.command("SCRIPT FLUSH");
        redis.command("CLIENT KILL TYPE normal");
    }

    /** The Redis gets its first replica, and loses it again: each room begins a new epoch with its next load. */
    private void replicate(Duration time) throws Exception {
        try (RedisServer replica = RedisServer.replicaOf(redis)) {
            Eventually.eventually(
                    "the replica is up to date",
                    () -> replica.command("INFO replication").contains("master_link_status:up"));
            redis.command("CLIENT KILL TYPE pubsub"); // so that all rooms are loaded while others publish
            Eventually.pause(time);
        }
    }

    /** The Redis closes subscribers that do not read fast enough. */
    private void limitOutput(Duration time) {
        redis.command("CONFIG SET client-output-buffer-limit \"pubsub 16384 8192 1\"");
        Eventually.pause(time);
        redis.command("CONFIG SET client-output-buffer-limit \"pubsub " + NO_LIMIT + "\"");
    }
}
