package dev.roomcast.hub;

import dev.roomcast.room.Engine;
import dev.roomcast.room.Replica;
import dev.roomcast.room.Sequencer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** An engine that fails, or knows its rooms late, when the test says so. */
final class FailingEngine implements Engine {

    private final Engine engine;
    private Replica room;
    private String failing;
    private boolean isLate;
    private final List<Sequencer.Completion> waiting = new ArrayList<>();

    FailingEngine(Engine engine) {
        this.engine = engine;
    }

    /** The next call of this method of {@link Sequencer} throws. */
    void fail(String method) {
        failing = method;
    }

    /** From now on what waits for the state of a room waits for {@link #know()}. */
    void delay() {
        isLate = true;
    }

    /** The state of the room is known. */
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
