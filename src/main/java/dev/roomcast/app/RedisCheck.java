package dev.roomcast.app;

import static dev.roomcast.app.Settings.require;

import dev.roomcast.redis.RedisAddress;
import dev.roomcast.redis.RedisAddress.Kind;
import dev.roomcast.redis.RedisSettings;
import java.nio.file.Files;
import java.nio.file.Path;

/** From the configuration of the Redis to the values that hold. */
final class RedisCheck {

    private RedisCheck() {}

    static RedisSettings settings(RedisConfig redis) {
        require(redis.prefix().matches("[A-Za-z0-9_.-]{1,32}"), "roomcast.redis.prefix is 1 to 32 letters and digits");
        require(redis.lease().toMillis() >= 1000, "roomcast.redis.lease is at least 1 second");
        require(redis.timeout().toMillis() >= 500, "roomcast.redis.timeout is at least 500 milliseconds");
        require(redis.window() >= 16, "roomcast.redis.window is at least 16");
        long publishWait = redis.publishWait().toMillis();
        require(publishWait >= 0 && publishWait <= 60_000, "roomcast.redis.publish-wait is 0 to 1 minute");
        return new RedisSettings(
                address(redis),
                redis.prefix(),
                redis.lease().toMillis(),
                redis.timeout().toMillis(),
                redis.window(),
                publishWait);
    }

    private static RedisAddress address(RedisConfig redis) {
        require(
                redis.url().stream().allMatch(RedisAddress::isUrl),
                "roomcast.redis.url begins with redis:// or rediss://, for example redis://:secret@10.0.0.5:6379");
        require(
                redis.url().size() == 1 || redis.type() != Kind.STANDALONE,
                "roomcast.redis.url is one address, unless roomcast.redis.type is cluster or sentinel");
        require(
                redis.master().isPresent() == (redis.type() == Kind.SENTINEL),
                "roomcast.redis.master is given where roomcast.redis.type is sentinel, for example mymaster");
        require(
                redis.ca().map(Path::of).map(Files::isReadable).orElse(true),
                "roomcast.redis.ca is a file in PEM that can be read");
        return new RedisAddress(
                redis.type(),
                redis.url(),
                redis.master().orElse(null),
                redis.ca().orElse(null));
    }
}
