package dev.roomcast.room;

import dev.roomcast.protocol.CloseCode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pending join requests of a room. A request with a large welcome waits until other large answers are written.
 *
 * <p>Thread: the room's serial executor.
 */
final class JoinQueue {

    private final Room room;
    private final RoomService service;
    private final Sequencer sequencer;
    private final WelcomeFrames welcomes;
    /** The ruled part of the room; null: the room has no rules of the application. */
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
     * Returns the pending request of a connection.
     *
     * @return the request; null: none
     */
    @Nullable
    JoinRequest of(Subscriber subscriber) {
        return pending.get(subscriber);
    }

    /** Removes a request that was accepted or refused. */
    void settled(JoinRequest request) {
        pending.remove(request.subscriber());
    }

    /** Passes a request to the engine, after the rules of the room have accepted it. */
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

    /** Passes an accepted request to the engine, as soon as there is memory for its welcome. */
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
            request.onClosed(); // releases its memory: the request is not in the queue
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

    /** Admits a request that waited for memory. Thread: any. */
    private void takeTurn(JoinRequest request) {
        try {
            room.execute(request.subscriber(), () -> inTurn(request, true));
        } catch (Throwable e) {
            request.subscriber().disconnect(Disconnect.of(CloseCode.INSUFFICIENT_STATE));
            service.failed(e);
        }
    }
}
