package dev.roomcast.room;

import dev.roomcast.protocol.Frame;
import java.util.function.Consumer;

/**
 * Forwards the events of rooms to a listener. An exception of the listener is reported and does not affect the room.
 */
final class GuardedListener implements RoomListener {

    private final RoomListener listener;
    private final Consumer<Throwable> failed;

    private GuardedListener(RoomListener listener, Consumer<Throwable> failed) {
        this.listener = listener;
        this.failed = failed;
    }

    static RoomListener of(RoomListener listener, Consumer<Throwable> failed) {
        return listener == NONE ? NONE : new GuardedListener(listener, failed);
    }

    private void guard(Runnable event) {
        try {
            event.run();
        } catch (Throwable e) {
            failed.accept(e);
        }
    }

    @Override
    public void opened(String room) {
        guard(() -> listener.opened(room));
    }

    @Override
    public void closed(String room) {
        guard(() -> listener.closed(room));
    }

    @Override
    public void joined(String room, Member member) {
        guard(() -> listener.joined(room, member));
    }

    @Override
    public void away(String room, Member member) {
        guard(() -> listener.away(room, member));
    }

    @Override
    public void back(String room, Member member) {
        guard(() -> listener.back(room, member));
    }

    @Override
    public void left(String room, Member member, String reason) {
        guard(() -> listener.left(room, member, reason));
    }

    @Override
    public void runStarted(String room, String run, int rate, int players) {
        guard(() -> listener.runStarted(room, run, rate, players));
    }

    @Override
    public void runEnded(String room, String run, long frame, String reason) {
        guard(() -> listener.runEnded(room, run, frame, reason));
    }

    @Override
    public boolean wantsPublications() {
        return listener.wantsPublications();
    }

    @Override
    public void published(String room, Frame publication) {
        try {
            listener.published(room, publication);
        } catch (Throwable e) {
            failed.accept(e);
        }
    }
}
