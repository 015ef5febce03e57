package dev.roomcast.app;

import dev.roomcast.concurrent.LogThrottle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Reports internal errors, with a rate limit for each type. Thread: any. */
final class ErrorReporter implements Consumer<Throwable> {

    private final Map<Class<?>, LogThrottle> throttles = new ConcurrentHashMap<>();
    private final LongSupplier now;
    private final Log log;
    private volatile boolean ending;

    /** Receives the reports. */
    interface Log {
        /** @param suppressed the number of suppressed reports since the last one */
        void write(Throwable error, long suppressed);
    }

    /** @param now returns milliseconds of a monotonic clock */
    ErrorReporter(LongSupplier now, Log log) {
        this.now = now;
        this.log = log;
    }

    /** Suppresses the errors of tasks that ended event loops reject during the shutdown. */
    void expectTheEnd() {
        ending = true;
    }

    @Override
    public void accept(Throwable error) {
        if (ending && error instanceof RejectedExecutionException) {
            return;
        }
        throttles
                .computeIfAbsent(error.getClass(), each -> new LogThrottle(now))
                .log(suppressed -> log.write(error, suppressed));
    }
}
