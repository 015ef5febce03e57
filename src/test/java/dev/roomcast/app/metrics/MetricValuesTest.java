package dev.roomcast.app.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.api.ApiCounters;
import dev.roomcast.app.config.RoomcastConfig;
import dev.roomcast.app.config.WebhookSettings;
import dev.roomcast.concurrent.Clock;
import dev.roomcast.frames.FrameCounters;
import dev.roomcast.hub.Authenticator;
import dev.roomcast.hub.Hub;
import dev.roomcast.hub.HubCounters;
import dev.roomcast.hub.ManualClock;
import dev.roomcast.hub.Moderator;
import dev.roomcast.match.MatchCounters;
import dev.roomcast.match.MatchMode;
import dev.roomcast.match.Matchmaking;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.Heartbeats;
import dev.roomcast.redis.client.RedisCounters;
import dev.roomcast.room.Ids;
import dev.roomcast.room.Limits;
import dev.roomcast.room.MemoryEngine;
import dev.roomcast.room.RoomContext;
import dev.roomcast.room.RoomCounters;
import dev.roomcast.room.RoomListener;
import dev.roomcast.room.RoomService;
import dev.roomcast.rules.dispatch.RuleCounters;
import dev.roomcast.testkit.NodeLimits;
import dev.roomcast.testkit.RoomTypes;
import dev.roomcast.webhooks.WebhookCounters;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** Assignment of counters to metrics, with a different value for each counter. */
class MetricValuesTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    /** The expected values by name and tags. */
    private final Map<String, Double> expected = new TreeMap<>();

    private final Clock clock = new ManualClock();
    private int last;

    private void count(LongAdder counter, String metric) {
        counter.add(++last);
        expected.put(metric, (double) last);
    }

    /** Returns all values except 0, by name and tags; timers are in milliseconds. */
    private Map<String, Double> shown() {
        Map<String, Double> shown = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            StringBuilder name = new StringBuilder(meter.getId().getName());
            for (Tag tag : meter.getId().getTags()) {
                name.append(' ').append(tag.getKey()).append('=').append(tag.getValue());
            }
            for (Measurement each : meter.measure()) {
                boolean isTime = each.getStatistic() == Statistic.TOTAL_TIME;
                String what = meter.getId().getType() == Meter.Type.TIMER ? isTime ? " millis" : " count" : "";
                if (each.getValue() != 0) {
                    shown.put(name + what, (double) Math.round(each.getValue() * (isTime ? 1000 : 1)));
                }
            }
        }
        return shown;
    }

    @Test
    void shows_the_counters_of_connections_rooms_and_frames() {
        Limits limits = NodeLimits.defaults().build();
        CommandDecoder decoder = new CommandDecoder(limits.messageBytes());
        Heartbeats heartbeats = new Heartbeats(Map.of("ping", "pong"), decoder);
        Hub hub = new Hub(limits, decoder, heartbeats, clock, Authenticator.ANONYMOUS, Moderator.NONE, failure -> {});
        RoomService rooms = new RoomService(new RoomContext(
                limits,
                name -> RoomTypes.defaults().build(),
                clock,
                decoder,
                hub::newBroadcaster,
                new MemoryEngine(new Ids(new Random(1)), clock),
                RoomListener.NONE,
                Runnable::run,
                failure -> {}));
        FrameCounters frames = new FrameCounters();
        HubCounters traffic = hub.counters();
        count(traffic.opened, "roomcast.connections.opened");
        count(traffic.left, "roomcast.connections.left");
        for (CloseCode code : CloseCode.values()) {
            count(traffic.closed(code), "roomcast.connections.closed code=" + code.code());
        }
        count(traffic.received, "roomcast.messages.received");
        count(traffic.receivedBytes, "roomcast.messages.received.bytes");
        count(traffic.delivered, "roomcast.messages.delivered");
        count(traffic.deliveredBytes, "roomcast.messages.delivered.bytes");
        count(traffic.dropped, "roomcast.messages.dropped");
        count(traffic.passes, "roomcast.fanout count");
        count(traffic.passMillis, "roomcast.fanout millis");
        RoomCounters counters = rooms.counters();
        count(counters.members, "roomcast.members");
        count(counters.away, "roomcast.members.away");
        count(counters.users, "roomcast.users");
        count(counters.players, "roomcast.players");
        count(counters.watchers, "roomcast.watchers");
        count(counters.stateConflicts, "roomcast.state.conflicts");
        count(counters.hostChanges, "roomcast.host.changes");
        count(counters.rooms, "roomcast.rooms");
        count(counters.resumed, "roomcast.resumes result=good");
        count(counters.unresumed, "roomcast.resumes result=bad");
        count(counters.recovered, "roomcast.recoveries result=good");
        count(counters.unrecovered, "roomcast.recoveries result=bad");
        count(frames.runs, "roomcast.runs");
        count(frames.frames, "roomcast.frames count");
        count(frames.lateMillis, "roomcast.frames millis");
        count(frames.inputs, "roomcast.frames.inputs");
        count(frames.late, "roomcast.frames.late");
        count(frames.moved, "roomcast.frames.moved");
        count(frames.takeovers, "roomcast.frames.takeovers");
        new NodeMetrics(hub, rooms, frames).bindTo(registry);
        assertEquals(expected, shown());
    }

    @Test
    void shows_the_counters_of_matchmaking_by_mode() {
        MatchMode duel = new MatchMode("duel-", 2, 2, 1, 100, 20, 60_000);
        Matchmaking matchmaking = new Matchmaking(new Matchmaking.Parts(
                Map.of("duel-", duel),
                null,
                null,
                null,
                null,
                match -> null,
                clock,
                100,
                1 << 20,
                match -> {},
                failure -> {}));
        MatchCounters counters = matchmaking.counters().get("duel-");
        count(counters.tickets, "roomcast.match.tickets rooms=duel-");
        count(counters.players, "roomcast.match.players rooms=duel-");
        count(counters.matches, "roomcast.match.made rooms=duel-");
        count(counters.timeouts, "roomcast.match.timeouts rooms=duel-");
        count(counters.matched, "roomcast.match.wait rooms=duel- count");
        count(counters.waitMillis, "roomcast.match.wait rooms=duel- millis");
        new MatchMetrics(matchmaking, null).bindTo(registry);
        assertEquals(expected, shown());
    }

    @Test
    void shows_the_counters_of_redis_rules_and_the_api() {
        RedisCounters redis = new RedisCounters();
        count(redis.requests, "roomcast.engine.requests count");
        count(redis.requestMillis, "roomcast.engine.requests millis");
        count(redis.failures, "roomcast.engine.failures");
        count(redis.loads, "roomcast.redis.loads");
        MemoryEngine engine = new MemoryEngine(new Ids(new Random(1)), clock);
        expected.put("roomcast.engine.up", 1.0);
        new EngineMetrics(engine, redis).bindTo(registry);
        RuleCounters rules = new RuleCounters();
        count(rules.failures, "roomcast.rules.failed reason=error");
        count(rules.timeouts, "roomcast.rules.failed reason=timeout");
        count(rules.overloads, "roomcast.rules.failed reason=overload");
        count(rules.dropped, "roomcast.rules.failed reason=dropped");
        new RuleMetrics(rules).bindTo(registry);
        ApiCounters api = new ApiCounters();
        count(api.wrongKeys, "roomcast.api.refused reason=key");
        count(api.missingScopes, "roomcast.api.refused reason=scope");
        new ApiMetrics(api).bindTo(registry);
        assertEquals(expected, shown());
    }

    @Test
    void shows_the_counters_of_webhooks_by_hook() {
        RoomcastConfig config = new SmallRyeConfigBuilder()
                .withMapping(RoomcastConfig.class)
                .withConverter(java.time.Duration.class, 200, new io.quarkus.runtime.configuration.DurationConverter())
                .withSources(new PropertiesConfigSource(Map.of("roomcast.limits.message-bytes", "65536"), "test", 100))
                .build()
                .getConfigMapping(RoomcastConfig.class);
        WebhookSettings webhooks = new WebhookSettings(config.hooks(), Optional.of("n1"));
        WebhookCounters counters = webhooks.counters();
        count(counters.delivered, "roomcast.hook.events result=delivered");
        count(counters.dropped, "roomcast.hook.events result=lost");
        count(counters.posts, "roomcast.hook.requests hook=events count");
        count(counters.postMillis, "roomcast.hook.requests hook=events millis");
        count(counters.postFailures, "roomcast.hook.failures hook=events");
        Map.of("before-publish", counters.beforePublish, "connect", counters.connect)
                .forEach((hook, asked) -> {
                    count(asked.asked, "roomcast.hook.requests hook=" + hook + " count");
                    count(asked.millis, "roomcast.hook.requests hook=" + hook + " millis");
                    count(asked.failures, "roomcast.hook.failures hook=" + hook);
                    count(asked.overloaded, "roomcast.hook.overloaded hook=" + hook);
                });
        new WebhookMetrics(webhooks).bindTo(registry);
        assertEquals(expected, shown());
    }
}
