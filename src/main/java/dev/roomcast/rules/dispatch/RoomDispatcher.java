package dev.roomcast.rules.dispatch;

import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.LogicVerdict;
import dev.roomcast.room.RoomLogic;
import dev.roomcast.room.RoomSight;
import dev.roomcast.rules.BadDataException;
import dev.roomcast.rules.Decision;
import dev.roomcast.rules.Effects;
import dev.roomcast.rules.Joiner;
import dev.roomcast.rules.Reaction;
import dev.roomcast.rules.RoomMember;
import dev.roomcast.rules.RoomRules;
import io.smallrye.mutiny.Uni;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Calls the rules of one room. Thread: the room's serial executor. */
final class RoomDispatcher implements RoomLogic {

    private static final LogicVerdict FAILED = LogicVerdict.refused(ErrorCode.INTERNAL, "the rules of the room failed");
    private static final LogicVerdict OVERLOADED =
            LogicVerdict.refused(ErrorCode.UNAVAILABLE, "too many decisions wait on this node");

    private final RuleBean bean;
    private final RoomRules rules;
    private final String room;
    private final Verdicts verdicts;
    private final RuleThreads threads;
    private final RuleReporter reporter;
    private final long timeoutMillis;

    RoomDispatcher(
            RuleBean bean,
            String room,
            Verdicts verdicts,
            RuleThreads threads,
            RuleReporter reporter,
            long timeoutMillis) {
        this.bean = bean;
        this.rules = bean.rules();
        this.room = room;
        this.verdicts = verdicts;
        this.threads = threads;
        this.reporter = reporter;
        this.timeoutMillis = timeoutMillis;
    }

    /** A call of a rule's method. */
    private interface Call {
        /** Returns effects, or a stage or Uni of them. */
        Object run() throws Throwable;
    }

    @Override
    public long timeoutMillis() {
        return timeoutMillis;
    }

    @Override
    public boolean decidesJoins() {
        return bean.decidesJoins();
    }

    @Override
    public boolean wants(EventKind kind) {
        return bean.event(kind) != null;
    }

    @Override
    public LogicVerdict onJoin(RoomSight sight, Joining joining, Consumer<LogicVerdict> later) {
        SightView view = new SightView(sight);
        RawJson info = joining.info() == null ? RawJson.EMPTY_OBJECT : joining.info();
        Joiner joiner = new Joiner(joining.user(), SightView.role(joining.game()), Json.tree(info));
        return ask(
                bean.joins(),
                sight,
                "join",
                () -> rules.onJoin(view, joiner),
                result -> verdicts.join((Decision) result),
                later);
    }

    @Override
    public LogicVerdict onMessage(RoomSight sight, Message message, Consumer<LogicVerdict> later) {
        SightView view = new SightView(sight);
        MessageView publication = new MessageView(message, sight);
        PublicationHandler handler = bean.handler(message.method());
        return ask(
                handler == null ? bean.publications() : handler.mode(),
                sight,
                message.method(),
                handler == null
                        ? () -> rules.onPublication(view, publication, publication)
                        : () -> handler.handle(rules, view, publication, publication),
                result -> verdicts.publication(message, (Decision) result),
                later);
    }

    @Override
    public LogicVerdict onEvent(RoomSight sight, Event event, Consumer<LogicVerdict> later) {
        SightView view = new SightView(sight);
        RoomMember member = event.member() == null ? null : SightView.member(event.member());
        Call call = () -> switch (event.kind()) {
            case OPENED -> rules.onOpened(view);
            case CLOSED -> rules.onClosed(view);
            case JOINED -> rules.onJoined(view, member);
            case AWAY -> rules.onAway(view, member);
            case BACK -> rules.onBack(view, member);
            case LEFT -> rules.onLeft(view, member, event.reason());
            case RUN_STARTED -> rules.onRunStarted(view, event.run(), (int) event.number());
            case RUN_ENDED -> rules.onRunEnded(view, event.run(), event.number(), event.reason());
        };
        return ask(
                bean.event(event.kind()),
                sight,
                event.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                call,
                result -> verdicts.reaction((Reaction) result),
                later);
    }

    private @Nullable LogicVerdict ask(
            ExecutionMode mode,
            RoomSight sight,
            String what,
            Call call,
            Function<Effects<?>, LogicVerdict> convert,
            Consumer<LogicVerdict> later) {
        if (mode == ExecutionMode.EVENT_LOOP) {
            return run(what, call, convert, later);
        }
        sight.freeze();
        boolean isRunning = threads.run(mode, () -> {
            LogicVerdict verdict = run(what, call, convert, later);
            if (verdict != null) {
                later.accept(verdict);
            }
        });
        if (!isRunning) {
            reporter.overloaded(bean.type(), room, what);
        }
        return isRunning ? null : OVERLOADED;
    }

    /** Returns the verdict; null: it follows later. */
    private @Nullable LogicVerdict run(
            String what, Call call, Function<Effects<?>, LogicVerdict> convert, Consumer<LogicVerdict> later) {
        try {
            return settle(what, call.run(), convert, later);
        } catch (Throwable e) {
            return failure(what, e);
        }
    }

    private @Nullable LogicVerdict settle(
            String what,
            @Nullable Object result,
            Function<Effects<?>, LogicVerdict> convert,
            Consumer<LogicVerdict> later) {
        CompletionStage<?> stage = pending(result);
        if (stage == null) {
            if (result == null) {
                throw new IllegalStateException("the rule returned null");
            }
            return convert.apply((Effects<?>) result);
        }
        stage.whenComplete((value, failure) -> {
            LogicVerdict verdict = failure == null
                    ? run(what, () -> value, convert, later)
                    : failure(
                            what,
                            failure instanceof CompletionException e && e.getCause() != null ? e.getCause() : failure);
            if (verdict != null) {
                later.accept(verdict);
            }
        });
        return null;
    }

    private static @Nullable CompletionStage<?> pending(Object result) {
        if (result instanceof Decision decision) {
            return decision.pending();
        }
        if (result instanceof Reaction reaction) {
            return reaction.pending();
        }
        if (result instanceof Uni<?> uni) {
            return uni.subscribeAsCompletionStage();
        }
        return result instanceof CompletionStage<?> stage ? stage : null;
    }

    private LogicVerdict failure(String what, Throwable cause) {
        if (cause instanceof BadDataException) {
            return LogicVerdict.refused(ErrorCode.BAD_REQUEST, cause.getMessage());
        }
        reporter.failed(bean.type(), room, what, cause);
        return FAILED;
    }

    @Override
    public void onTimeout(String what) {
        reporter.timedOut(bean.type(), room, what);
    }

    @Override
    public void onDropped(String what, String why) {
        reporter.dropped(bean.type(), room, what, why);
    }
}
