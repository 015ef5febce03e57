package dev.roomcast.rules.dispatch;

import dev.roomcast.protocol.BadFrameException;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.StateChange;
import dev.roomcast.room.LogicVerdict;
import dev.roomcast.room.RoomLogic;
import dev.roomcast.room.RoomType;
import dev.roomcast.rules.Decision;
import dev.roomcast.rules.Effects;
import dev.roomcast.rules.Reaction;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Converts decisions and reactions of rules to verdicts for the room. Thread: any. */
final class Verdicts {

    private final CommandDecoder decoder;
    private final RoomType type;

    Verdicts(CommandDecoder decoder, RoomType type) {
        this.decoder = decoder;
        this.type = type;
    }

    /** @throws IllegalStateException for a decision that is invalid for a join */
    LogicVerdict join(Decision decision) {
        require(
                decision.isEmpty() && !decision.replacesData() && !decision.dropsSet(),
                "a decision on a join has no other effects; use onJoined for them");
        if (decision.refusal() != null) {
            return refused(decision);
        }
        return decision.isAsWatcher()
                ? new LogicVerdict(null, null, true, null, false, null, List.of(), null, List.of())
                : LogicVerdict.ACCEPT;
    }

    private static LogicVerdict refused(Decision decision) {
        return new LogicVerdict(
                ErrorCode.valueOf(decision.refusal().name()),
                decision.message(),
                false,
                null,
                false,
                null,
                messages(decision),
                decision.host(),
                List.copyOf(decision.kicks()));
    }

    /** @throws IllegalStateException for a decision that is invalid for the message */
    LogicVerdict publication(RoomLogic.Message message, Decision decision) {
        require(!decision.isAsWatcher(), "acceptAsWatcher is for joins");
        if (decision.refusal() != null) {
            require(decision.state().isEmpty() && !decision.replacesData(), "a refused publication sets nothing");
            return refused(decision);
        }
        if (decision.isEmpty() && !decision.replacesData() && !decision.dropsSet()) {
            return LogicVerdict.ACCEPT;
        }
        boolean isWords = !message.method().startsWith("$");
        require(
                decision.state().isEmpty() || isWords && message.to() == null && !message.isVolatile(),
                "a text without a method, a binary message and one that is volatile or for some cannot set the state");
        require(
                !decision.replacesData() || !message.method().equals(RoomLogic.Message.BINARY),
                "the content of a binary message cannot be replaced");
        RawJson data = decision.replacesData() ? Json.write(decision.data()) : null;
        return new LogicVerdict(
                null,
                null,
                false,
                data,
                decision.dropsSet(),
                change(decision.state()),
                messages(decision),
                decision.host(),
                List.copyOf(decision.kicks()));
    }

    LogicVerdict reaction(Reaction reaction) {
        if (reaction.isEmpty()) {
            return LogicVerdict.ACCEPT;
        }
        return new LogicVerdict(
                null,
                null,
                false,
                null,
                false,
                change(reaction.state()),
                messages(reaction),
                reaction.host(),
                List.copyOf(reaction.kicks()));
    }

    private @Nullable StateChange change(Map<String, Object> set) {
        if (set.isEmpty()) {
            return null;
        }
        require(type.games().enabled(), "rooms of this kind have no state: roomcast.rooms.\"…\".game is off");
        StateChange.Raw raw = new StateChange.Raw(Json.write(set), null);
        try {
            return decoder.stateChange(new Command.Publish(0, "state", null, null, false, raw), type.maxMembers());
        } catch (BadFrameException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static List<LogicVerdict.ServerMessage> messages(Effects<?> effects) {
        return effects.messages().stream().map(Verdicts::message).toList();
    }

    private static LogicVerdict.ServerMessage message(Effects.Message message) {
        String method = message.method();
        require(
                method != null && !method.isEmpty() && method.length() <= CommandDecoder.MAX_METHOD,
                "a method has 1 to 64 characters");
        require(method.charAt(0) != '$', "methods that begin with $ are the server's own: " + method);
        require(message.to() == null || !message.to().isEmpty(), "send needs recipients: " + method);
        return new LogicVerdict.ServerMessage(
                method, message.data() == null ? null : Json.write(message.data()), message.to());
    }

    private static void require(boolean good, String sentence) {
        if (!good) {
            throw new IllegalStateException(sentence);
        }
    }
}
