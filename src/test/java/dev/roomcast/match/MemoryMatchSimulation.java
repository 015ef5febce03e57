package dev.roomcast.match;

import dev.roomcast.hub.ManualClock;
import dev.roomcast.room.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A simulation with the memory engine, on a manual clock. */
public final class MemoryMatchSimulation {

    private MemoryMatchSimulation() {}

    /** @return the violations */
    public static List<String> run(long seed, int steps) throws Exception {
        ManualClock clock = new ManualClock();
        List<Throwable> failures = new ArrayList<>();
        MatchSimulation simulation = new MatchSimulation(seed, clock::monotonicMillis, 0);
        simulation.add(
                new MemoryTickets(
                        MatchSimulation.MODES, new Ids(new Random(seed))::room, clock, Runnable::run, failures::add),
                false);
        Random times = new Random(seed);
        for (int i = 0; i < steps; i++) {
            clock.advance(times.nextInt(40));
            simulation.step();
            if (i % 50 == 0) {
                simulation.run();
            }
        }
        clock.advance(4000);
        simulation.run();
        List<String> violations = new ArrayList<>(simulation.violations());
        simulation.left().forEach(each -> violations.add("a match was not made: " + each));
        failures.forEach(each -> violations.add("failed: " + each));
        if (simulation.matches() < steps / 20) {
            violations.add("too few matches were made: " + simulation.matches());
        }
        return violations;
    }

    /** Prints the violations. The arguments are a seed and a number of steps. */
    public static void main(String[] arguments) throws Exception {
        run(Long.parseLong(arguments[0]), Integer.parseInt(arguments[1])).forEach(System.out::println);
        System.exit(0);
    }
}
