package dev.roomcast.hub;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The connections of one event loop whose large answer the transport has not written yet. Thread: event loop. */
final class AnswersUnderWay {

    /** The interval between two checks, in milliseconds. */
    private static final long INTERVAL = 20;

    /** The longest time that one answer delays the others, in milliseconds; the outbox bounds a slower connection. */
    private static final long MAX_WAIT_MILLIS = 5000;

    private final Hub hub;
    private final LoopDispatcher loop;
    /** The time at which the transport received each answer, by the node's clock in milliseconds. */
    private final Map<Connection, Long> since = new LinkedHashMap<>();

    private volatile boolean scheduled;

    AnswersUnderWay(Hub hub, LoopDispatcher loop) {
        this.hub = hub;
        this.loop = loop;
    }

    /** Records that the large answer to a connection is written in this pass. */
    void written(Connection connection) {
        since.put(connection, hub.clock().monotonicMillis());
    }

    /** Ends the answer to one connection if it has left the transport. Throws nothing. */
    void check(Connection connection) {
        Long start = since.get(connection);
        if (start != null && isDone(connection, start, hub.clock().monotonicMillis())) {
            since.remove(connection);
            end(connection);
        }
    }

    /** Ends the answers that have left the transport. Throws nothing. */
    void check() {
        if (since.isEmpty()) {
            return;
        }
        long now = hub.clock().monotonicMillis();
        List<Connection> done = new ArrayList<>();
        since.forEach((connection, start) -> {
            if (isDone(connection, start, now)) {
                done.add(connection);
            }
        });
        done.forEach(since::remove);
        done.forEach(AnswersUnderWay::end); // may begin the next answers
        if (!since.isEmpty() && !scheduled) {
            scheduled = true;
            hub.clock().schedule(INTERVAL, this::checkSoon);
        }
    }

    private static boolean isDone(Connection connection, long start, long now) {
        try {
            return connection.isClosed() || connection.transport().pending() == 0 || now - start >= MAX_WAIT_MILLIS;
        } catch (Throwable e) {
            connection.closeAfterFailure(e);
            return true;
        }
    }

    private static void end(Connection connection) {
        try {
            connection.onAnswerWritten();
        } catch (Throwable e) {
            connection.closeAfterFailure(e);
        }
    }

    /** Schedules a check; if the loop rejects the task, the next sweep checks. Thread: any. */
    private void checkSoon() {
        try {
            loop.execute(() -> {
                scheduled = false;
                check();
            });
        } catch (Throwable e) {
            scheduled = false;
            hub.failed(e);
        }
    }
}
