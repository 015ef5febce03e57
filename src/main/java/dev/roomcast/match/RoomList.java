package dev.roomcast.match;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.MatchFrames;
import dev.roomcast.protocol.MatchFrames.ListedRoom;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.MatchRooms;
import dev.roomcast.room.NodeQueries;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;

/**
 * The list of rooms of all nodes. Each node keeps an answer for one second and asks the others at most once a second
 * for each prefix, regardless of the number of requests. Thread: any.
 */
public final class RoomList {

    /** The topic of {@link NodeQueries#query}; the question is a prefix. */
    public static final String TOPIC = "match.rooms";

    private static final long KEPT_MILLIS = 1000;
    private static final int MAX_ROOMS = 1000;
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;

    /** The maximum number of lists that are kept or in progress. */
    private static final int MAX_LISTS = 64;

    /** Separates rooms in an answer; does not occur in JSON. */
    private static final String SEPARATOR = "\0";

    private final MatchRooms rooms;
    private final NodeQueries nodes;
    private final CommandDecoder decoder;
    private final Clock clock;
    private final long maxBytes;
    /** The number of questions that this node has asked. */
    private final LongAdder questions = new LongAdder();
    /** The lists by prefix, oldest first; guarded by this. */
    private final Map<String, Kept> lists = new LinkedHashMap<>();

    private long bytes;

    /** Thrown when too many lists are in progress. */
    static final class CrowdedException extends RuntimeException {
        CrowdedException() {
            super("too many lists are being made", null, false, false);
        }
    }

    /** A list, with the time of its request. */
    private static final class Kept {
        private final CompletableFuture<List<Entry>> list;
        private final long askedAt;
        private long bytes;

        Kept(CompletableFuture<List<Entry>> list, long askedAt) {
            this.list = list;
            this.askedAt = askedAt;
        }
    }

    /** A room with the fields of its list entry in canonical form. */
    private record Entry(ListedRoom room, Map<String, String> fields) {}

    /** @param maxBytes the bound of the kept lists, in bytes */
    public RoomList(MatchRooms rooms, NodeQueries nodes, CommandDecoder decoder, Clock clock, long maxBytes) {
        this.rooms = rooms;
        this.nodes = nodes;
        this.decoder = decoder;
        this.clock = clock;
        this.maxBytes = maxBytes;
    }

    /** Returns the number of questions that this node has asked. */
    public long questions() {
        return questions.sum();
    }

    /**
     * Returns the answer to a request.
     *
     * @return fails with {@link dev.roomcast.room.EngineUnavailableException} unless every node answers, with {@link
     *     CrowdedException} if too many lists are in progress, and otherwise if an answer is malformed
     */
    CompletionStage<Frame> page(Command.Rooms command) {
        return list(command.prefix()).thenApply(list -> page(command, list));
    }

    private static Frame page(Command.Rooms command, List<Entry> list) {
        long limit = command.limit() == 0 ? DEFAULT_LIMIT : Math.min(command.limit(), MAX_LIMIT);
        List<ListedRoom> page = new ArrayList<>();
        for (Entry each : list) {
            if (fits(each, command)) {
                if (page.size() == limit) {
                    return MatchFrames.rooms(
                            command.id(), page, page.get(page.size() - 1).room());
                }
                page.add(each.room);
            }
        }
        return MatchFrames.rooms(command.id(), page, null);
    }

    private static boolean fits(Entry entry, Command.Rooms command) {
        return entry.room.room().compareTo(command.after()) > 0
                && (!command.isOpen() || entry.room.isOpen())
                && entry.fields.entrySet().containsAll(command.where().entrySet());
    }

    private CompletionStage<List<Entry>> list(String prefix) {
        CompletableFuture<List<Entry>> list = new CompletableFuture<>();
        Kept kept;
        synchronized (this) {
            long now = clock.monotonicMillis();
            Kept known = lists.get(prefix);
            if (known != null && (now - known.askedAt < KEPT_MILLIS || !known.list.isDone())) {
                return known.list;
            }
            drop(now);
            if (lists.size() >= MAX_LISTS) {
                return CompletableFuture.failedFuture(new CrowdedException());
            }
            kept = new Kept(list, now);
            lists.put(prefix, kept);
        }
        questions.increment();
        CompletableFuture.completedFuture(prefix) // an exception of the query fails the list, too
                .thenCompose(asked -> nodes.query(TOPIC, asked))
                .thenApply(this::merge)
                .whenComplete((merged, failure) -> {
                    if (failure == null) {
                        complete(prefix, kept, merged);
                    } else {
                        list.completeExceptionally(failure);
                    }
                });
        return list;
    }

    /** Drops expired lists. */
    private void drop(long now) {
        for (Iterator<Kept> all = lists.values().iterator(); all.hasNext(); ) {
            Kept each = all.next();
            if (each.list.isDone() && (now - each.askedAt >= KEPT_MILLIS || bytes > maxBytes)) {
                bytes -= each.bytes;
                all.remove();
            }
        }
    }

    private void complete(String prefix, Kept kept, List<Entry> list) {
        long size = list.stream().mapToLong(each -> 2L * each.room.size()).sum();
        synchronized (this) {
            if (lists.get(prefix) == kept) {
                kept.bytes = size;
                bytes += size;
            }
        }
        kept.list.complete(list);
    }

    /**
     * Combines the answers of all nodes. If several nodes have the same room, the answer with the most players counts.
     */
    private List<Entry> merge(List<String> answers) {
        Map<String, ListedRoom> byName = new TreeMap<>();
        answers.stream()
                .flatMap(answer -> read(answer).stream())
                .forEach(each ->
                        byName.merge(each.room(), each, (one, other) -> one.players() < other.players() ? other : one));
        return byName.values().stream()
                .limit(MAX_ROOMS)
                .map(each -> new Entry(each, decoder.scalarsIn(each.list())))
                .toList();
    }

    /** Answers for this node: {@code NAME PLAYERS MAX OPEN LIST}, with a separator after each room. */
    public CompletionStage<String> answer(String prefix) {
        return rooms.listed(prefix, MAX_ROOMS).thenApply(list -> {
            StringBuilder text = new StringBuilder();
            list.forEach(each -> text.append(each.room())
                    .append(' ')
                    .append(each.players())
                    .append(' ')
                    .append(each.max())
                    .append(' ')
                    .append(each.isOpen())
                    .append(' ')
                    .append(each.list())
                    .append(SEPARATOR));
            return text.toString();
        });
    }

    private static List<ListedRoom> read(String answer) {
        List<ListedRoom> rooms = new ArrayList<>();
        for (String each : answer.split(SEPARATOR)) {
            String[] words = each.split(" ", 5);
            if (words.length == 5) {
                rooms.add(new ListedRoom(
                        words[0],
                        RawJson.of(words[4]),
                        Integer.parseInt(words[1]),
                        Long.parseLong(words[2]),
                        Boolean.parseBoolean(words[3])));
            }
        }
        return rooms;
    }
}
