package dev.roomcast.hub;

import dev.roomcast.protocol.Codec;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Heartbeats;
import dev.roomcast.room.Clock;
import dev.roomcast.room.Engine;
import dev.roomcast.room.Limits;
import dev.roomcast.room.MemoryEngine;
import dev.roomcast.room.Names;
import dev.roomcast.room.Observer;
import dev.roomcast.room.Rights;
import dev.roomcast.room.RoomService;
import dev.roomcast.room.RoomType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/** A whole node without a network: two event loops that run when the test says so, and a clock by hand. */
final class Node {

    static final RoomType TYPE = new RoomType(
            120_000, 256, 1 << 20, 600_000, 0, 100, RoomType.SameUser.ALLOW, true, true, 200, 200, 0, 0, Rights.ALL);

    static final Limits LIMITS = new Limits(
            65536, 0, 300, 0, 4 << 20, 1 << 20, 0, 0, 0, 0, 10_000, 25_000, 3_000, 1024, 10, 1000, 64 << 20, 64 << 20);

    /** The same with other bounds; 0: none. */
    static Limits limits(double messagesPerSecond, int perAddress, int connectsPerAddress, int perUser) {
        return new Limits(
                LIMITS.messageBytes(),
                messagesPerSecond,
                300,
                messagesPerSecond == 0 ? 0 : 1 << 20,
                4 << 20,
                LIMITS.outboxBytes(),
                0,
                perAddress,
                connectsPerAddress,
                perUser,
                LIMITS.connectTime(),
                LIMITS.ping(),
                LIMITS.closeTime(),
                LIMITS.infoBytes(),
                LIMITS.badRequests(),
                LIMITS.rooms(),
                LIMITS.historyBytes(),
                LIMITS.backlogBytes());
    }

    final ManualClock clock = new ManualClock();
    final List<Throwable> failures = new ArrayList<>();
    final ManualLoop[] loops = {new ManualLoop(), new ManualLoop()};
    final RoomService rooms;
    final Hub hub;

    static final class ManualLoop implements Executor {
        private final Queue<Runnable> tasks = new ArrayDeque<>();
        private boolean ended;

        @Override
        public void execute(Runnable task) {
            if (ended) {
                throw new RejectedExecutionException("the loop has ended");
            }
            tasks.add(task);
        }

        /** Takes nothing more. */
        void end() {
            ended = true;
        }

        /** @return false if there was nothing to do */
        boolean runOne() {
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
            }
            return task != null;
        }
    }

    Node() {
        this(LIMITS, TYPE, 1);
    }

    Node(Limits limits, RoomType type, long seed) {
        this(limits, type, seed, Authenticator.ANONYMOUS);
    }

    Node(Limits limits, RoomType type, long seed, Authenticator authenticator) {
        this(limits, type, seed, authenticator, Screen.NONE);
    }

    Node(Limits limits, RoomType type, long seed, Authenticator authenticator, Screen screen) {
        this(limits, type, seed, authenticator, screen, Observer.NONE);
    }

    Node(Limits limits, RoomType type, long seed, Authenticator authenticator, Screen screen, Observer observer) {
        this(
                limits,
                type,
                authenticator,
                screen,
                observer,
                clock -> new MemoryEngine(new Names(new Random(seed)), clock));
    }

    Node(
            Limits limits,
            RoomType type,
            Authenticator authenticator,
            Screen screen,
            Observer observer,
            Function<Clock, Engine> engine) {
        Codec codec = new Codec(limits.messageBytes());
        Heartbeats heartbeats = new Heartbeats(Map.of("ping", "pong"), codec);
        hub = new Hub(limits, codec, heartbeats, clock, authenticator, screen, failures::add);
        rooms = new RoomService(new RoomService.Surroundings(
                limits,
                name -> type,
                clock,
                codec,
                hub::newAudience,
                engine.apply(clock),
                observer,
                loops[0],
                failures::add));
    }

    /** Runs all that is to be done now. */
    void settle() {
        while (loops[0].runOne() | loops[1].runOne()) {
            // until both are idle
        }
    }

    /** Lets time pass in steps in which the loops run. */
    void pass(long millis) {
        for (long left = millis; left > 0; left -= 100) {
            clock.advance(Math.min(100, left));
            settle();
        }
    }

    Peer plain(String room) {
        return open(room, true, null, 0);
    }

    Peer level1(String room) {
        return open(room, false, null, 0);
    }

    /** One whose handshake brings a token. */
    Peer bringing(String token, String room, boolean plain) {
        return new Peer(this, new Ticket(room, plain, "i-say-so", null, "127.0.0.1", null, token, null), loops[0]);
    }

    Peer open(String room, boolean plain, String user, int loop) {
        return new Peer(this, new Ticket(room, plain, user, null, "127.0.0.1", null), loops[loop]);
    }

    /** The other end of a connection. */
    static final class Peer {
        final FakeTransport transport;
        final Connection connection;

        Peer(Node node, Ticket ticket, Executor loop) {
            transport = new FakeTransport(loop);
            connection = node.hub.connection(ticket, transport, true);
            connection.open(node.rooms.open(ticket.room()));
        }

        void send(String text) {
            connection.receive(Frame.text(text));
        }

        /** The texts that came, and {@code close CODE} for a close frame. */
        List<String> received() {
            return transport.received().stream()
                    .filter(frame -> !frame.isPing())
                    .map(Peer::show)
                    .toList();
        }

        private static String show(Frame frame) {
            if (!frame.isClose()) {
                return frame.payloadText();
            }
            byte[] bytes = frame.bytes();
            int at = frame.payload();
            return "close " + ((bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff);
        }

        /** The connection breaks. */
        void cut() {
            connection.closed();
        }
    }
}
