package dev.roomcast.room;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Codec;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** The rooms of one node over some engine, without a network: guests come, and it is written down what is observed. */
final class House {

    private static final Limits LIMITS = new Limits(
            65536, 0, 0, 0, 0, 1 << 20, 0, 0, 0, 0, 10_000, 25_000, 3_000, 1024, 10, 1000, 64 << 20, 64 << 20);

    final List<Throwable> failures = new CopyOnWriteArrayList<>();
    /** What an observer is told. */
    final List<String> diary = new CopyOnWriteArrayList<>();

    private final List<Guest> guests = new CopyOnWriteArrayList<>();

    final RoomService rooms;
    final Operator operator;
    private final Ticking clock;

    House(Engine engine, Ticking clock, Function<String, RoomType> types) {
        this.clock = clock;
        this.rooms = new RoomService(new RoomService.Surroundings(
                LIMITS,
                types,
                clock,
                new Codec(LIMITS.messageBytes()),
                Hall::new,
                engine,
                new Diary(),
                clock::execute,
                failures::add));
        this.operator = new Operator(rooms, this::disconnect);
    }

    /** One of level 1. */
    Guest guest(String room, String user) {
        return guest(room, user, false, true);
    }

    Guest plain(String room, String user) {
        return guest(room, user, true, true);
    }

    /** One of that level who does not want to hear itself. */
    Guest echoless(String room, String user, boolean plain) {
        return guest(room, user, plain, false);
    }

    private Guest guest(String room, String user, boolean plain, boolean echo) {
        Guest guest = new Guest(rooms.open(room), clock, user, plain, echo);
        guests.add(guest);
        return guest;
    }

    private CompletionStage<Integer> disconnect(String user) {
        List<Guest> theirs = guests.stream()
                .filter(guest -> user.equals(guest.user()) && guest.isOpen())
                .toList();
        theirs.forEach(guest -> guest.goodbye(Goodbye.of(CloseCode.CLOSED_BY_OPERATOR)));
        return CompletableFuture.completedFuture(theirs.size());
    }

    /** Says it to its guests at once. */
    private static final class Hall implements Audience {
        private final Set<Guest> guests = ConcurrentHashMap.newKeySet();

        @Override
        public void say(Utterance utterance) {
            guests.forEach(guest -> guest.hear(utterance));
        }

        @Override
        public void enter(Outlet outlet) {
            guests.add((Guest) outlet);
        }

        @Override
        public void leave(Outlet outlet, Goodbye goodbye) {
            guests.remove(outlet);
            if (goodbye != null) {
                outlet.goodbye(goodbye);
            }
        }
    }

    private final class Diary implements Observer {
        @Override
        public void opened(String room) {
            diary.add("opened");
        }

        @Override
        public void closed(String room) {
            diary.add("closed");
        }

        @Override
        public void joined(String room, Member member) {
            diary.add("joined " + member.user());
        }

        @Override
        public void away(String room, Member member) {
            diary.add("away " + member.user());
        }

        @Override
        public void back(String room, Member member) {
            diary.add("back " + member.user());
        }

        @Override
        public void left(String room, Member member, String reason) {
            diary.add("left " + member.user() + " " + reason);
        }
    }
}
