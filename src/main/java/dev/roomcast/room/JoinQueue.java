package dev.roomcast.room;

import dev.roomcast.protocol.CloseCode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The join requests of a room that are not answered yet. A request with a large welcome waits until other large answers
 * have been written.
 *
 * <p>Thread: the room's serial executor.
 */
final class JoinQueue {

    private final Room room;
    private final RoomService service;
    private final Sequencer sequencer;
    private final WelcomeFrames welcomes;
    /** Null where the room has no rules of the application. */
    private final @Nullable RuledRoom ruled;

    private final Map<Subscriber, JoinRequest> pending = new HashMap<>(0);

    JoinQueue(Room room, RoomService service, Sequencer sequencer, WelcomeFrames welcomes, RuledRoom ruled) {
        this.room = room;
        this.service = service;
        this.sequencer = sequencer;
        this.welcomes = welcomes;
        this.ruled = ruled;
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    /**
     * The pending request of a connection.
     *
     * @return null where it has none
     */
    @Nullable
    JoinRequest of(Subscriber subscriber) {
        return pending.get(subscriber);
    }

    /** The request was accepted or refused. */
    void settled(JoinRequest request) {
        pending.remove(request.subscriber());
    }

    /** Passes a request on to the engine: at once, or when the room's rules have accepted it. */
    void connect(JoinRequest request) {
        if (ruled != null && ruled.decides(request)) {
            pending.put(request.subscriber(), request);
            ruled.join(request, () -> accepted(request));
        } else {
            admit(request);
        }
    }

    private void accepted(JoinRequest request) {
        pending.remove(request.subscriber());
        if (request.isClosed()) {
            room.lifetime().disposeIfIdle();
        } else {
            admit(request);
        }
    }

    /** The same at once, or when there is memory for its welcome. */
    private void admit(JoinRequest request) {
        if (welcomes.isLarge(request.command())) {
            pending.put(request.subscriber(), request);
            inTurn(request, false);
        } else {
            submit(request);
        }
    }

    private void submit(JoinRequest request) {
        try {
            sequencer.join(request);
        } catch (Throwable e) {
            request.onClosed(); // gives its memory back: no one finds it in the queue
            throw e;
        }
        if (!request.isSettled()) {
            pending.put(request.subscriber(), request);
        }
        room.lifetime().scheduleWake();
    }

    private void inTurn(JoinRequest request, boolean hasWaited) {
        LargeAnswers memory = service.answers();
        if (memory.hasPlace() && (hasWaited || !memory.isAnyWaiting())) {
            submitInTurn(request);
        } else {
            memory.postpone(() -> takeTurn(request), hasWaited);
        }
    }

    private void submitInTurn(JoinRequest request) {
        pending.remove(request.subscriber());
        if (request.isClosed()) {
            room.lifetime().disposeIfIdle();
        } else {
            request.reserve(welcomes.estimate(request.command()));
            submit(request);
        }
    }

    /** Thread: any. */
    private void takeTurn(JoinRequest request) {
        try {
            room.execute(request.subscriber(), () -> inTurn(request, true));
        } catch (Throwable e) {
            request.subscriber().disconnect(Disconnect.of(CloseCode.INSUFFICIENT_STATE));
            service.failed(e);
        }
    }
}
