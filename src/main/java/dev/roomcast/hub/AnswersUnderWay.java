package dev.roomcast.hub;

import java.util.ArrayDeque;
import java.util.Deque;

/** The connections of one event loop whose large answer the transport has not written yet. Thread: event loop. */
final class AnswersUnderWay {

    /** The interval between two checks, in milliseconds. */
    private static final long INTERVAL = 20;

    /** The longest time that one answer delays the others, in milliseconds; the outbox bounds a slower connection. */
    private static final long MAX_WAIT_MILLIS = 5000;

    private final Hub hub;
    private final LoopDispatcher loop;
    private final Deque<Entry> entries = new ArrayDeque<>(0);
    private boolean scheduled;

    private record Entry(Connection connection, long since) {}

    AnswersUnderWay(Hub hub, LoopDispatcher loop) {
        this.hub = hub;
        this.loop = loop;
    }

    /** The answer to a connection is written in this pass. */
    void written(Connection connection) {
        entries.add(new Entry(connection, hub.clock().monotonicMillis()));
    }

    /** Ends the answers that have left the transport. Throws nothing. */
    void check() {
        if (entries.isEmpty()) {
            return;
        }
        long now = hub.clock().monotonicMillis();
        for (int left = entries.size(); left > 0; left--) {
            Entry entry = entries.remove();
            if (isDone(entry, now)) {
                end(entry.connection);
            } else {
                entries.add(entry);
            }
        }
        if (!entries.isEmpty() && !scheduled) {
            scheduled = true;
            hub.clock().schedule(INTERVAL, this::checkSoon);
        }
    }

    private static boolean isDone(Entry entry, long now) {
        Connection connection = entry.connection;
        try {
            return connection.isClosed()
                    || connection.transport().pending() == 0
                    || now - entry.since >= MAX_WAIT_MILLIS;
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
            hub.failed(e);
        }
    }
}
