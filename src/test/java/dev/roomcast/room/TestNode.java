package dev.roomcast.room;

import dev.roomcast.frames.FrameCounters;
import dev.roomcast.frames.FrameSyncs;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.redis.RedisEngine;
import dev.roomcast.testkit.NodeLimits;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** The rooms of one node with any engine, without a network: it admits subscribers and records observed events. */
final class TestNode {

    private static final Limits LIMITS = NodeLimits.defaults().build();

    final List<Throwable> failures = new CopyOnWriteArrayList<>();
    /** Notifications of an observer. */
    final List<String> diary = new CopyOnWriteArrayList<>();

    final FrameCounters frames = new FrameCounters();

    private final List<FakeSubscriber> guests = new CopyOnWriteArrayList<>();

    final RoomService rooms;
    final RoomAdmin admin;
    private final SystemClock clock;

    TestNode(Engine engine, SystemClock clock, Function<String, RoomType> types) {
        this(engine, clock, types, RoomLogic.Factory.NONE);
    }

    TestNode(Engine engine, SystemClock clock, Function<String, RoomType> types, RoomLogic.Factory logic) {
        this.clock = clock;
        Random random = new Random();
        this.rooms = new RoomService(new RoomContext(
                LIMITS,
                types,
                clock,
                new CommandDecoder(LIMITS.messageBytes()),
                DirectBroadcaster::new,
                engine,
                new RecordingListener(),
                clock::execute,
                failures::add,
                frames(engine, random),
                logic));
        this.admin = new RoomAdmin(rooms, this::disconnect);
    }

    private FrameSyncs frames(Engine engine, Random random) {
        Ids ids = new Ids(random);
        return engine instanceof RedisEngine redis
                ? FrameSyncs.shared(ids, random, frames, redis.frameSequencers())
                : FrameSyncs.ofNode(ids, random, frames, 1 << 20);
    }

    /** Joins at level 1. */
    FakeSubscriber guest(String room, String user) {
        return guest(room, user, false, true);
    }

    FakeSubscriber plain(String room, String user) {
        return guest(room, user, true, true);
    }

    /** Joins at a level without an echo. */
    FakeSubscriber echoless(String room, String user, boolean plain) {
        return guest(room, user, plain, false);
    }

    private FakeSubscriber guest(String room, String user, boolean plain, boolean echo) {
        FakeSubscriber guest = new FakeSubscriber(rooms.open(room), clock, user, plain, echo);
        guests.add(guest);
        return guest;
    }

    private CompletionStage<Integer> disconnect(String user) {
        List<FakeSubscriber> theirs = guests.stream()
                .filter(guest -> user.equals(guest.user()) && guest.isOpen())
                .toList();
        theirs.forEach(guest -> guest.disconnect(Disconnect.of(CloseCode.CLOSED_BY_OPERATOR)));
        return CompletableFuture.completedFuture(theirs.size());
    }

    /** Delivers to the subscribers at once. */
    private static final class DirectBroadcaster implements Broadcaster {
        private final Set<FakeSubscriber> guests = ConcurrentHashMap.newKeySet();

        @Override
        public void broadcast(OutboundMessage message) {
            guests.forEach(guest -> guest.hear(message));
        }

        @Override
        public void subscribe(Subscriber subscriber) {
            guests.add((FakeSubscriber) subscriber);
        }

        @Override
        public void unsubscribe(Subscriber subscriber, Disconnect disconnect) {
            guests.remove(subscriber);
            if (disconnect != null) {
                subscriber.disconnect(disconnect);
            }
        }
    }

    private final class RecordingListener implements RoomListener {
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
        public void runStarted(String room, String run, int rate, int players) {
            diary.add("run of " + players);
        }

        @Override
        public void runEnded(String room, String run, long frame, String reason) {
            diary.add("run over " + reason);
        }

        @Override
        public void left(String room, Member member, String reason) {
            diary.add("left " + member.user() + " " + reason);
        }
    }
}
