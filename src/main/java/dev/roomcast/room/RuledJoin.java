package dev.roomcast.room;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.ErrorCode;
import java.util.function.Consumer;

/** A join request that the rules of the room decide on. Thread: the room's serial executor. */
final class RuledJoin extends RuleTask {

    private final JoinRequest request;
    private final Runnable accepted;

    RuledJoin(RuledRoom room, JoinRequest request, Runnable accepted) {
        super(room, request.subscriber());
        this.request = request;
        this.accepted = accepted;
    }

    @Override
    String name() {
        return "join";
    }

    @Override
    LogicVerdict decide(RoomSight sight, Consumer<LogicVerdict> later) {
        return room.logic()
                .onJoin(
                        sight,
                        new RoomLogic.Joining(request.user(), request.info(), request.game(), request.isPlain()),
                        later);
    }

    @Override
    void apply(LogicVerdict verdict) {
        if (verdict.watch()) {
            request.watch();
        }
        end();
        accepted.run();
    }

    @Override
    void onRefused(LogicVerdict verdict) {
        request.onRefused(
                verdict.refusal() == ErrorCode.UNAVAILABLE || verdict.refusal() == ErrorCode.INTERNAL
                        ? Disconnect.of(CloseCode.INTERNAL)
                        : Disconnect.of(CloseCode.FORBIDDEN, verdict.message()));
    }

    @Override
    public void onAccepted(PendingPublication publication, long offset) {
        throw new UnsupportedOperationException("a join publishes nothing");
    }

    @Override
    public void onRefused(PendingPublication publication) {
        throw new UnsupportedOperationException("a join publishes nothing");
    }

    @Override
    public void onRefused(PendingPublication publication, StateRefusal why) {
        throw new UnsupportedOperationException("a join publishes nothing");
    }
}
