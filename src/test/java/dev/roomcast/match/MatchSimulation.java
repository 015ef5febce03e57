package dev.roomcast.match;

import dev.roomcast.protocol.RawJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Seeded searchers with skills and parties that search, disconnect, return, cancel and leave on the nodes of one
 * engine, and the checks of all matches.
 */
public final class MatchSimulation {

    /** Windows widen fast, so that every possible match is made soon. */
    public static final Map<String, MatchMode> MODES = List.of(
                    new MatchMode("duel-", 2, 2, 1, 50, 1000, 20_000),
                    new MatchMode("team-", 6, 4, 2, 100, 1000, 20_000),
                    new MatchMode("trio-", 3, 3, 1, 200, 1000, 20_000))
            .stream()
            .collect(Collectors.toMap(MatchMode::prefix, mode -> mode));

    /** The maximum difference of the clocks of nodes and engine, in milliseconds. */
    private static final long SLACK = 3000;

    private static final long ANSWER_SECONDS = 30;

    private final Random random;
    private final LongSupplier now;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Asker> askers = new ConcurrentHashMap<>();
    private final Map<String, Asker> byClient = new ConcurrentHashMap<>();
    private final Map<String, MadeMatch> matches = new ConcurrentHashMap<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final long heldMillis;
    private int count;

    /** A ticket with the actions of its player. */
    private static final class Asker {
        private final Ticket ticket;
        private volatile int node;
        private volatile boolean held;
        private volatile long heldAt;
        private volatile boolean ended;
        private volatile String match;

        Asker(Ticket ticket, int node) {
            this.ticket = ticket;
            this.node = node;
        }

        boolean waits() {
            return !ended && match == null;
        }
    }

    /** One node. A dead node neither acts nor receives events. */
    private final class Node implements Tickets.Listener {
        private final Tickets tickets;
        private final boolean forgets;
        private volatile boolean dead;
        private int made;

        Node(Tickets tickets, boolean forgets) {
            this.tickets = tickets;
            this.forgets = forgets;
        }

        @Override
        public void onMade(MadeMatch match) {
            if (!dead && !(forgets && ++made % 20 == 0)) { // Simulates a failure before the announcement of the match.
                tickets.announce(match);
            }
        }

        @Override
        public void onAnnounced(MadeMatch match) {
            if (matches.putIfAbsent(match.number(), match) == null) {
                check(match);
            }
        }

        @Override
        public void onMoved(Ticket ticket) {
            // The simulation checks the result.
        }
    }

    /**
     * @param now the time by the clock of the nodes, in milliseconds
     * @param heldMillis the maximum time until a ticket is held back
     */
    public MatchSimulation(long seed, LongSupplier now, long heldMillis) {
        this.heldMillis = heldMillis;
        this.random = new Random(seed);
        this.now = now;
    }

    /** @param forgets whether the node leaves some of its matches to the other nodes */
    public void add(Tickets tickets, boolean forgets) {
        Node node = new Node(tickets, forgets);
        nodes.add(node);
        tickets.start(node);
    }

    /** Returns the violations. */
    public List<String> violations() {
        return violations;
    }

    public int matches() {
        return matches.size();
    }

    /** Lets a random searcher act. */
    public void step() throws Exception {
        int what = random.nextInt(100);
        if (what < 60 || askers.isEmpty()) {
            ask();
            return;
        }
        List<Asker> waiting = askers.values().stream()
                .filter(each -> each.waits() && !nodes.get(each.node).dead)
                .sorted(Comparator.comparing(each -> each.ticket.key()))
                .toList();
        if (waiting.isEmpty()) {
            return;
        }
        Asker asker = waiting.get(random.nextInt(waiting.size()));
        Tickets tickets = nodes.get(asker.node).tickets;
        if (what < 80) {
            asker.held = !asker.held;
            asker.heldAt = now.getAsLong();
            tickets.setHeld(asker.ticket, asker.held);
        } else if (what < 90) {
            Tickets.Ending ending = tickets.end(asker.ticket, Tickets.Reason.CANCELLED)
                    .toCompletableFuture()
                    .get(ANSWER_SECONDS, TimeUnit.SECONDS);
            if (ending == Tickets.Ending.ENDED) {
                asker.ended = true;
                if (asker.match != null) {
                    violations.add("a cancelled ticket was matched: " + asker.ticket.key());
                }
            } else if (ending == Tickets.Ending.UNKNOWN) {
                violations.add("a ticket was lost: " + asker.ticket.key());
                asker.ended = true;
            }
        } else {
            run();
        }
    }

    private void ask() throws Exception {
        int number = count++;
        MatchMode mode = MODES.values().stream()
                .sorted(Comparator.comparing(MatchMode::prefix))
                .toList()
                .get(random.nextInt(3));
        int size = mode.prefix().equals("duel-") ? 1 : 1 + random.nextInt(mode.players() / mode.teams() - 1);
        int node = livingNode();
        List<Ticket.Player> players = IntStream.range(0, size)
                .mapToObj(i ->
                        new Ticket.Player("c_" + number + "x" + i, "u" + random.nextInt(5000), RawJson.EMPTY_OBJECT))
                .toList();
        Ticket ticket = new Ticket(
                players.get(0).client(),
                1,
                "lobby",
                mode.prefix(),
                random.nextBoolean() ? "{}" : "{\"map\":\"ice\"}",
                now.getAsLong(),
                Math.round(1000 + 300 * random.nextGaussian()),
                players);
        Asker asker = new Asker(ticket, node);
        askers.put(ticket.key(), asker);
        players.forEach(player -> byClient.put(player.client(), asker));
        Tickets.Admission admission =
                nodes.get(node).tickets.add(ticket).toCompletableFuture().get(ANSWER_SECONDS, TimeUnit.SECONDS);
        if (admission != Tickets.Admission.ADDED) {
            violations.add("a new ticket was not added: " + ticket.key());
        }
    }

