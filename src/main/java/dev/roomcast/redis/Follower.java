package dev.roomcast.redis;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Frames;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.Entry;
import dev.roomcast.room.Goodbye;
import dev.roomcast.room.Member;
import dev.roomcast.room.Replica;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * Follows what happens in one room. Its events are numbered: the one with the next number is done, an older one is known
 * already, and any other means that something was missed. Then, and at the beginning, the room is loaded whole, while
 * the events that come in the meantime wait. Only the room's line of work touches it.
 */
final class Follower {

    /** How the client's word of an event begins that the server itself published. */
    static final String SERVER = "=";

    /** So many events may wait for the room to be loaded; beyond that it is loaded again. */
    private static final int MOST_WAITING = 4096;

    private enum State {
        /** The channel is not listened to. */
        CUT,
        /** The room is to be loaded when there is time. */
        STALE,
        LOADING,
        LIVE
    }

    private final RedisRoom owner;
    private final RedisEngine engine;
    private final Replica room;

    private State state = State.CUT;
    /** What is being loaded may be too old already. */
    private boolean again;
    /** Something was asked for without an answer, and the room was not loaded since. */
    private boolean inDoubt;

    private String epoch = "";
    private long seq;
    private long loose;
    private final List<Event> early = new ArrayList<>();
    private final Map<Long, Arrival> arrivals = new HashMap<>();
    private long tokens;
    /** What is to be done after an event. */
    private final Queue<Later> later = new ArrayDeque<>(0);

    private record Later(long seq, Runnable task) {}

    Follower(RedisRoom owner, RedisEngine engine, Replica room) {
        this.owner = owner;
        this.engine = engine;
        this.room = room;
    }

    boolean isCut() {
        return state == State.CUT;
    }

    boolean isLive() {
        return state == State.LIVE;
    }

    boolean isInDoubt() {
        return inDoubt;
    }

    Arrival expect(Entry entry, String client, String session) {
        Arrival arrival = new Arrival(++tokens, entry, client, session);
        arrivals.put(arrival.token(), arrival);
        return arrival;
    }

    /** @return whether it was still expected */
    boolean unexpect(Arrival arrival) {
        return arrivals.remove(arrival.token()) != null;
    }

    /** Does it when the event of that number has happened here; at once if it never will. */
    void after(long seq, Runnable task) {
        later.add(new Later(seq, task));
        doLater();
    }

    private void doLater() {
        while (!later.isEmpty() && (later.peek().seq <= seq || state == State.CUT)) {
            later.remove().task.run();
        }
    }

    /** Redis is away: nobody who waits for an answer gets one. */
    void cut() {
        state = State.CUT;
        early.clear();
        doLater();
        List<Arrival> all = List.copyOf(arrivals.values());
        arrivals.clear();
        inDoubt |= !all.isEmpty(); // Redis may have given them their seats
        all.forEach(arrival -> arrival.entry().refused(CloseCode.INSUFFICIENT_STATE));
    }

    /** Something may be otherwise than it is known here. */
    void doubt() {
        inDoubt = true;
        if (state == State.LIVE) {
            state = State.STALE;
        }
    }

    void look() {
        if (state == State.STALE) {
            load();
        }
    }

    void load() {
        if (state == State.LOADING) {
            again = true;
            return;
        }
        again = false;
        state = State.LOADING;
        engine.run(engine.call(Script.LOAD, owner)
                .with(epoch)
                .with(room.next() - 1)
                .then(answer -> room.apply(() -> loaded(answer)), () -> room.apply(this::notLoaded)));
    }

    private void notLoaded() {
        if (state == State.LOADING) {
            state = State.STALE;
        }
    }

    void hear(byte[] message) {
        Event event = Event.said(message);
        if (state != State.LIVE) {
            early.add(event);
            if (early.size() > MOST_WAITING) {
                early.clear();
                state = State.STALE;
            }
        } else if (event.kind() == 'E') {
            ended(event);
        } else if (!event.epoch().equals(epoch) || event.seq() > seq + 1) {
            early.add(event);
            load();
        } else if (event.seq() == seq + 1) {
            seq++;
            happen(event);
            doLater();
        }
    }

    private void ended(Event event) {
        epoch = event.epoch();
        seq = event.seq();
        loose = 0;
        room.ended(epoch);
        doLater();
    }

    private void loaded(Response answer) {
        if (state != State.LOADING) {
            return;
        }
        state = State.STALE; // and so it stays if the answer cannot be read
        Snapshot snapshot = new Snapshot(answer);
        catchUp(snapshot);
        epoch = snapshot.epoch();
        seq = snapshot.seq();
        loose = snapshot.loose();
        new Roll(owner, engine, room, arrivals).call(snapshot);
        state = State.LIVE;
        inDoubt = false;
        doLater();
        List<Event> waiting = List.copyOf(early);
        early.clear();
        for (Event event : waiting) {
            hear(event.bytes());
        }
        if (again) {
            load();
        }
        if (isLive()) {
            owner.live();
        }
    }

