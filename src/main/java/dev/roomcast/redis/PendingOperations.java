package dev.roomcast.redis;

import dev.roomcast.concurrent.InFlightBudget;
import dev.roomcast.room.Sequencer.Completion;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Operations that wait until this node knows the room, in their order. Thread: the room's serial executor. */
final class PendingOperations {

    /** @param until the end of the wait, on the node's clock; 0: when Redis is disconnected */
    private record Waiter(Completion known, int size, long until) {}

    private final InFlightBudget waitBudget;
    private final Consumer<Throwable> failed;
    private final Queue<Waiter> all = new ArrayDeque<>(0);

    /**
     * @param waitBudget bounds the operations of all rooms that wait for a disconnected Redis
     * @param failed receives the exceptions of operations; the other operations are still settled
     */
    PendingOperations(InFlightBudget waitBudget, Consumer<Throwable> failed) {
        this.waitBudget = waitBudget;
        this.failed = failed;
    }

    /** Waits until the room is known, or Redis is disconnected. */
    void add(Completion known) {
        all.add(new Waiter(known, 0, 0));
    }

    /**
     * Waits until the room is known, even while Redis is disconnected.
     *
     * @param size the memory of the operation, in bytes
     * @param until the end of the wait, on the node's clock
     * @return false if the budget of waiting operations is used up
     */
    boolean add(Completion known, int size, long until) {
        return waitBudget.tryAcquire(size) && all.add(new Waiter(known, size, until));
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Settles all operations, because the room is known. */
    void known() {
        end(each -> true, true);
    }

    /** Fails the operations that do not wait for a disconnected Redis. */
    void away() {
        end(each -> each.until == 0, false);
    }

    /** Fails the operations whose wait has ended. */
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