    private int livingNode() {
        List<Integer> living = IntStream.range(0, nodes.size())
                .filter(i -> !nodes.get(i).dead)
                .boxed()
                .toList();
        return living.get(random.nextInt(living.size()));
    }

    /** Runs the tasks of the nodes that are due once a second. */
    public void run() {
        nodes.stream().filter(node -> !node.dead).forEach(node -> node.tickets.run());
    }

    /** Fails a node. */
    public void kill(int node) {
        nodes.get(node).dead = true;
    }

    private void check(MadeMatch match) {
        MatchMode mode = MODES.get(match.prefix());
        Map<Asker, Set<Integer>> teams = new TreeMap<>(Comparator.comparing(each -> each.ticket.key()));
        Map<Asker, Integer> seats = new TreeMap<>(Comparator.comparing(each -> each.ticket.key()));
        Map<Asker, Long> waited = new TreeMap<>(Comparator.comparing(each -> each.ticket.key()));
        for (MadeMatch.Seat each : match.seats()) {
            Asker asker = byClient.get(each.client());
            teams.computeIfAbsent(asker, key -> new HashSet<>()).add(each.team());
            seats.merge(asker, 1, Integer::sum);
            waited.put(asker, each.waitedMillis());
        }
        for (Asker asker : teams.keySet()) {
            String key = asker.ticket.key();
            if (asker.match != null) {
                violations.add("a ticket is in two matches: " + key);
            }
            if (asker.ended) {
                violations.add("a cancelled ticket was matched: " + key);
            }
            if (asker.held && asker.ticket.createdMillis() + waited.get(asker) - asker.heldAt > heldMillis) {
                violations.add("a held-back ticket was matched: " + key);
            }
            if (teams.get(asker).size() != 1 || seats.get(asker) != asker.ticket.size()) {
                violations.add("a party was split: " + key);
            }
            asker.match = match.number();
        }
        checkSize(match, mode, teams.keySet());
        checkBucket(teams.keySet());
        checkWindow(mode, teams.keySet());
    }

    private void checkSize(MadeMatch match, MatchMode mode, Set<Asker> all) {
        int size = match.seats().size();
        boolean isEarly = all.stream().allMatch(each -> (waited(each) + SLACK) * 2 < mode.patienceMillis());
        boolean isGood = size == mode.players() || !isEarly && size >= mode.minPlayers() && size % mode.teams() == 0;
        if (size > mode.players() || !isGood) {
            violations.add("a match of the wrong size: " + size + " in " + mode.prefix());
        }
        Map<Integer, Long> teams =
                match.seats().stream().collect(Collectors.groupingBy(MadeMatch.Seat::team, Collectors.counting()));
        if (teams.size() != mode.teams() || new HashSet<>(teams.values()).size() != 1) {
            violations.add("teams of different sizes: " + teams);
        }
    }

    private long waited(Asker asker) {
        return now.getAsLong() - asker.ticket.createdMillis();
    }

    private void checkBucket(Set<Asker> all) {
        if (all.stream().map(each -> each.ticket.bucket()).distinct().count() != 1) {
            violations.add("tickets of different buckets were matched");
        }
        Set<String> users = new HashSet<>();
        for (Asker each : all) {
            Set<String> own =
                    each.ticket.players().stream().map(Ticket.Player::user).collect(Collectors.toSet());
            if (own.stream().anyMatch(users::contains)) {
                violations.add("two tickets of one user were matched");
            }
            users.addAll(own);
        }
    }

    private void checkWindow(MatchMode mode, Set<Asker> all) {
        boolean hasSeed = all.stream().anyMatch(seed -> {
            double window = mode.windowAfter(waited(seed) + SLACK);
            return all.stream().allMatch(each -> Math.abs(each.ticket.skill() - seed.ticket.skill()) <= window);
        });
        if (!hasSeed) {
            violations.add("skills are too far apart");
        }
    }

    /** Finds tickets that could be matched and are not: no ticket waits beyond the bound of its window. */
    public List<String> left() {
        Map<String, List<Ticket>> buckets = askers.values().stream()
                .filter(each -> each.waits() && !each.held && !nodes.get(each.node).dead)
                .map(each -> each.ticket)
                .sorted(Comparator.comparingLong(Ticket::createdMillis))
                .collect(Collectors.groupingBy(Ticket::bucket));
        List<String> left = new ArrayList<>();
        buckets.forEach((bucket, tickets) -> {
            MatchMode mode = MODES.get(tickets.get(0).prefix());
            if (new MatchRule(mode)
                            .next(
                                    tickets.stream()
                                            .limit(MatchRule.MAX_CANDIDATES)
                                            .toList(),
                                    now.getAsLong())
                    != null) {
                left.add(bucket + " " + tickets.size());
            }
        });
        return left;
    }

    /** Returns the number of tickets of living nodes that are neither ended nor matched nor held back. */
    public long waiting() {
        return askers.values().stream()
                .filter(each -> each.waits() && !each.held)
                .count();
    }
}
