package dev.roomcast.hub;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.frames.FrameCounters;
import dev.roomcast.frames.FrameSequencer;
import dev.roomcast.frames.FrameSyncs;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Heartbeats;
import dev.roomcast.room.Engine;
import dev.roomcast.room.Ids;
import dev.roomcast.room.Limits;
import dev.roomcast.room.MemoryEngine;
import dev.roomcast.room.RoomContext;
import dev.roomcast.room.RoomListener;
import dev.roomcast.room.RoomLogic;
import dev.roomcast.room.RoomService;
import dev.roomcast.room.RoomType;
import dev.roomcast.testkit.NodeLimits;
import dev.roomcast.testkit.RoomTypes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/** A whole node without a network, with two event loops and a clock that the test controls. */
final class ManualNode {

    static final RoomType TYPE = RoomTypes.defaults().build();

    static final Limits LIMITS = NodeLimits.defaults().build();

    /** Creates limits with other bounds; 0: none. */
    static Limits limits(double messagesPerSecond, int perAddress, int connectsPerAddress, int perUser) {
        return NodeLimits.defaults()
                .withMessages(messagesPerSecond, 300)
                .withBytes(messagesPerSecond == 0 ? 0 : 1 << 20, 4 << 20)
                .withAddress(perAddress, connectsPerAddress)
                .withConnectionsPerUser(perUser)
                .build();
    }

    final ManualClock clock = new ManualClock();
    final List<Throwable> failures = new ArrayList<>();
    final FrameCounters frames = new FrameCounters();
    final ManualLoop[] loops = {new ManualLoop(), new ManualLoop()};
    final RoomService rooms;
    final Hub hub;

    static final class ManualLoop implements Executor {
        private final Queue<Runnable> tasks = new ArrayDeque<>();
        private boolean ended;
        private int refusals;

        @Override
        public void execute(Runnable task) {
            if (refusals > 0) {
                refusals--;
                throw new OutOfMemoryError("thrown by the test");
            }
            if (ended) {
                throw new RejectedExecutionException("the loop has ended");
            }
            tasks.add(task);
        }

        /** Refuses a number of tasks. */
        void refuse(int tasks) {
            refusals = tasks;
        }

        /** Refuses all further tasks. */
        void end() {
            ended = true;
        }

        /** @return false without a task */
        boolean runOne() {
            Runnable task = tasks.poll();
            if (task != null) {
                task.run();
            }
            return task != null;
        }
    }

    ManualNode() {
        this(LIMITS, TYPE, 1);
    }

    ManualNode(Limits limits, RoomType type, long seed) {
        this(limits, type, seed, Authenticator.ANONYMOUS);
    }

    ManualNode(Limits limits, RoomType type, long seed, Authenticator authenticator) {
        this(limits, type, seed, authenticator, Moderator.NONE);
    }

    ManualNode(Limits limits, RoomType type, long seed, Authenticator authenticator, Moderator moderator) {
        this(limits, type, seed, authenticator, moderator, RoomListener.NONE);
    }

    ManualNode(
            Limits limits,
            RoomType type,
            long seed,
            Authenticator authenticator,
            Moderator moderator,
            RoomListener listener) {
        this(
                limits,
                type,
                authenticator,
                moderator,
                listener,
                clock -> new MemoryEngine(new Ids(new Random(seed)), clock));
    }

    ManualNode(
            Limits limits,
            RoomType type,
            Authenticator authenticator,
            Moderator moderator,
            RoomListener listener,
            Function<Clock, Engine> engine) {
        this(limits, type, authenticator, moderator, listener, engine, RoomLogic.Factory.NONE, null);
    }

    /** Creates a node whose rooms have rules of the application. */
    ManualNode(Limits limits, RoomType type, RoomLogic.Factory logic) {
        this(
                limits,
                type,
                Authenticator.ANONYMOUS,
                Moderator.NONE,
                RoomListener.NONE,
                clock -> new MemoryEngine(new Ids(new Random(1)), clock),
                logic,
                null);
    }

    /** One whose rooms have rules of the application, and an engine of the test. */
    ManualNode(RoomLogic.Factory logic, Function<Clock, Engine> engine) {
        this(LIMITS, TYPE, Authenticator.ANONYMOUS, Moderator.NONE, RoomListener.NONE, engine, logic, null);
    }

    /** Creates a node with an engine of the test. */
    ManualNode(Limits limits, FrameSequencer.Factory sequencers) {
        this(limits, sequencers, RoomListener.NONE);
    }

    ManualNode(Limits limits, FrameSequencer.Factory sequencers, RoomListener listener) {
        this(
                limits,
                TYPE,
                Authenticator.ANONYMOUS,
                Moderator.NONE,
                listener,
                clock -> new MemoryEngine(new Ids(new Random(1)), clock),
                RoomLogic.Factory.NONE,
                sequencers);
    }

    private ManualNode(
            Limits limits,
            RoomType type,
            Authenticator authenticator,
            Moderator moderator,
            RoomListener listener,
            Function<Clock, Engine> engine,
            RoomLogic.Factory logic,
            FrameSequencer.Factory sequencers) {
        CommandDecoder decoder = new CommandDecoder(limits.messageBytes());
        Heartbeats heartbeats = new Heartbeats(Map.of("ping", "pong"), decoder);
        hub = new Hub(limits, decoder, heartbeats, clock, authenticator, moderator, failures::add);
        rooms = new RoomService(new RoomContext(
                limits,
                name -> type,
                clock,
                decoder,
                hub::newBroadcaster,
                engine.apply(clock),
                listener,
                loops[0],
                failures::add,
                syncs(sequencers),
                logic));
    }

    private FrameSyncs syncs(FrameSequencer.Factory sequencers) {
        Ids ids = new Ids(new Random(7));
        return sequencers == null
                ? FrameSyncs.ofNode(ids, new Random(8), frames, 1 << 20)
                : FrameSyncs.shared(ids, new Random(8), frames, sequencers);
    }

    /** Runs all due tasks. */
    void settle() {
        while (loops[0].runOne() | loops[1].runOne()) {
            // until both are idle
        }
    }

    /** Advances the time in steps and runs the loops in each. */
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

    /** Opens a connection whose handshake contains a token. */
    Peer bringing(String token, String room, boolean plain) {
        return new Peer(
                this,
                new HandshakeRequest(room, plain, "i-say-so", null, "127.0.0.1", null, token, null, Map.of()),
                loops[0]);
    }

    Peer open(String room, boolean plain, String user, int loop) {
        return new Peer(this, new HandshakeRequest(room, plain, user, null, "127.0.0.1", null), loops[loop]);
    }

    /** The peer of a connection. */
    static final class Peer {
        final FakeTransport transport;
        final Connection connection;
        private boolean isCut;

        Peer(ManualNode node, HandshakeRequest request, Executor loop) {
            transport = new FakeTransport(loop);
            connection = node.hub.connection(request, transport, true);
            connection.open(node.rooms.open(request.room()));
        }

        void send(String text) {
            connection.receive(Frame.text(text));
        }

        /** Returns the received texts, and {@code close CODE} for a close frame. */
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
            int at = frame.payloadStart();
            return "close " + ((bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff);
        }

        /** Breaks the connection. */
        void cut() {
            isCut = true;
            connection.closed();
        }

        boolean isCut() {
            return isCut;
        }
    }
}
