package dev.roomcast.room;

import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** An event of a room to which its rules react. Thread: the room's serial executor. */
final class RuledEvent extends RuleTask {

    /** The method of a publication that contains only a state change. */
    private static final String STATE = "state";

    private final RoomLogic.Event event;
    private LogicVerdict rest;

    RuledEvent(RuledRoom room, RoomLogic.Event event) {
        super(room, null);
        this.event = event;
    }

    @Override
    String name() {
        return event.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    LogicVerdict decide(RoomSight sight, Consumer<LogicVerdict> later) {
        return room.logic().onEvent(sight, event, later);
    }

    @Override
    void apply(LogicVerdict verdict) {
        if (verdict == LogicVerdict.ACCEPT) {
            end();
            return;
        }
        List<LogicVerdict.ServerMessage> messages = new ArrayList<>(verdict.messages());
        LogicVerdict.ServerMessage carrier = null;
        if (verdict.set() != null) {
            carrier = messages.stream()
                    .filter(each -> each.to() == null)
                    .findFirst()
                    .orElse(null);
            messages.remove(carrier);
        }
        rest = new LogicVerdict(null, null, false, null, false, null, messages, verdict.host(), verdict.kicks());
        if (verdict.set() == null) {
            room.perform(name(), rest);
            end();
            return;
        }
        String method = carrier == null ? STATE : carrier.method();
        RawJson data = carrier == null ? null : carrier.data();
        publish(new PendingPublication(
                null,
                null,
                null,
                new Command.Publish(0, method, data, null, false),
                update(null, verdict.set()),
                this,
                null));
    }

    @Override
    public void onAccepted(PendingPublication publication, long offset) {
        room.perform(name(), rest);
        end();
    }

    @Override
    public void onRefused(PendingPublication publication) {
        room.logic().onDropped(name(), "the engine does not answer");
        end();
    }

    @Override
    public void onRefused(PendingPublication publication, StateRefusal why) {
        if (!runAgain(why)) {
            room.logic().onDropped(name(), why.message());
            end();
        }
    }

    @Override
    void onRefused(LogicVerdict verdict) {
        // nothing to undo after an event; the reason is logged
    }
}
