package dev.roomcast.redis;

import dev.roomcast.room.Channel.Receipt;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Predicate;

/** Those who wait until a room is known here, in their order. Only the room's line of work touches it. */
final class Waiters {

    /** @param until when its patience is over, on the node's clock; 0: when Redis is away */
    private record Waiter(Receipt known, int size, long until) {}

    private final Allowance patience;
    private final Queue<Waiter> all = new ArrayDeque<>(0);

    /** @param patience how much may wait for a Redis that is away, in all rooms */
    Waiters(Allowance patience) {
        this.patience = patience;
    }

    /** Waits until the room is known, or Redis is away. */
    void add(Receipt known) {
        all.add(new Waiter(known, 0, 0));
    }

    /**
     * Waits until the room is known, even for a Redis that is away.
     *
     * @param size in bytes
     * @param until when that is to end, on the node's clock
     * @return false if too much waits already
     */
    boolean hold(Receipt known, int size, long until) {
        return patience.take(size) && all.add(new Waiter(known, size, until));
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
                patience.give(each.size);
            }
            each.known.settled(known);
        }
    }
}
