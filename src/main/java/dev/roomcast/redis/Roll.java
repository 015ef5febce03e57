package dev.roomcast.redis;

import dev.roomcast.protocol.RawJson;
import dev.roomcast.redis.Snapshot.Seat;
import dev.roomcast.room.Member;
import dev.roomcast.room.Replica;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** After something was missed: the members as Redis has them, compared with those who are known here. */
final class Roll {

    private final RedisRoom owner;
    private final RedisEngine engine;
    private final Replica room;
    private final Map<Long, Arrival> arrivals;

    /** @param arrivals those who wait for their seat */
    Roll(RedisRoom owner, RedisEngine engine, Replica room, Map<Long, Arrival> arrivals) {
        this.owner = owner;
        this.engine = engine;
        this.room = room;
        this.arrivals = arrivals;
    }

    void call(Snapshot snapshot) {
        List<Seat> seats = snapshot.members();
        Set<String> clients = seats.stream().map(Seat::client).collect(Collectors.toSet());
        for (Member member : room.members()) {
            if (!clients.contains(member.client())) {
                room.lost(member);
            }
        }
        for (Seat seat : seats) {
            engine.met(seat.node());
            compare(seat, Math.max(0, seat.until() - snapshot.now()));
        }
    }

    private void compare(Seat seat, long linger) {
        String client = seat.client();
        Member member = room.member(client);
        boolean ours = seat.node().equals(engine.node());
        Arrival arrival = ours ? granted(client) : null;
        if (member == null) {
            String session = arrival == null ? null : arrival.session();
            member = new Member(seat.user(), client, session).showing(seat.info());
            room.seated(member, arrival == null ? null : arrival.entry());
        } else {
            compare(member, seat, arrival);
        }
        if (seat.away() && !member.isAway()) {
            room.away(member, linger, ours);
        } else if (!seat.away() && member.isAway()) {
            room.found(member);
        }
        if (ours) {
            settle(member, seat);
        }
    }

    private void compare(Member member, Seat seat, Arrival arrival) {
        boolean differs = !same(member.info(), seat.info());
        if (arrival != null) {
            room.resumed(member, differs ? seat.info() : null, arrival.entry());
            return;
        }
        if (!seat.node().equals(engine.node()) && member.isHere()) {
            room.resumed(member, null, null);
        }
        if (differs) {
            room.info(member, seat.info());
        }
    }

    private static boolean same(RawJson one, RawJson other) {
        return Arrays.equals(
                one.bytes(),
                one.from(),
                one.from() + one.length(),
                other.bytes(),
                other.from(),
                other.from() + other.length());
    }

    /** The one to whom Redis gave that seat, and who was not told yet. */
    private Arrival granted(String client) {
        for (Arrival arrival : List.copyOf(arrivals.values())) {
            if (arrival.isGranted() && arrival.client().equals(client)) {
                arrivals.remove(arrival.token());
                return arrival;
            }
        }
        return null;
    }

    /** Redis believes that somebody is here who is not, or the other way round: it is told. */
    private void settle(Member member, Seat seat) {
        if (member.isHere() && member.isAway()) {
            owner.back(member);
        } else if (!member.isHere() && !seat.away() && !isExpected(member.client())) {
            if (seat.plain()) {
                owner.leave(member, "timeout", null);
            } else {
                owner.away(member);
            }
        }
    }

    private boolean isExpected(String client) {
        return arrivals.values().stream().anyMatch(arrival -> arrival.client().equals(client));
    }
}
