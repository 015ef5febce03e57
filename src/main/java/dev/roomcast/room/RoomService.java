package dev.roomcast.room;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.concurrent.SerialExecutor;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.CommandDecoder;
import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rooms of this node by name. The first connection creates a room; the room is disposed of when it has no
 * members and retains no history. Rooms do not affect one another. Thread: any.
 */
public final class RoomService {

    /** Rooms by name, in the order of their names. */
    private final ConcurrentNavigableMap<String, Room> rooms = new ConcurrentSkipListMap<>();

    private final RoomCounters counters = new RoomCounters();
    private final RoomContext context;
    private final StateBudget state;
    private final RoomEviction eviction;
    private final LargeAnswers answers;
    private final RoomListener listener;
    private volatile Matching matching = Matching.NONE;

    public RoomService(RoomContext context) {
        this.context = context;
        this.state = new StateBudget(context.limits().stateBytes());
        this.eviction = new RoomEviction(rooms.values(), context.limits(), context.clock(), counters);
        this.answers = new LargeAnswers(context.limits().memory().answersBytes());
        this.listener = GuardedListener.of(context.listener(), context.failed());
    }

    /** Returns the room with a name, and creates it if necessary. The caller holds it until {@link Room#release()}. */
    public Room open(String name) {
        while (true) {
            Room room = rooms.get(name);
            if (room == null) {
                room = begin(name);
            }
            if (room.lifetime().retain()) {
                eviction.onOpen();
                return room;
            }
            rooms.remove(name, room);
        }
    }

    /**
     * Serialized: otherwise the map might create two rooms with the same name, and both would register with the engine.
     */
    private synchronized Room begin(String name) {
        return rooms.computeIfAbsent(name, this::newRoom);
    }

    private Room newRoom(String name) {
        return new Room(
                name, context.types().apply(name), this, context.broadcaster().get());
    }

    /**
     * Returns the room with a name, held until {@link Room#release()}; null: it does not exist. Creates the room if
     * other nodes may have it.
     */
    @Nullable
    Room openOrCreate(String name) {
        if (context.engine().isShared()) {
            return open(name);
        }
        Room room = rooms.get(name);
        return room != null && room.lifetime().retain() ? room : null;
    }

    /** Returns whether this node currently has the room. */
    boolean isHere(String name) {
        return rooms.containsKey(name);
    }

    RoomType type(String name) {
        return context.types().apply(name);
    }

    /** Returns rooms by prefix in the order of their names, after the name {@code after}, up to a limit. */
    Stream<Room> named(String prefix, String after, int limit) {
        boolean isPast = after.compareTo(prefix) >= 0;
        return rooms.tailMap(isPast ? after : prefix, !isPast).values().stream()
                .takeWhile(room -> room.name().startsWith(prefix))
                .limit(limit);
    }

    /**
     * Removes the members of a user that this node owns, online or away.
     *
     * @param room the name of the room; empty: all rooms of this node
     */
    public void expel(String user, String room, Disconnect how) {
        Stream<Room> concerned = room.isEmpty() ? rooms.values().stream() : Stream.ofNullable(rooms.get(room));
        concerned.forEach(each -> each.submit(() -> each.control().expel(user, how)));
    }

    /** Returns the room with a name on this node; null: none. */
    @Nullable
    Room find(String name) {
        return rooms.get(name);
    }

    /** Sets the matchmaking of the node. */
    public void matching(Matching other) {
        matching = other;
    }

    Matching matching() {
        return matching;
    }

    void disposed(Room room) {
        rooms.remove(room.name(), room);
    }

    /** Returns all rooms of this node, including those with only a history. */
    public Collection<Room> rooms() {
        return Collections.unmodifiableCollection(rooms.values());
    }

    /** Returns the memory of the shared state of all rooms. */
    public StateBudget state() {
        return state;
    }

    /** Returns the memory of pending large answers. */
    public LargeAnswers answers() {
        return answers;
    }

    /** Returns the eviction of histories, rooms and away members. */
    public RoomEviction eviction() {
        return eviction;
    }

    public RoomCounters counters() {
        return counters;
    }

    /**
     * Creates the frame sync of a room.
     *
     * @return the frame sync; null: the server has none
     */
    @Nullable
    FrameSync newFrames(FrameRoom room) {
        return context.frames().create(room);
    }

    /** Returns the application's rules of a room; null: none. */
    @Nullable
    RoomLogic newLogic(String name, RoomType type) {
        return context.logic().open(name, type);
    }

    SerialExecutor newExecutor(Consumer<Throwable> failed) {
        return new SerialExecutor(context.later(), failed);
    }

    /**
     * Returns a disconnect with a delay that depends on the random client id, so that reconnects are spread over time.
     */
    Disconnect reconnectLater(Member member) {
        long spread = Disconnect.spread(counters.members.sum());
        return Disconnect.of(
                CloseCode.INSUFFICIENT_STATE, 1 + Math.floorMod(member.client().hashCode(), spread));
    }

    /** Reports an error of this node. */
    void failed(Throwable error) {
        context.failed().accept(error);
    }

    Limits limits() {
        return context.limits();
    }

    Clock clock() {
        return context.clock();
    }

    Engine engine() {
        return context.engine();
    }

    RoomListener listener() {
        return listener;
    }

    CommandDecoder decoder() {
        return context.decoder();
    }
}
