package dev.roomcast.app.config;

import dev.roomcast.app.config.HooksConfig.BeforePublishConfig;
import dev.roomcast.app.config.HooksConfig.ConnectConfig;
import dev.roomcast.app.config.ModerationConfig.Policy;
import dev.roomcast.concurrent.Clock;
import dev.roomcast.hub.ConnectGate;
import dev.roomcast.hub.Moderator;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.webhooks.BeforePublishHook;
import dev.roomcast.webhooks.ConnectHook;
import dev.roomcast.webhooks.EventType;
import dev.roomcast.webhooks.HookClient;
import dev.roomcast.webhooks.HttpWebhookEndpoint;
import dev.roomcast.webhooks.WebhookCounters;
import dev.roomcast.webhooks.WebhookPublisher;
import dev.roomcast.webhooks.WebhookQueue;
import dev.roomcast.webhooks.WebhookSignature;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.ObjLongConsumer;

/** The validated configuration of webhooks, and the objects created from it. */
public final class WebhookSettings {

    /** The largest response to an event, in bytes; its content is ignored. */
    private static final int MAX_ANSWER = 65_536;
    /** The bytes by which a response with a replacement may exceed a message. */
    private static final int ENVELOPE = 1024;
    /** The maximum number of concurrent requests; further ones wait. */
    private static final int QUESTIONS = 64;

    private final HooksConfig config;
    private final BeforePublishConfig before;
    private final URI url;
    private final URI beforeUrl;
    private final ConnectConfig connect;
    private final URI connectUrl;
    private final WebhookSignature signature;
    private final Set<EventType> kinds = EnumSet.noneOf(EventType.class);
    private final Set<String> methods;
    private final WebhookQueue.Sender sender;
    private final WebhookCounters counters = new WebhookCounters();
    private WebhookQueue queue;
    private WebhookPublisher webhooks;

    public WebhookSettings(HooksConfig config, Optional<String> node) {
        this.config = config;
        before = config.beforePublish();
        url = config.url()
                .map(address -> HttpAddress.of("roomcast.hooks.url", address))
                .orElse(null);
        beforeUrl = before.url()
                .map(address -> HttpAddress.of("roomcast.hooks.before-publish.url", address))
                .orElse(null);
        connect = config.connect();
        connectUrl = connect.url()
                .map(address -> HttpAddress.of("roomcast.hooks.connect.url", address))
                .orElse(null);
        signature = config.secret().map(WebhookSettings::signature).orElse(null);
        methods = config.methods().orElse(Set.of());
        sender = new WebhookQueue.Sender(node.orElseGet(WebhookSettings::hostName), epoch());
        check();
    }

    private void check() {
        CoreSettings.require(
                signature != null || url == null && beforeUrl == null && connectUrl == null,
                "roomcast.hooks.url, roomcast.hooks.before-publish.url and roomcast.hooks.connect.url need roomcast.hooks.secret, a text of at"
                        + " least 24 bytes with which every request is signed");
        config.events().forEach(word -> kinds.add(kind(word)));
        methods.forEach(method -> CoreSettings.require(
                method.matches("[^\"\\\\\\p{Cntrl}]{1,64}"),
                "roomcast.hooks.methods is a list of methods, for example chat,$text"));
        CoreSettings.requireModerated("roomcast.hooks.before-publish.methods", before.methods());
        CoreSettings.require(
                config.batchSize() > 0 && config.queueSize() >= config.batchSize(),
                "roomcast.hooks.batch-size is at least 1, roomcast.hooks.queue-size at least that");
        CoreSettings.require(config.queueBytes() >= 65_536, "roomcast.hooks.queue-bytes is at least 65536");
        CoreSettings.require(config.attempts() > 0, "roomcast.hooks.attempts is at least 1");
        CoreSettings.require(
                isSome(config.timeout()) && isSome(before.timeout()) && isSome(connect.timeout()),
                "roomcast.hooks.timeout, roomcast.hooks.before-publish.timeout and roomcast.hooks.connect.timeout are at least 1ms, for example 5s");
        CoreSettings.require(!config.stopTime().isNegative(), "roomcast.hooks.stop-time is not negative");
    }

