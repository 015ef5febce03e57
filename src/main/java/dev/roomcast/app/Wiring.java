package dev.roomcast.app;

import dev.roomcast.api.ApiSettings;
import dev.roomcast.hooks.Webhooks;
import dev.roomcast.hub.Authenticator;
import dev.roomcast.hub.Hub;
import dev.roomcast.hub.Screen;
import dev.roomcast.hub.ScreenChain;
import dev.roomcast.protocol.Codec;
import dev.roomcast.protocol.Heartbeats;
import dev.roomcast.redis.RedisEngine;
import dev.roomcast.room.Clock;
import dev.roomcast.room.Engine;
import dev.roomcast.room.MemoryEngine;
import dev.roomcast.room.Names;
import dev.roomcast.room.Observer;
import dev.roomcast.room.RoomService;
import dev.roomcast.socket.SocketSettings;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** How the parts are put together. */
@Singleton
final class Wiring {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    private final Failures failures = new Failures(
            () -> System.nanoTime() / 1_000_000,
            (error, unsaid) -> LOG.errorf(error, "event=internal-error unsaid=%d", unsaid));

    void stopping(@Observes ShutdownEvent event) {
        failures.expectTheEnd();
    }

    void stop(@Disposes Engine engine) {
        engine.stop();
    }

    /** Is told of errors of Roomcast's own. */
    @Produces
    @Singleton
    Consumer<Throwable> failures() {
        return failures;
    }

    /** A wrong value stops the start with its sentence alone. */
    private static <T> T checked(Supplier<T> settings) {
        try {
            return settings.get();
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    @Produces
    @Singleton
    Settings settings(RoomcastConfig config) {
        return checked(() -> new Settings(config, Runtime.getRuntime().maxMemory()));
    }

    @Produces
    @Singleton
    Clock clock(Vertx vertx) {
        return new VertxClock(vertx);
    }

    @Produces
    @Singleton
    Codec codec(Settings settings) {
        return new Codec(settings.limits().messageBytes());
    }

    @Produces
    @Singleton
    AuthSettings auth(RoomcastConfig config) {
        return checked(
                () -> new AuthSettings(config.auth(), config.trustedProxies().orElse(List.of())));
    }

    @Produces
    @Singleton
    WechatSettings wechat(RoomcastConfig config, AuthSettings auth) {
        return checked(() -> new WechatSettings(config.wechat(), config.screen(), auth));
    }

    @Produces
    @Singleton
    Authenticator authenticator(AuthSettings auth, Vertx vertx, Clock clock) {
        return checked(() -> auth.authenticator(vertx, clock));
    }

    @Produces
    @Singleton
    HookSettings hooks(RoomcastConfig config) {
        return checked(() -> new HookSettings(config.hooks(), config.node()));
    }

    @Produces
    @Singleton
    Observer observer(HookSettings hooks, Vertx vertx, Clock clock) {
        Webhooks webhooks = hooks.webhooks(vertx, clock);
        return webhooks == null ? Observer.NONE : webhooks;
    }

    @Produces
    @Singleton
    Screen screen(Settings settings, WechatSettings wechat, HookSettings hooks, Codec codec, Vertx vertx, Clock clock) {
        Screen hook = hooks.beforePublish(vertx, clock, codec, settings.limits().messageBytes());
        return ScreenChain.of(checked(() -> wechat.screen(vertx, clock)), hook, codec);
    }

    @Produces
    @Singleton
    Hub hub(
            Settings settings,
            Authenticator authenticator,
            Screen screen,
            RoomcastConfig config,
            Codec codec,
            Clock clock) {
        Heartbeats heartbeats = new Heartbeats(words(config.heartbeats()), codec);
        return new Hub(settings.limits(), codec, heartbeats, clock, authenticator, screen, failures);
    }

    @Produces
    @Singleton
    Engine engine(RoomcastConfig config, Settings settings, Clock clock, Vertx vertx) {
        Names names = new Names(new SecureRandom());
        if (config.engine() == EngineKind.MEMORY) {
            return new MemoryEngine(names, clock);
        }
        RedisEngine engine = new RedisEngine(settings.redis(), vertx, names, clock);
        engine.start();
        return engine;
    }

    @Produces
    @Singleton
    RoomService rooms(
            Settings settings, Hub hub, Observer observer, Codec codec, Engine engine, Clock clock, Vertx vertx) {
        return new RoomService(new RoomService.Surroundings(
                settings.limits(),
                settings::type,
                clock,
                codec,
                hub::newAudience,
                engine,
                observer,
                task -> vertx.runOnContext(nothing -> task.run()),
                failures));
    }

    @Produces
    @Singleton
    SocketSettings socketSettings(RoomcastConfig config, AuthSettings auth) {
        return new SocketSettings(
                config.limits().messageBytes(),
                config.origins().orElse(Set.of()),
                config.transport() == RoomcastConfig.Transport.PORTABLE,
                auth.proxies(),
                config.auth().queryToken(),
                auth.header(),
                auth::pseudonym);
    }

    @Produces
    @Singleton
    ApiSettings api(
            Settings settings,
            @ConfigProperty(name = "quarkus.application.version") String version,
            Consumer<Throwable> failures) {
        return new ApiSettings(settings.apiKeys(), version, settings.limits().messageBytes(), failures);
    }

    /** {@code word=answer,word=answer} */
    private static Map<String, String> words(String list) {
        Map<String, String> words = new LinkedHashMap<>();
        for (String pair : list.split(",")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                words.put(
                        pair.substring(0, equals).strip(),
                        pair.substring(equals + 1).strip());
            }
        }
        return words;
    }
}