    /** What was published meanwhile is told, if nothing is missing; else those who are here have to come back. */
    private void catchUp(Snapshot snapshot) {
        boolean first = epoch.isEmpty();
        boolean same = epoch.equals(snapshot.epoch());
        boolean whole = same && snapshot.before() <= room.next() - 1 && snapshot.loose() == loose;
        boolean gap = same && snapshot.before() > room.next() - 1 || snapshot.offset() < room.next() - 1;
        if (!first && !whole) {
            room.lost();
        }
        if (!same || gap) {
            room.begin(snapshot.epoch(), snapshot.before());
        }
        for (int i = 0; i < snapshot.count(); i++) {
            Event event = snapshot.publication(i);
            long offset = snapshot.before() + 1 + i;
            if (offset < room.next()) {
                continue;
            }
            if (whole) {
                published(event, offset);
            } else {
                restore(event, offset, snapshot.now());
            }
        }
    }

    private void restore(Event event, long offset, long now) {
        long age = Math.max(0, now - event.time());
        if (event.kind() == 'T') {
            byte[] signature = event.take(0);
            room.restore(frame(true, event), signature, event.time(), age);
        } else {
            room.restore(completed(event, offset), null, event.time(), age);
        }
    }

    private static Frame frame(boolean text, Event event) {
        byte[] bytes = event.bytes();
        Frame frame = Frame.allocate(text, bytes.length - event.rest());
        System.arraycopy(bytes, event.rest(), frame.bytes(), frame.payload(), frame.payloadLength());
        return frame;
    }

    private static Frame completed(Event event, long offset) {
        return Frames.publication(event.bytes(), event.rest(), offset, event.time());
    }

    private void published(Event event, long offset) {
        Member member = room.member(event.client());
        if (event.kind() == 'T') {
            byte[] signature = event.take(0);
            room.text(frame(true, event), signature, member, offset, event.time());
        } else {
            boolean ours = member == null ? event.client().equals(SERVER + engine.node()) : member.isOurs();
            room.publication(completed(event, offset), ours, event.time());
        }
    }

    private void happen(Event event) {
        switch (event.kind()) {
            case 'T', 'P' -> published(event, event.offset());
            case 'B' -> {
                loose++;
                room.binary(frame(false, event), room.member(event.client()));
            }
            case 'V' -> room.volatileToAll(completed(event, 0));
            case 'D' -> direct(event);
            case 'J' -> joined(event);
            default -> changed(event, room.member(event.client()));
        }
    }

    private void direct(Event event) {
        boolean isVolatile = event.number(0) == 1;
        if (!isVolatile) {
            loose++;
        }
        List<String> names = new ArrayList<>();
        for (int i = 1; i < event.words(); i++) {
            names.add(event.takeText(i));
        }
        room.direct(completed(event, 0), names, isVolatile);
    }

    private Arrival arrival(String node, long token) {
        return node.equals(engine.node()) ? arrivals.remove(token) : null;
    }

    private void joined(Event event) {
        engine.met(event.word(0));
        Arrival arrival = arrival(event.word(0), event.number(1));
        String user = event.takeText(3);
        byte[] info = event.take(4);
        String session = arrival == null ? null : arrival.session();
        Member member = new Member(user, event.client(), session).showing(new RawJson(info, 0, info.length));
        room.seated(member, arrival == null ? null : arrival.entry());
    }

    private void changed(Event event, Member member) {
        if (member == null) {
            doubt();
            return;
        }
        switch (event.kind()) {
            case 'R' -> resumed(event, member);
            case 'A' -> away(event, member);
            case 'L' -> left(event, member);
            case 'I' -> {
                byte[] info = event.take(0);
                room.info(member, new RawJson(info, 0, info.length));
            }
            default -> doubt();
        }
    }

    private void resumed(Event event, Member member) {
        engine.met(event.word(0));
        long token = event.number(1);
        if (token == 0) {
            room.found(member);
            return;
        }
        Arrival arrival = arrival(event.word(0), token);
        byte[] info = event.number(2) == 1 ? event.take(3) : null;
        room.resumed(
                member,
                info == null ? null : new RawJson(info, 0, info.length),
                arrival == null ? null : arrival.entry());
    }

    private void away(Event event, Member member) {
        room.away(member, event.number(1), event.word(0).equals(engine.node()));
        if (member.isHere()) {
            owner.back(member);
        }
    }

    private void left(Event event, Member member) {
        if (event.word(2).equals(engine.node())) {
            room.adopt(member);
        }
        room.left(member, event.word(0), goodbye((int) event.number(1)));
    }

    private static Goodbye goodbye(int code) {
        if (code == CloseCode.NORMAL.code()) {
            return Goodbye.asked();
        }
        for (CloseCode each : CloseCode.values()) {
            if (each.code() == code) {
                return Goodbye.of(each);
            }
        }
        return Goodbye.of(CloseCode.INSUFFICIENT_STATE);
    }
}
