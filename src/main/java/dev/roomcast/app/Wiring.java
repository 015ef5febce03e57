package dev.roomcast.app;

import dev.roomcast.api.ApiSettings;
import dev.roomcast.app.config.AuthSettings;
import dev.roomcast.app.config.CoreSettings;
import dev.roomcast.app.config.EngineKind;
import dev.roomcast.app.config.FormerKeys;
import dev.roomcast.app.config.RoomcastConfig;
import dev.roomcast.app.config.WebhookSettings;
import dev.roomcast.app.config.WechatSettings;
import dev.roomcast.app.launch.Main;
import dev.roomcast.bans.BanStore;
import dev.roomcast.concurrent.Clock;
import dev.roomcast.frames.FrameCounters;
import dev.roomcast.frames.FrameSyncs;
import dev.roomcast.hub.Authenticator;
import dev.roomcast.hub.BanEnforcer;
import dev.roomcast.hub.Hub;
import dev.roomcast.hub.Moderator;
import dev.roomcast.hub.ModeratorChain;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.Heartbeats;
import dev.roomcast.redis.RedisBanStore;
import dev.roomcast.redis.RedisEngine;
import dev.roomcast.redis.client.RedisCounters;
import dev.roomcast.room.Engine;
import dev.roomcast.room.Ids;
import dev.roomcast.room.MemoryEngine;
import dev.roomcast.room.RoomArchive;
import dev.roomcast.room.RoomContext;
import dev.roomcast.room.RoomListener;
import dev.roomcast.room.RoomService;
import dev.roomcast.rules.dispatch.RulesRegistry;
import dev.roomcast.socket.AllowedOrigins;
import dev.roomcast.socket.SocketSettings;
import dev.roomcast.socket.netty.NettyTransport;
import dev.roomcast.webhooks.WebhookPublisher;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Creates and connects the beans of the service. */
@Singleton
final class Wiring {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    private final ErrorReporter failures = new ErrorReporter(
            () -> System.nanoTime() / 1_000_000,
            (error, suppressed) -> LOG.errorf(error, "event=internal-error unsaid=%d", suppressed));

    /** The Redis engine, set when the engine is created; null: the engine is in memory. */
    private @Nullable RedisEngine redis;

    void stopping(@Observes ShutdownEvent event) {
        failures.expectTheEnd();
    }

    void stop(@Disposes Engine engine) {
        engine.stop();
    }

    /** Receives internal errors. */
    @Produces
    @Singleton
    Consumer<Throwable> failures() {
        return failures;
    }

