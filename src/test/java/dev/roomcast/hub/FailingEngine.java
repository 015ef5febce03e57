package dev.roomcast.hub;

import dev.roomcast.room.Engine;
import dev.roomcast.room.Replica;
import dev.roomcast.room.Sequencer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** An engine that fails or loads its rooms late at the test's request. */
final class FailingEngine implements Engine {

    private final Engine engine;
    private Replica room;
    private String failing;
    private boolean isLate;
    private final List<Sequencer.Completion> waiting = new ArrayList<>();

    FailingEngine(Engine engine) {
        this.engine = engine;
    }

    /** Makes the next call of a method of {@link Sequencer} throw. */
    void fail(String method) {
        failing = method;
    }

    /** Delays operations that need the state of a room until {@link #know()}. */
    void delay() {
        isLate = true;
    }

    /** Completes the load of the room's state. */
    void know() {
        room.apply(() -> waiting.forEach(each -> each.onSettled(true)));
    }

    @Override
    public Sequencer open(Replica room) {
        this.room = room;
        Sequencer sequencer = engine.open(room);
        return (Sequencer) Proxy.newProxyInstance(
                Sequencer.class.getClassLoader(),
                new Class<?>[] {Sequencer.class},
                (proxy, method, arguments) -> call(sequencer, method, arguments));
    }

    private Object call(Sequencer sequencer, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals(failing)) {
            failing = null;
            throw new IllegalStateException("thrown by the test");
        }
        if (isLate && method.getName().equals("whenKnown")) {
            waiting.add((Sequencer.Completion) arguments[0]);
            return null;
        }
        try {
            return method.invoke(sequencer, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
