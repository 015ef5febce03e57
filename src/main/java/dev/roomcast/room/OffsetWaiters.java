package dev.roomcast.room;

import java.util.ArrayList;
import java.util.List;

/** Tasks that wait until this node has seen a publication. Thread: the room's serial executor. */
final class OffsetWaiters {

    private final Replica replica;
    private List<Waiter> waiting = List.of();

    private record Waiter(String epoch, long offset, Runnable task) {}

    OffsetWaiters(Replica replica) {
        this.replica = replica;
    }

    /** Runs a task after the publication of an offset has arrived or a new epoch has begun. */
    void add(long offset, Runnable task) {
        if (replica.next() > offset) {
            replica.execute(task);
        } else {
            waiting = waiting.isEmpty() ? new ArrayList<>(1) : waiting;
            waiting.add(new Waiter(replica.epoch(), offset, task));
        }
    }

    /** Runs the tasks that are due after the position has changed. */
    void onPosition() {
        if (waiting.isEmpty()) {
            return;
        }
        List<Waiter> before = waiting;
        waiting = List.of();
        for (Waiter each : before) {
            if (each.epoch.equals(replica.epoch())) {
                add(each.offset, each.task);
            } else {
                replica.execute(each.task);
            }
        }
    }
}
