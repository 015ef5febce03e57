package dev.roomcast.rules.dispatch;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import java.lang.reflect.AnnotatedElement;
import org.jspecify.annotations.Nullable;

/** The kinds of threads for the methods of rules. */
enum ExecutionMode {
    EVENT_LOOP,
    WORKER,
    VIRTUAL;

    /** Returns the mode of a method: from its own annotation, otherwise from that of the class. */
    static ExecutionMode of(AnnotatedElement method, Class<?> type) {
        ExecutionMode own = of(method);
        ExecutionMode common = own == null ? of(type) : own;
        return common == null ? EVENT_LOOP : common;
    }

    private static @Nullable ExecutionMode of(AnnotatedElement element) {
        if (element.isAnnotationPresent(RunOnVirtualThread.class)) {
            return VIRTUAL;
        }
        if (element.isAnnotationPresent(Blocking.class)) {
            return WORKER;
        }
        return element.isAnnotationPresent(NonBlocking.class) ? EVENT_LOOP : null;
    }
}
