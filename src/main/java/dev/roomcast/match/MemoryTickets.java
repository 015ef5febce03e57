package dev.roomcast.match;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.concurrent.SerialExecutor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The tickets of a single node. Each bucket has a serial executor. Thread: any. */
public final class MemoryTickets implements Tickets {

    private final Map<String, MatchMode> modes;
    private final UnaryOperator<String> rooms;
    private final Clock clock;
    private final Executor later;
    private final Consumer<Throwable> failed;

    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
    /** The key of each client's ticket. */
    private final Map<String, String> clients = new ConcurrentHashMap<>();

    private final AtomicLong numbers = new AtomicLong();
    private volatile Listener listener;

    /**
     * @param modes the modes by prefix
     * @param rooms generates the name of a room with a prefix
     * @param later executes the continuation of long work
     * @param failed receives errors of this node
     */
    public MemoryTickets(
            Map<String, MatchMode> modes,
            UnaryOperator<String> rooms,
            Clock clock,
            Executor later,
            Consumer<Throwable> failed) {
        this.modes = modes;
        this.rooms = rooms;
        this.clock = clock;
        this.later = later;
        this.failed = failed;
    }

    @Override
    public void start(Listener listener) {
        this.listener = listener;
    }

    @Override
    public CompletionStage<Admission> add(Ticket ticket) {
        if (!claim(ticket)) {
            return CompletableFuture.completedFuture(Admission.CONFLICT);
        }
        CompletableFuture<Admission> added = new CompletableFuture<>();
        // The bucket counts the ticket first, so that it is not removed between the two steps.
        Bucket bucket = buckets.compute(ticket.bucket(), (name, known) -> {
            Bucket found = known == null ? new Bucket(name, modes.get(ticket.prefix())) : known;
            found.count++;
            return found;
        });
        bucket.line.execute(() -> {
            bucket.add(ticket);
            added.complete(Admission.ADDED);
            bucket.run();
        });
        return added;
    }

    /** Reserves the clients of a ticket, all of them or none. */
    private boolean claim(Ticket ticket) {
        int claimed = 0;
        for (Ticket.Player each : ticket.players()) {
            if (clients.putIfAbsent(each.client(), ticket.key()) != null) {
                ticket.players().subList(0, claimed).forEach(player -> clients.remove(player.client()));
                return false;
            }
            claimed++;
        }
        return true;
    }

    @Override
    public CompletionStage<Ending> end(Ticket ticket, Reason reason) {
        CompletableFuture<Ending> ended = new CompletableFuture<>();
        Bucket bucket = buckets.get(ticket.bucket());
        if (bucket == null) {
            return CompletableFuture.completedFuture(Ending.MATCHED);
        }
        // A ticket of this node that no longer waits was matched.
        bucket.line.execute(() -> ended.complete(bucket.remove(ticket) ? Ending.ENDED : Ending.MATCHED));
        return ended;
    }

    @Override
    public void setHeld(Ticket ticket, boolean isHeld) {
        Bucket bucket = buckets.get(ticket.bucket());
        if (bucket != null) {
            bucket.line.execute(() -> bucket.setHeld(ticket, isHeld));
        }
    }

    @Override
    public void run() {
        buckets.values().forEach(bucket -> bucket.line.execute(bucket::run));
    }

    @Override
    public CompletionStage<Boolean> announce(MadeMatch match) {
        listener.onAnnounced(match);
        return CompletableFuture.completedFuture(true);
    }

    /**
     * The tickets that may be matched with each other. Thread: the serial executor of the bucket, except for {@code
     * count}.
     */
    private final class Bucket {
        private final String name;
        private final MatchMode mode;
        private final MatchRule rule;
        private final SerialExecutor line = new SerialExecutor(later, failed);
        /** Available tickets by number. */
        private final TreeMap<Long, Ticket> waiting = new TreeMap<>();
        /** The number of each ticket, including those that are held back. */
        private final Map<String, Long> places = new HashMap<>();
        /** The number of tickets in the bucket or about to be added; guarded by the map of buckets. */
        private int count;

        private long next;
        /** The number of the ticket with which the next search begins. */
        private long from;

        Bucket(String name, MatchMode mode) {
            this.name = name;
            this.mode = mode;
            this.rule = new MatchRule(mode);
        }

        void add(Ticket ticket) {
            places.put(ticket.key(), next);
            waiting.put(next++, ticket);
        }

        boolean remove(Ticket ticket) {
            Long place = places.remove(ticket.key());
            if (place == null) {
                return false;
            }
            waiting.remove(place);
            ticket.players().forEach(player -> clients.remove(player.client(), ticket.key()));
            buckets.computeIfPresent(name, (key, bucket) -> --bucket.count == 0 ? null : bucket);
            return true;
        }

        void setHeld(Ticket ticket, boolean isHeld) {
            Long place = places.get(ticket.key());
            if (place != null && isHeld) {
                waiting.remove(place);
            } else if (place != null) {
                waiting.put(place, ticket);
                run();
            }
        }

        /** Makes all possible matches. */
        void run() {
            boolean isMore = waiting.size() > 0;
            while (isMore) {
                List<Long> numbers = new ArrayList<>();
                List<Ticket> oldest = new ArrayList<>();
                for (Map.Entry<Long, Ticket> each : waiting.entrySet()) {
                    if (oldest.size() == MatchRule.MAX_CANDIDATES) {
                        break;
                    }
                    numbers.add(each.getKey());
                    oldest.add(each.getValue());
                }
                int first = 0;
                while (first < numbers.size() && numbers.get(first) < from) {
                    first++;
                }
                MatchRule.Found found =
                        rule.search(oldest, clock.monotonicMillis(), first == numbers.size() ? 0 : first);
                from = found.stoppedAt() == 0 ? 0 : numbers.get(found.stoppedAt());
                isMore = found.match() != null;
                if (isMore) {
                    make(found.match());
                }
            }
        }

        private void make(Match match) {
            match.tickets().forEach(this::remove);
            listener.onMade(MadeMatch.of(
                    match,
                    Long.toString(numbers.incrementAndGet()),
                    rooms.apply(mode.prefix()),
                    mode.prefix(),
                    clock.monotonicMillis()));
        }
    }
}
