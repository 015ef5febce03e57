package dev.roomcast.app;

import dev.roomcast.hub.Repeats;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Errors that are ours: an operator is told of each kind once in a while. Any thread may call. */
final class Failures implements Consumer<Throwable> {

    private final Map<Class<?>, Repeats> repeats = new ConcurrentHashMap<>();
    private final LongSupplier now;
    private final Log log;
    private volatile boolean ending;

    /** Where an operator reads. */
    interface Log {
        /** @param unsaid how often the same happened since it was said last */
        void say(Throwable error, long unsaid);
    }

    /** @param now milliseconds that never go back */
    Failures(LongSupplier now, Log log) {
        this.now = now;
        this.log = log;
    }

    /** The node stops: when its event loops have ended, nothing is lost with what is brought to them. */
    void expectTheEnd() {
        ending = true;
    }

    @Override
    public void accept(Throwable error) {
        if (ending && error instanceof RejectedExecutionException) {
            return;
        }
        repeats.computeIfAbsent(error.getClass(), each -> new Repeats(now)).tell(unsaid -> log.say(error, unsaid));
    }
}
