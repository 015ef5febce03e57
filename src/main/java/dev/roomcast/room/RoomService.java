package dev.roomcast.room;

import dev.roomcast.protocol.Codec;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The rooms of this node, found by name: what happens in one costs nothing in the others. A room begins with its first
 * connection; it goes when nobody is in it and nothing of its history is kept.
 */
public final class RoomService {

    /** In the order of their names. */
    private final ConcurrentNavigableMap<String, Room> rooms = new ConcurrentSkipListMap<>();

    private final AtomicLong historyBytes = new AtomicLong();
    private final AtomicBoolean evicting = new AtomicBoolean();
    private final Counters counters = new Counters();
    private final Surroundings around;

    /**
     * What rooms need of their surroundings.
     *
     * @param types the settings of a room by its name
     * @param audience makes the audience of a new room
     * @param engine where their order is made
     * @param observer hears of what happens in them
     * @param later where long work goes on
     * @param failed told of errors that are ours
     */
    public record Surroundings(
            Limits limits,
            Function<String, RoomType> types,
            Clock clock,
            Codec codec,
            Supplier<Audience> audience,
            Engine engine,
            Observer observer,
            Executor later,
            Consumer<Throwable> failed) {}

    public RoomService(Surroundings around) {
        this.around = around;
    }

    /** The room of that name, held until {@link Room#release()}. */
    public Room open(String name) {
        while (true) {
            Room room = rooms.get(name);
            if (room == null) {
                room = begin(name);
            }
            if (room.hold()) {
                if (limits().rooms() > 0 && rooms.size() > limits().rooms()) {
                    alone(this::evictKept);
                }
                return room;
            }
            rooms.remove(name, room);
        }
    }

    /** One at a time: the map by itself may let two of the same name begin, and both would tell the engine of it. */
    private synchronized Room begin(String name) {
        return rooms.computeIfAbsent(name, this::newRoom);
    }

    private Room newRoom(String name) {
        return new Room(name, around.types.apply(name), this, around.audience.get());
    }

    /**
     * The room of that name, held until {@link Room#release()}, or null: there is none on this node. One that other
     * nodes may have begins here too.
     */
    Room reach(String name) {
        if (around.engine.isShared()) {
            return open(name);
        }
        Room room = rooms.get(name);
        return room != null && room.hold() ? room : null;
    }

    /** At most so many rooms whose names begin so, those after {@code after}, in the order of their names. */
    Stream<Room> named(String prefix, String after, int limit) {
        boolean isPast = after.compareTo(prefix) >= 0;
        return rooms.tailMap(isPast ? after : prefix, !isPast).values().stream()
                .takeWhile(room -> room.name().startsWith(prefix))
                .limit(limit);
    }

    void disposed(Room room) {
        rooms.remove(room.name(), room);
    }

    /** Every room there is, those included of which only the history is left. */
    public Collection<Room> rooms() {
        return Collections.unmodifiableCollection(rooms.values());
    }

    public Counters counters() {
        return counters;
    }

    /** What is kept of all rooms, in bytes. */
    public long historyBytes() {
        return historyBytes.get();
    }

    /** The history of a room grew or shrank. Where all together is too much, the rooms quiet longest lose theirs. */
    void budget(long bytes) {
        // what all loops share is not written to for nothing
        long now = bytes == 0 ? historyBytes.get() : historyBytes.addAndGet(bytes);
        if (now > limits().historyBytes()) {
            alone(this::evict);
        }
    }

    /** Runs it unless it, or another of its kind, is running. */
    private void alone(Runnable eviction) {
        if (evicting.compareAndSet(false, true)) {
            try {
                eviction.run();
            } finally {
                evicting.set(false);
            }
        }
    }

    private void evict() {
        long enough = limits().historyBytes() * 9 / 10;
        for (Room room : quietFirst()) {
            if (historyBytes.get() <= enough) {
                return;
            }
            room.forget();
        }
    }

    /** Of rooms that are only kept, those quiet longest go, until there are a tenth fewer than there may be. */
    private void evictKept() {
        int surplus = rooms.size() - limits().rooms() * 9 / 10;
        quietFirst().stream().filter(Room::isUnused).limit(surplus).forEach(Room::forget);
    }

    private List<Room> quietFirst() {
        record Quiet(Room room, long usedAt) {}
        return rooms.values().stream()
                .map(room -> new Quiet(room, room.usedAt()))
                .sorted(Comparator.comparingLong(Quiet::usedAt))
                .map(Quiet::room)
                .toList();
    }

    Line newLine() {
        return new Line(around.later, around.failed);
    }

    Limits limits() {
        return around.limits;
    }

    Clock clock() {
        return around.clock;
    }

    Engine engine() {
        return around.engine;
    }

    Observer observer() {
        return around.observer;
    }

    Codec codec() {
        return around.codec;
    }
}
