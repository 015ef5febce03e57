package dev.roomcast.redis;

import dev.roomcast.match.MatchSimulation;
import dev.roomcast.redis.client.RedisAddress;
import dev.roomcast.redis.client.RedisCounters;
import dev.roomcast.redis.client.RedisSettings;
import dev.roomcast.room.Ids;
import dev.roomcast.room.NodeQueries;
import dev.roomcast.room.RoomView;
import dev.roomcast.room.SystemClock;
import dev.roomcast.testkit.Eventually;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A simulation on three nodes that share a Redis, one of which fails. */
public final class RedisMatchSimulation {

    private static final long LEASE = 4000;
    private static final long MAIN_SECONDS = 12;

    private RedisMatchSimulation() {}

    /**
     * @param patienceSeconds the maximum time at the end until no further match is possible
     * @return the violations
     */
    public static List<String> run(long seed, int steps, RedisServer redis, long patienceSeconds) throws Exception {
        Vertx vertx = Vertx.vertx();
        SystemClock clock = new SystemClock();
        List<RedisEngine> engines = new ArrayList<>();
        List<RedisTickets> tickets = new ArrayList<>();
        try {
            MatchSimulation simulation = new MatchSimulation(seed, clock::monotonicMillis, 2000);
            Ids names = new Ids(new SecureRandom());
            for (int i = 0; i < 3; i++) {
                RedisSettings settings =
                        new RedisSettings(RedisAddress.of(redis.url()), "sim" + seed, LEASE, 30_000, 1000, 0);
                RedisEngine engine =
                        new RedisEngine(settings, vertx, names, clock, new RedisCounters(), Throwable::printStackTrace);
                engine.start();
                engine.join(new NodeQueries() {
                    @Override
                    public CompletionStage<List<RoomView>> rooms(String prefix, String after, int limit) {
                        return new CompletableFuture<>();
                    }

                    @Override
                    public CompletionStage<Integer> disconnect(String user) {
                        return new CompletableFuture<>();
                    }
                });
                engines.add(engine);
                Eventually.eventually("Redis is connected", engine::isAvailable);
                tickets.add(new RedisTickets(engine, MatchSimulation.MODES, names::room));
                simulation.add(tickets.get(i), true);
            }
            for (int i = 0; i < steps; i++) {
                simulation.step();
                if (i % 100 == 0) {
                    simulation.run();
                }
                if (i == steps / 2) {
                    simulation.kill(2);
                    tickets.get(2).stop();
                }
            }
            long end = System.nanoTime() + Duration.ofSeconds(patienceSeconds).toNanos();
            while (simulation.violations().isEmpty() && !simulation.left().isEmpty() && System.nanoTime() < end) {
                simulation.run();
                Eventually.pause(Duration.ofMillis(500));
            }
            List<String> violations = new ArrayList<>(simulation.violations());
            simulation.left().forEach(each -> violations.add("a match was not made: " + each));
            if (simulation.matches() < steps / 20) {
                violations.add("too few matches were made: " + simulation.matches());
            }
            return violations;
        } finally {
            tickets.forEach(RedisTickets::stop);
            engines.forEach(RedisEngine::stop);
            clock.close();
            vertx.close();
        }
    }

    /** Prints the violations. The arguments are a seed and a number of steps. */
    public static void main(String[] arguments) throws Exception {
        try (RedisServer redis = RedisServer.open()) {
            run(Long.parseLong(arguments[0]), Integer.parseInt(arguments[1]), redis, MAIN_SECONDS)
                    .forEach(System.out::println);
        }
        System.exit(0);
    }
}
