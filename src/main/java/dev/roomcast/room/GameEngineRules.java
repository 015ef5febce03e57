package dev.roomcast.room;

import dev.roomcast.protocol.StateChange;
import org.jspecify.annotations.Nullable;

/** The time-dependent checks of state changes, for the engine in memory. */
final class GameEngineRules {

    private GameEngineRules() {}

    /**
     * Checks a change against the current state of the room.
     *
     * @param member the sender; null: the server
     * @return the reason for a refusal; null: the change is accepted
     */
    static @Nullable StateRefusal refusal(Replica room, @Nullable Member member, StateUpdate update) {
        GameRoom game = room.game();
        if (update.forbidden() != null) {
            return StateRefusal.forbidden(update.forbidden());
        }
        if (update.needsHost() && game.host() != member) {
            return StateRefusal.notHost();
        }
        StateRefusal outdated = outdated(room, update.guard());
        if (outdated != null) {
            return outdated.asGuard();
        }
        StateRefusal conflict = conflict(room, update.change());
        if (conflict != null) {
            return conflict;
        }
        boolean holds = game.state().holds(update.change(), room.type().games().stateBytes());
        return holds ? null : StateRefusal.tooLarge();
    }

    private static @Nullable StateRefusal outdated(Replica room, @Nullable StateGuard guard) {
        if (guard == null) {
            return null;
        }
        if (!guard.seen().epoch().equals(room.epoch())) {
            return StateRefusal.otherPosition(room.next() - 1);
        }
        SharedState state = room.game().state();
        for (String key : guard.keys()) {
            long version = key.equals(StateGuard.ALL) ? state.changedAt() : state.version(key);
            if (version > guard.seen().offset()) {
                return StateRefusal.changed(key, version);
            }
        }
        return null;
    }

    private static @Nullable StateRefusal conflict(Replica room, StateChange change) {
        SharedState state = room.game().state();
        long offset = room.next() - 1;
        if (change.condition() != null) {
            if (!change.condition().epoch().equals(room.epoch())
                    || change.condition().offset() > offset) {
                return StateRefusal.otherPosition(offset);
            }
            StateChange.Entry latest = state.latest(change);
            if (state.version(latest.key()) > change.condition().offset()) {
                return StateRefusal.changed(latest.key(), state.version(latest.key()));
            }
        }
        for (StateChange.Entry each : change.entries()) {
            String client = StateKey.client(each.key());
            if (client != null && room.member(client) == null) {
                return StateRefusal.senderLeft(each.key(), offset);
            }
        }
        return null;
    }
}
