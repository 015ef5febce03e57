package dev.roomcast.app;

import dev.roomcast.app.RoomcastConfig.HooksConfig;
import dev.roomcast.app.RoomcastConfig.HooksConfig.BeforePublishConfig;
import dev.roomcast.app.RoomcastConfig.ScreenConfig.Policy;
import dev.roomcast.hooks.Courier;
import dev.roomcast.hooks.HookCounters;
import dev.roomcast.hooks.HttpReceiver;
import dev.roomcast.hooks.Kind;
import dev.roomcast.hooks.PublishHook;
import dev.roomcast.hooks.Signature;
import dev.roomcast.hooks.Webhooks;
import dev.roomcast.hub.Screen;
import dev.roomcast.protocol.Codec;
import dev.roomcast.room.Clock;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What an application's own server is told and asked: the configuration, checked, and what it makes. */
final class HookSettings {

    /** The longest answer to an event, in bytes: nothing is expected of it. */
    private static final int MAX_ANSWER = 65_536;
    /** What an answer that replaces a message may be longer than one, in bytes. */
    private static final int ENVELOPE = 1024;
    /** Questions at once; the others wait for their turn. */
    private static final int QUESTIONS = 64;

    private final HooksConfig config;
    private final BeforePublishConfig before;
    private final URI url;
    private final URI beforeUrl;
    private final Signature signature;
    private final Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    private final Set<String> methods;
    private final Courier.Sender sender;
    private final HookCounters counters = new HookCounters();
    private Courier courier;
    private Webhooks webhooks;

    HookSettings(HooksConfig config, Optional<String> node) {
        this.config = config;
        before = config.beforePublish();
        url = uri("roomcast.hooks.url", config.url());
        beforeUrl = uri("roomcast.hooks.before-publish.url", before.url());
        signature = config.secret().map(HookSettings::signature).orElse(null);
        methods = config.methods().orElse(Set.of());
        sender = new Courier.Sender(node.orElseGet(() -> url == null ? "" : hostName()), epoch());
        check();
    }

    private void check() {
        Settings.require(
                signature != null || url == null && beforeUrl == null,
                "roomcast.hooks.url and roomcast.hooks.before-publish.url need roomcast.hooks.secret, a text of at"
                        + " least 24 bytes with which every request is signed");
        config.events().forEach(word -> kinds.add(kind(word)));
        methods.forEach(method -> Settings.require(
                method.matches("[^\"\\\\\\p{Cntrl}]{1,64}"),
                "roomcast.hooks.methods is a list of methods, for example chat,$text"));
        Settings.require(
                config.batchSize() > 0 && config.queueSize() >= config.batchSize(),
                "roomcast.hooks.batch-size is at least 1, roomcast.hooks.queue-size at least that");
        Settings.require(config.queueBytes() >= 65_536, "roomcast.hooks.queue-bytes is at least 65536");
        Settings.require(config.attempts() > 0, "roomcast.hooks.attempts is at least 1");
        Settings.require(
                isSome(config.timeout()) && isSome(before.timeout()),
                "roomcast.hooks.timeout and roomcast.hooks.before-publish.timeout are at least 1ms, for example 5s");
        Settings.require(!config.stopTime().isNegative(), "roomcast.hooks.stop-time is not negative");
    }

    private static boolean isSome(Duration time) {
        return time.toMillis() > 0;
    }

    private static Kind kind(String word) {
        Kind kind = Kind.of(word);
        Settings.require(
                kind != null && kind != Kind.PUBLICATION,
                "roomcast.hooks.events is a list of " + String.join(", ", Kind.words()) + ", not " + word);
        return kind;
    }

    private static URI uri(String key, Optional<String> address) {
        if (address.isEmpty()) {
            return null;
        }
        try {
            URI uri = URI.create(address.get().strip());
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new IllegalArgumentException(
                "Configuration: " + key + " is an address of http or https, for example https://example.com/hooks.");
    }

    private static Signature signature(String secret) {
        try {
            return new Signature(secret);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Configuration: roomcast.hooks.secret is a text of at least " + Signature.MIN_SECRET
                            + " bytes, or whsec_ and the Base64 of so many.",
                    e);
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "node";
        }
    }

    private static String epoch() {
        return Long.toString(new SecureRandom().nextLong(Long.MAX_VALUE), Character.MAX_RADIX);
    }

    HookCounters counters() {
        return counters;
    }

    /** How many events wait. */
    int waiting() {
        return courier == null ? 0 : courier.waiting();
    }

    Duration stopTime() {
        return config.stopTime();
    }

    /** Null where nobody is told. */
    synchronized Webhooks webhooks(Vertx vertx, Clock clock) {
        if (url != null && webhooks == null) {
            HttpReceiver receiver = new HttpReceiver(
                    vertx,
                    new HttpReceiver.Address("events", url, config.timeout(), 1, MAX_ANSWER),
                    signature,
                    clock::wall);
            courier = new Courier(
                    receiver,
                    sender,
                    new Courier.Bounds(config.queueSize(), config.queueBytes(), config.batchSize(), config.attempts()),
                    new Courier.Surroundings(clock, new SecureRandom(), counters));
            webhooks = new Webhooks(kinds, methods, courier, clock::wall);
        }
        return webhooks;
    }

    Screen beforePublish(Vertx vertx, Clock clock, Codec codec, int messageBytes) {
        if (beforeUrl == null) {
            return Screen.NONE;
        }
        HttpReceiver receiver = new HttpReceiver(
                vertx,
                new HttpReceiver.Address(
                        "before-publish", beforeUrl, before.timeout(), QUESTIONS, messageBytes + ENVELOPE),
                signature,
                clock::wall);
        return new PublishHook(
                receiver,
                before.methods(),
                before.onFailure() == Policy.PASS,
                new PublishHook.Surroundings(codec, clock, counters, sender.epoch()));
    }
}
