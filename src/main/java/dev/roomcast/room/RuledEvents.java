package dev.roomcast.room;

import dev.roomcast.protocol.Frame;

/** Passes the events of a room to its listener and to its rules. Thread: the room's serial executor. */
final class RuledEvents implements RoomListener {

    private final RuledRoom rules;
    private final RoomListener other;

    RuledEvents(RuledRoom rules, RoomListener other) {
        this.rules = rules;
        this.other = other;
    }

    @Override
    public void opened(String room) {
        other.opened(room);
        rules.onEvent(RoomLogic.EventKind.OPENED, null, null, null, 0);
    }

    @Override
    public void closed(String room) {
        other.closed(room);
        rules.onEvent(RoomLogic.EventKind.CLOSED, null, null, null, 0);
    }

    @Override
    public void joined(String room, Member member) {
        other.joined(room, member);
        rules.onEvent(RoomLogic.EventKind.JOINED, member, null, null, 0);
    }

    @Override
    public void away(String room, Member member) {
        other.away(room, member);
        rules.onEvent(RoomLogic.EventKind.AWAY, member, null, null, 0);
    }

    @Override
    public void back(String room, Member member) {
        other.back(room, member);
        rules.onEvent(RoomLogic.EventKind.BACK, member, null, null, 0);
    }

    @Override
    public void left(String room, Member member, String reason) {
        other.left(room, member, reason);
        rules.onEvent(RoomLogic.EventKind.LEFT, member, reason, null, 0);
    }

    @Override
    public boolean wantsPublications() {
        return other.wantsPublications();
    }

    @Override
    public void published(String room, Frame publication) {
        other.published(room, publication);
    }

    @Override
    public void runStarted(String room, String run, int rate, int players) {
        other.runStarted(room, run, rate, players);
        rules.onEvent(RoomLogic.EventKind.RUN_STARTED, null, null, run, rate);
    }

    @Override
    public void runEnded(String room, String run, long frame, String reason) {
        other.runEnded(room, run, frame, reason);
        rules.onEvent(RoomLogic.EventKind.RUN_ENDED, null, reason, run, frame);
    }
}