    /** Returns the settings; an invalid value prevents the start, with only its message. */
    private static <T> T checked(Supplier<T> settings) {
        try {
            return settings.get();
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    /** Returns the maximum size of the direct memory, in bytes. */
    private static long directMemory() {
        long maxBytes = NettyTransport.maxDirectMemory();
        return maxBytes > 0 ? maxBytes : Runtime.getRuntime().maxMemory();
    }

    @Produces
    @Singleton
    CoreSettings settings(RoomcastConfig config) {
        return checked(() -> {
            FormerKeys.check(config.screen().keySet(), System.getenv().keySet());
            return new CoreSettings(config, Runtime.getRuntime().maxMemory(), directMemory());
        });
    }

    @Produces
    @Singleton
    Clock clock(Vertx vertx) {
        return new VertxClock(vertx);
    }

    @Produces
    @Singleton
    CommandDecoder decoder(CoreSettings settings, RoomcastConfig config) {
        return new CommandDecoder(
                settings.limits().messageBytes(), config.limits().jsonDepth());
    }

    @Produces
    @Singleton
    AuthSettings auth(RoomcastConfig config, CoreSettings settings) {
        return checked(() -> new AuthSettings(
                config.auth(),
                config.trustedProxies().orElse(List.of()),
                settings.limits().infoBytes()));
    }

    @Produces
    @Singleton
    WechatSettings wechat(RoomcastConfig config, AuthSettings auth) {
        return checked(() -> new WechatSettings(config.wechat(), config.moderation(), auth));
    }

    @Produces
    @Singleton
    Authenticator authenticator(AuthSettings auth, Vertx vertx, Clock clock) {
        return checked(() -> auth.authenticator(vertx, clock));
    }

    @Produces
    @Singleton
    WebhookSettings webhookSettings(RoomcastConfig config) {
        return checked(() -> new WebhookSettings(config.hooks(), config.node()));
    }

    @Produces
    @Singleton
    RoomListener listener(WebhookSettings hooks, Vertx vertx, Clock clock) {
        WebhookPublisher webhooks = hooks.webhooks(vertx, clock);
        return webhooks == null ? RoomListener.NONE : webhooks;
    }

    @Produces
    @Singleton
    Moderator moderator(
            CoreSettings settings,
            WechatSettings wechat,
            WebhookSettings webhooks,
            CommandDecoder decoder,
            Vertx vertx,
            Clock clock) {
        Moderator hook =
                webhooks.beforePublish(vertx, clock, decoder, settings.limits().messageBytes());
        return ModeratorChain.of(checked(() -> wechat.moderator(vertx, clock)), hook, decoder);
    }

    @Produces
    @Singleton
    Hub hub(
            CoreSettings settings,
            Authenticator authenticator,
            Moderator moderator,
            WebhookSettings webhooks,
            CommandDecoder decoder,
            Vertx vertx,
            Clock clock) {
        Heartbeats heartbeats = new Heartbeats(settings.heartbeats(), decoder);
        Hub hub = new Hub(settings.limits(), decoder, heartbeats, clock, authenticator, moderator, failures);
        hub.setConnectGate(webhooks.connectGate(vertx, clock, settings.limits().infoBytes()));
        return hub;
    }

    @Produces
    @Singleton
    RedisCounters redisCounters() {
        return new RedisCounters();
    }

    @Produces
    @Singleton
    @DefaultBean
    RoomArchive archive() {
        return new RoomArchive();
    }

    @Produces
    @Singleton
    Engine engine(
            RoomcastConfig config,
            CoreSettings settings,
            Clock clock,
            Vertx vertx,
            RedisCounters counters,
            RoomArchive archive) {
        Ids names = new Ids(new SecureRandom());
        if (config.engine() == EngineKind.MEMORY || Main.isChecking()) {
            return new MemoryEngine(names, clock, archive);
        }
        redis = new RedisEngine(settings.redis(), vertx, names, clock, counters, failures);
        redis.start();
        return redis;
    }

    @Produces
    @Singleton
    FrameCounters frames() {
        return new FrameCounters();
    }

    @Produces
    @Singleton
    RoomService rooms(
            CoreSettings settings,
            Hub hub,
            RoomListener listener,
            CommandDecoder decoder,
            Engine engine,
            Clock clock,
            Vertx vertx,
            FrameCounters frames,
            RulesRegistry rules) {
        return new RoomService(new RoomContext(
                settings.limits(),
                settings::type,
                clock,
                decoder,
                hub::newBroadcaster,
                engine,
                listener,
                task -> vertx.runOnContext(nothing -> task.run()),
                failures,
                frames(engine, settings, frames),
                rules));
    }

    private static FrameSyncs frames(Engine engine, CoreSettings settings, FrameCounters counters) {
        SecureRandom random = new SecureRandom();
        Ids names = new Ids(random);
        return engine instanceof RedisEngine redis
                ? FrameSyncs.shared(names, random, counters, redis.frameSequencers())
                : FrameSyncs.ofNode(names, random, counters, settings.framesBytes());
    }

    @Produces
    @Singleton
    BanStore bans(Hub hub, RoomService rooms, Engine engine, CoreSettings settings, Clock clock) {
        hub.bans().enforceBy(new BanEnforcer(hub, rooms));
        if (redis == null) {
            return BanStore.inMemory(hub.bans());
        }
        RedisBanStore store = new RedisBanStore(redis, settings.redis().prefix(), hub.bans(), clock);
        store.start();
        return store;
    }

    void stop(@Disposes BanStore store) {
        store.stop();
    }

    @Produces
    @Singleton
    SocketSettings socketSettings(RoomcastConfig config, AuthSettings auth) {
        return new SocketSettings(
                config.limits().messageBytes(),
                checked(() -> AllowedOrigins.of(config.origins().orElse(Set.of()))),
                config.transport() == RoomcastConfig.Transport.PORTABLE,
                auth.proxies(),
                config.auth().queryToken(),
                auth.header(),
                auth::pseudonym);
    }

    @Produces
    @Singleton
    ApiSettings api(
            CoreSettings settings,
            AuthSettings auth,
            WebhookSettings webhooks,
            @ConfigProperty(name = "quarkus.application.version") String version,
            Consumer<Throwable> failures) {
        return new ApiSettings(
                settings.apiKeys(),
                version,
                webhooks.node(),
                settings.limits().messageBytes(),
                auth.proxies()::client,
                failures);
    }
}
