package dev.roomcast.room;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.StateChange;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One decision of the rules of a room, from the call to its effect. If the state changes after the rules have read it,
 * the rules decide again, at most {@value #RERUNS} times. All repetitions share one time limit.
 *
 * <p>Thread: the room's serial executor.
 */
abstract class RuleTask implements PendingPublication.Listener {

    /** The maximum number of repetitions after conflicts. */
    static final int RERUNS = 3;

    final RuledRoom room;
    private final @Nullable Subscriber subscriber;
    private int runs;
    /** The number of the current call or timeout; results of earlier numbers are ignored. */
    private int turn;

    private boolean late;
    private boolean isImmediate;
    private Clock.@Nullable Timer timer;
    RoomSight sight;

    /** @param subscriber the connection that waits for the decision, closed if a later step fails; null: none */
    RuleTask(RuledRoom room, @Nullable Subscriber subscriber) {
        this.room = room;
        this.subscriber = subscriber;
    }

    /** Calls the rules. */
    final void run() {
        runs++;
        int mine = ++turn;
        sight = room.sight();
        LogicVerdict verdict = decide(
                sight,
                answer -> room.execute(guarded(() -> {
                    if (turn == mine && !late) {
                        turn++;
                        isImmediate = false;
                        settle(answer);
                    }
                })));
        if (verdict != null) {
            isImmediate = true;
            settle(verdict);
        } else {
            sight.freeze();
            startTimer();
        }
    }

    private Runnable guarded(Runnable step) {
        return subscriber == null ? step : () -> Room.guard(subscriber, step);
    }

    private void startTimer() {
        if (timer == null) {
            timer = room.schedule(guarded(() -> {
                late = true;
                if (isWaiting()) {
                    turn++;
                    timeOut();
                }
            }));
        }
    }

    /** Returns whether the task waits for the rules or this node's view of the room, and not for the engine. */
    private boolean isWaiting() {
        return !isPublished;
    }

    private boolean isPublished;

    private void timeOut() {
        onRefused(LogicVerdict.refused(ErrorCode.UNAVAILABLE, "the rules of the room did not answer in time"));
        end();
        room.logic().onTimeout(name());
    }

    private void settle(LogicVerdict verdict) {
        if (verdict.refusal() != null) {
            onRefused(verdict);
            end();
            room.perform(name(), verdict);
        } else {
            apply(verdict);
        }
    }

    /** Passes a publication to the engine, which reports the result to this task. */
    final void publish(PendingPublication publication) {
        isPublished = true;
        room.sequencer().publish(publication);
    }

    /** Ends the task and runs its waiters. */
    final void end() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        onEnd();
    }

    /**
     * Calls the rules again after this node has received the conflicting change. @return false if no repetition is left
     */
    final boolean runAgain(StateRefusal why) {
        isPublished = false;
        if (!why.isGuard() || runs > RERUNS || late) {
            return false;
        }
        int mine = ++turn;
        startTimer();
        room.whenAt(why.offset(), guarded(() -> {
            if (turn == mine && !late) {
                run();
            }
        }));
        return true;
    }

    /**
     * Returns the change for the engine.
     *
     * @param own the sender's change; null: none
     * @param set the change of the rules; null: none
     * @return the change; null: neither changes nor guards
     */
    final @Nullable StateUpdate update(@Nullable StateUpdate own, @Nullable StateChange set) {
        boolean isGuarded = !isImmediate || room.isShared();
        Set<String> written = set == null
                ? Set.of()
                : set.entries().stream().map(StateChange.Entry::key).collect(Collectors.toSet());
        StateGuard guard = isGuarded && (set != null || sight.isRead()) ? sight.guard(written) : null;
        return room.merge(own, set, guard);
    }

    /** Returns the name of the decision, for a log. */
    abstract String name();

    /** Calls the rules; see {@link RoomLogic}. */
    abstract LogicVerdict decide(RoomSight room, Consumer<LogicVerdict> later);

    /** Executes an accepted decision. Calls {@link #publish} or {@link #end}. */
    abstract void apply(LogicVerdict verdict);

    /** Handles a refusal by the rules. */
    abstract void onRefused(LogicVerdict verdict);

    /** Called when the task has ended. */
    void onEnd() {}
}