    private static boolean isSome(Duration time) {
        return time.toMillis() > 0;
    }

    private static EventType kind(String word) {
        EventType kind = EventType.of(word);
        CoreSettings.require(
                kind != null && kind != EventType.PUBLICATION,
                "roomcast.hooks.events is a list of " + String.join(", ", EventType.words()) + ", not " + word);
        return kind;
    }

    private static WebhookSignature signature(String secret) {
        try {
            return new WebhookSignature(secret);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Configuration: roomcast.hooks.secret is a text of at least " + WebhookSignature.MIN_SECRET
                            + " bytes, or whsec_ and the Base64 of so many.",
                    e);
        }
    }

    /** Returns the host name; Linux provides it without network access. */
    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException unknown) {
                return "node";
            }
        }
    }

    private static String epoch() {
        return Long.toString(new SecureRandom().nextLong(Long.MAX_VALUE), Character.MAX_RADIX);
    }

    public WebhookCounters counters() {
        return counters;
    }

    /** Returns the name of this node. */
    public String node() {
        return sender.node();
    }

    /** Returns the number of events that are queued or being posted. */
    public int waiting() {
        return queue == null ? 0 : queue.waiting();
    }

    public Duration stopTime() {
        return config.stopTime();
    }

    /** Returns the publisher of events; null: not configured. */
    public synchronized WebhookPublisher webhooks(Vertx vertx, Clock clock) {
        if (url != null && webhooks == null) {
            HttpWebhookEndpoint endpoint = new HttpWebhookEndpoint(
                    vertx,
                    new HttpWebhookEndpoint.Target("events", url, config.timeout(), 1, MAX_ANSWER),
                    signature,
                    clock::epochMillis);
            queue = new WebhookQueue(
                    endpoint,
                    sender,
                    new WebhookQueue.Bounds(
                            config.queueSize(), config.queueBytes(), config.batchSize(), config.attempts()),
                    new WebhookQueue.QueueContext(clock, new SecureRandom(), counters));
            webhooks = new WebhookPublisher(kinds, methods, queue, clock::epochMillis);
        }
        return webhooks;
    }

    public Moderator beforePublish(Vertx vertx, Clock clock, CommandDecoder decoder, int messageBytes) {
        if (beforeUrl == null) {
            return Moderator.NONE;
        }
        HookClient client = client(
                vertx,
                clock,
                new HttpWebhookEndpoint.Target(
                        "before-publish", beforeUrl, before.timeout(), QUESTIONS, messageBytes + ENVELOPE),
                "ask_",
                counters.beforePublish,
                BeforePublishHook::logFailure);
        return new BeforePublishHook(client, before.methods(), before.onFailure() == Policy.PASS, decoder);
    }

    /** @param infoBytes the largest info of a member, in bytes */
    public ConnectGate connectGate(Vertx vertx, Clock clock, int infoBytes) {
        if (connectUrl == null) {
            return ConnectGate.OPEN;
        }
        HookClient client = client(
                vertx,
                clock,
                new HttpWebhookEndpoint.Target("connect", connectUrl, connect.timeout(), QUESTIONS, MAX_ANSWER),
                "connect_",
                counters.connect,
                ConnectHook::logFailure);
        return new ConnectHook(client, new ConnectHook.Policy(connect.onFailure() == Policy.PASS, infoBytes), clock);
    }

    private HookClient client(
            Vertx vertx,
            Clock clock,
            HttpWebhookEndpoint.Target address,
            String idPrefix,
            WebhookCounters.Questions questions,
            ObjLongConsumer<String> log) {
        return new HookClient(
                new HookClient.Hook(
                        idPrefix + sender.epoch() + "_",
                        address.connections(),
                        address.timeout().toMillis(),
                        questions,
                        log),
                new HttpWebhookEndpoint(vertx, address, signature, clock::epochMillis),
                clock);
    }
}
