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
 * Finds the rooms of this node by name. The first connection creates a room; the room is disposed of when it has no members
 * and retains no history. Rooms do not affect one another.
 */
public final class RoomService {

    /** In the order of their names. */
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

    /** The room of that name, held until {@link Room#release()}. */
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
     * Serialized: otherwise the map might create two rooms of the same name, and both would register with the engine.
     */
    private synchronized Room begin(String name) {
        return rooms.computeIfAbsent(name, this::newRoom);
    }

    private Room newRoom(String name) {
        return new Room(
                name, context.types().apply(name), this, context.broadcaster().get());
    }

    /**
     * The room of that name, held until {@link Room#release()}, or null: there is none on this node. One that other
     * nodes may have begins here too.
     */
    @Nullable
    Room openOrCreate(String name) {
        if (context.engine().isShared()) {
            return open(name);
        }
        Room room = rooms.get(name);
        return room != null && room.lifetime().retain() ? room : null;
    }

    /** Whether this node has the room at the moment. */
    boolean isHere(String name) {
        return rooms.containsKey(name);
    }

    RoomType type(String name) {
        return context.types().apply(name);
    }

    /** Returns rooms by prefix in the order of their names, after {@code after}, up to a limit. */
    Stream<Room> named(String prefix, String after, int limit) {
        boolean isPast = after.compareTo(prefix) >= 0;
        return rooms.tailMap(isPast ? after : prefix, !isPast).values().stream()
                .takeWhile(room -> room.name().startsWith(prefix))
                .limit(limit);
    }

    /**
     * Removes the members of a user that this node owns, online or away.
     *
     * @param room empty: in all rooms of this node
     */
    public void expel(String user, String room, Disconnect how) {
        Stream<Room> concerned = room.isEmpty() ? rooms.values().stream() : Stream.ofNullable(rooms.get(room));
        concerned.forEach(each -> each.submit(() -> each.control().expel(user, how)));
    }

    /** The room of that name on this node, or null. */
    @Nullable
    Room find(String name) {
        return rooms.get(name);
    }

    /** From now on this is the matchmaking of the node. */
    public void matching(Matching other) {
        matching = other;
    }

    Matching matching() {
        return matching;
    }

    void disposed(Room room) {
        rooms.remove(room.name(), room);
    }

    /** Every room there is, those included of which only the history is left. */
    public Collection<Room> rooms() {
        return Collections.unmodifiableCollection(rooms.values());
    }

    /** The memory of the shared state of all rooms. */
    public StateBudget state() {
        return state;
    }

    /** The memory of large answers on their way to members. */
    public LargeAnswers answers() {
        return answers;
    }

    /** Returns the eviction of histories, rooms and members away. */
    public RoomEviction eviction() {
        return eviction;
    }

    public RoomCounters counters() {
        return counters;
    }

    /**
     * Creates the frame sync of a room.
     *
     * @return null where the server has none
     */
    @Nullable
    FrameSync newFrames(FrameRoom room) {
        return context.frames().create(room);
    }

    /** Finds the application's rules of a room; null: it has none. */
    @Nullable
    RoomLogic newLogic(String name, RoomType type) {
        return context.logic().open(name, type);
    }

    SerialExecutor newExecutor(Consumer<Throwable> failed) {
        return new SerialExecutor(context.later(), failed);
    }

    /** Returns a disconnect with a delay that depends on the client's random id, so that reconnects are spread. */
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
