package dev.roomcast.room;

import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.PlainText;
import dev.roomcast.protocol.RawJson;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A member's message that the rules of the room decide on. Thread: the room's serial executor. */
final class RuledPublication extends RuleTask {

    private final Subscriber subscriber;
    private final Member member;
    /** The frame of a level 0 or binary message; null at level 1. */
    private final @Nullable Frame frame;
    /** The parsed level 0 text; null: the text is no publication, or the message is no level 0 text. */
    private final @Nullable PlainText plain;

    private final Command.@Nullable Publish command;
    private final @Nullable StateUpdate own;
    private final CompletableFuture<Void> settled;
    private LogicVerdict verdict;

    /** @param settled completes when the message is published or refused */
    RuledPublication(
            RuledRoom room,
            Subscriber subscriber,
            @Nullable Frame frame,
            Command.@Nullable Publish command,
            @Nullable StateUpdate own,
            CompletableFuture<Void> settled) {
        super(room, subscriber);
        this.subscriber = subscriber;
        this.member = subscriber.member();
        this.frame = frame;
        this.command = command;
        this.own = own;
        this.settled = settled;
        PlainText text = frame != null && frame.isText() ? room.peek(frame) : null;
        this.plain = text != null && text.isPublication() ? text : null;
    }

    private String method() {
        if (command != null) {
            return command.method();
        }
        return plain != null ? plain.method() : frame.isText() ? RoomLogic.Message.TEXT : RoomLogic.Message.BINARY;
    }

    private @Nullable RawJson data() {
        return command != null ? command.data() : plain != null ? plain.data() : null;
    }

    @Override
    String name() {
        return method();
    }

    @Override
    LogicVerdict decide(RoomSight sight, Consumer<LogicVerdict> later) {
        RoomLogic.Message message = new RoomLogic.Message(
                member.view(),
                method(),
                data(),
                own == null ? null : own.change().encoded(),
                command == null ? null : command.to(),
                command != null && command.isVolatile(),
                frame != null && frame.isText() ? frame.payloadText() : null);
        return room.logic().onMessage(sight, message, later);
    }

    private PendingPublication pending() {
        return new PendingPublication(subscriber, member, frame, command, own, this);
    }

    @Override
    void apply(LogicVerdict accepted) {
        if (!room.isMember(member)) {
            end(); // the member left in the meantime
            return;
        }
        long offset = member.offsetOf(command == null ? 0 : command.id());
        if (offset >= 0) {
            room.replies().onAccepted(pending(), offset); // a repetition was accepted first
            end();
            return;
        }
        verdict = accepted;
        publish(decided());
    }

    private PendingPublication decided() {
        boolean isOrdered = command != null ? command.to() == null && !command.isVolatile() : frame.isText();
        StateUpdate update = isOrdered ? update(verdict.dropsSet() ? null : own, verdict.set()) : null;
        if (command != null) {
            Command.Publish changed = verdict.data() == null ? command : command.with(verdict.data());
            return new PendingPublication(subscriber, member, null, changed, update, this);
        }
        boolean isChanged = verdict.data() != null || verdict.set() != null;
        if (plain != null && isChanged) {
            RawJson data = verdict.data() == null ? plain.data() : verdict.data();
            Command.Publish words = new Command.Publish(0, plain.method(), data, null, false);
            return new PendingPublication(subscriber, member, null, words, update, this);
        }
        Frame text = verdict.data() == null ? frame : Frame.text(room.textOf(verdict.data()));
        return new PendingPublication(subscriber, member, text, null, frame.isText() ? update : null, this);
    }

    @Override
    public void onAccepted(PendingPublication publication, long offset) {
        room.replies().onAccepted(publication, offset);
        end();
        room.perform(name(), verdict);
    }

    @Override
    public void onRefused(PendingPublication publication) {
        room.replies().onRefused(publication);
        end();
    }

    @Override
    public void onRefused(PendingPublication publication, StateRefusal why) {
        if (!runAgain(why)) {
            room.replies().onRefused(publication, why);
            end();
        }
    }

    /** Sends no error: level 0 has no error frame, and the sender receives no echo. */
    @Override
    void onRefused(LogicVerdict refusal) {
        if (!subscriber.isPlain()) {
            long id = command == null ? 0 : command.id();
            room.replies().error(subscriber, id, refusal.refusal(), refusal.message());
        }
    }

    @Override
    void onEnd() {
        settled.complete(null);
    }
}
