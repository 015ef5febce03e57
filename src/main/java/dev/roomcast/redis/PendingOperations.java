package dev.roomcast.redis;

import dev.roomcast.concurrent.InFlightBudget;
import dev.roomcast.room.Sequencer.Completion;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Operations that wait until this node knows the room, in their order. Thread: the room's serial executor. */
final class PendingOperations {

    /** @param until when its patience is over, on the node's clock; 0: when Redis is away */
    private record Waiter(Completion known, int size, long until) {}

    private final InFlightBudget waitBudget;
    private final Consumer<Throwable> failed;
    private final Queue<Waiter> all = new ArrayDeque<>(0);

    /**
     * @param waitBudget how much may wait for a Redis that is away, in all rooms
     * @param failed receives what an operation throws; the others are settled
     */
    PendingOperations(InFlightBudget waitBudget, Consumer<Throwable> failed) {
        this.waitBudget = waitBudget;
        this.failed = failed;
    }

    /** Waits until the room is known, or Redis is away. */
    void add(Completion known) {
        all.add(new Waiter(known, 0, 0));
    }

    /**
     * Waits until the room is known, even for a Redis that is away.
     *
     * @param size in bytes
     * @param until when that is to end, on the node's clock
     * @return false if too much waits already
     */
    boolean add(Completion known, int size, long until) {
        return waitBudget.tryAcquire(size) && all.add(new Waiter(known, size, until));
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** The room is known. */
    void known() {
        end(each -> true, true);
    }

    /** Redis is away. */
    void away() {
        end(each -> each.until == 0, false);
    }

    /** Some may have waited long enough. */
    void late(long now) {
        end(each -> each.until > 0 && each.until <= now, false);
    }

    private void end(Predicate<Waiter> which, boolean known) {
        Waiter[] those = all.stream().filter(which).toArray(Waiter[]::new);
        all.removeIf(which);
        for (Waiter each : those) {
            if (each.until > 0) {
                waitBudget.release(each.size);
            }
            try {
                each.known.onSettled(known);
            } catch (Throwable e) {
                failed.accept(e);
            }
        }
    }
}
