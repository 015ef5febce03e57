package dev.roomcast.app.config;

import static dev.roomcast.app.config.CoreSettings.require;

import dev.roomcast.redis.client.RedisAddress;
import dev.roomcast.redis.client.RedisAddress.Kind;
import dev.roomcast.redis.client.RedisSettings;
import java.nio.file.Files;
import java.nio.file.Path;

/** Converts the configuration of Redis to effective values. */
final class RedisSettingsFactory {

    private RedisSettingsFactory() {}

    static RedisSettings settings(RedisConfig redis) {
        require(redis.prefix().matches("[A-Za-z0-9_.-]{1,32}"), "roomcast.redis.prefix is 1 to 32 letters and digits");
        require(redis.lease().toMillis() >= 1000, "roomcast.redis.lease is at least 1 second");
        require(redis.timeout().toMillis() >= 500, "roomcast.redis.timeout is at least 500 milliseconds");
        require(redis.keyGrace().toMillis() >= 1000, "roomcast.redis.key-grace is at least 1 second");
        require(redis.window() >= 16, "roomcast.redis.window is at least 16");
        long publishWait = redis.publishWait().toMillis();
        require(publishWait >= 0 && publishWait <= 60_000, "roomcast.redis.publish-wait is 0 to 1 minute");
        return new RedisSettings(
                address(redis),
                redis.prefix(),
                redis.lease().toMillis(),
                redis.timeout().toMillis(),
                redis.window(),
                publishWait,
                redis.keyGrace().toMillis(),
                "-",
                "-");
    }

    private static RedisAddress address(RedisConfig redis) {
        redis.url().forEach(url -> checkUrl("roomcast.redis.url", RedisAddress.mistake(url)));
        redis.master().ifPresent(master -> checkUrl("roomcast.redis.master", RedisAddress.masterMistake(master)));
        require(
                redis.url().size() == 1 || redis.type() != Kind.STANDALONE,
                "roomcast.redis.url is one address, unless roomcast.redis.type is cluster or sentinel");
        require(
                redis.master().isPresent() == (redis.type() == Kind.SENTINEL),
                "roomcast.redis.master is given where roomcast.redis.type is sentinel, for example mymaster");
        require(
                redis.ca().map(Path::of).map(Files::isReadable).orElse(true),
                "roomcast.redis.ca is a file in PEM that can be read");
        RedisAddress address = new RedisAddress(
                redis.type(),
                redis.url(),
                redis.master().orElse(null),
                redis.ca().orElse(null));
        require(
                !address.isCluster() || address.database() == 0,
                "roomcast.redis.url has no database where roomcast.redis.type is cluster");
        return address;
    }

    /** @param mistake the reason for a refusal, without secrets; null: the value is valid */
    private static void checkUrl(String key, String mistake) {
        require(mistake == null, key + " " + mistake);
    }
}
