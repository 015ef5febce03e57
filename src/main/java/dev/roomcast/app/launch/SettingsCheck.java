package dev.roomcast.app.launch;

import dev.roomcast.app.config.CoreSettings;
import dev.roomcast.app.config.EngineKind;
import dev.roomcast.app.config.EnvironmentCheck;
import dev.roomcast.app.config.RoomcastConfig;
import dev.roomcast.concurrent.Clock;
import dev.roomcast.redis.client.Connector;
import dev.roomcast.redis.client.RedisCounters;
import dev.roomcast.redis.client.ServerQuestion;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** Reports whether a server would start with these settings, which are already validated, and reach its Redis. */
@Singleton
@Unremovable
final class SettingsCheck implements QuarkusApplication {

    private final RoomcastConfig config;
    private final CoreSettings settings;
    private final Vertx vertx;
    private final Clock clock;

    SettingsCheck(RoomcastConfig config, CoreSettings settings, Vertx vertx, Clock clock) {
        this.config = config;
        this.settings = settings;
        this.vertx = vertx;
        this.clock = clock;
    }

    @Override
    public int run(String... args) throws InterruptedException {
        Map<String, String> unknown =
                new EnvironmentCheck().misspelled(System.getenv().keySet());
        unknown.forEach((name, key) -> print("event=unknown-setting name=" + name + " nearest=" + key));
        print("settings: " + (unknown.isEmpty() ? "valid" : "not valid"));
        boolean isReached = config.engine() == EngineKind.MEMORY || reachesRedis();
        return unknown.isEmpty() && isReached ? 0 : 1;
    }

    private boolean reachesRedis() throws InterruptedException {
        Connector connector = new Connector(vertx, settings.redis(), clock, new RedisCounters(), error -> {});
        String address = settings.redis().address().toString();
        try {
            String answer = new ServerQuestion(connector)
                    .send()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
            print("redis: reachable, " + address + ", " + answer);
            return true;
        } catch (ExecutionException e) {
            print("redis: not reachable, " + address + ": " + e.getCause().getMessage());
            return false;
        }
    }

    private static void print(String line) {
        System.out.println(line);
    }
}
