package dev.roomcast.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rule of matchmaking. The oldest ticket chooses first: the tickets with the nearest skills in its window join it,
 * as long as they fit, until the match is full.
 *
 * <p>Parties are assigned to teams as a whole, largest first, each to the team with the lowest sum of skills that has
 * capacity. The script {@code match.lua} implements the same rule for Redis.
 */
public final class MatchRule {

    /** The maximum number of tickets of a bucket that the rule considers, oldest first. */
    public static final int MAX_CANDIDATES = 256;

    /**
     * The maximum number of candidates that one search sorts for tickets that then find no match. Another search
     * continues with the next ticket, so that no bucket delays the others.
     */
    static final int MAX_WORK = 1024;

    private final MatchMode mode;

    /**
     * A result of a search.
     *
     * @param match the match; null: none was found
     * @param stoppedAt the index of the ticket with which another search continues; 0: this one was complete
     */
    public record Found(@Nullable Match match, int stoppedAt) {}

    public MatchRule(MatchMode mode) {
        this.mode = mode;
    }

    /**
     * Finds the next match.
     *
     * @param oldestFirst the available tickets, at most {@link #MAX_CANDIDATES}
     * @param nowMillis the time by the clock of {@link Ticket#createdMillis()}
     * @return the match; null: none
     */
    public @Nullable Match next(List<Ticket> oldestFirst, long nowMillis) {
        return search(oldestFirst, nowMillis, 0).match;
    }

    /**
     * Finds the next match with a bounded amount of work.
     *
     * @param from the index of the ticket that chooses first
     */
    public Found search(List<Ticket> oldestFirst, long nowMillis, int from) {
        SkillIndex index = new SkillIndex(oldestFirst);
        int work = 0;
        for (int i = from; i < oldestFirst.size(); i++) {
            Ticket seed = oldestFirst.get(i);
            long waitedMillis = nowMillis - seed.createdMillis();
            SkillIndex.Range range = index.within(i, mode.windowAfter(waitedMillis));
            List<Ticket> nearestFirst = null;
            for (int size = mode.players(); size >= mode.minPlayersAfter(waitedMillis); size -= mode.teams()) {
                if (!range.canSupply(size - seed.size())) {
                    continue;
                }
                nearestFirst = nearestFirst == null ? range.nearestFirst() : nearestFirst;
                Match match = fill(size, seed, nearestFirst);
                if (match != null) {
                    return new Found(match, 0);
                }
            }
            work += nearestFirst == null ? 0 : nearestFirst.size();
            if (work > MAX_WORK && i + 1 < oldestFirst.size()) {
                return new Found(null, i + 1);
            }
        }
        return new Found(null, 0);
    }

    /** Adds the nearest tickets that fit until the match has its size. */
    private @Nullable Match fill(int size, Ticket seed, List<Ticket> nearestFirst) {
        List<Ticket> taken = new ArrayList<>();
        Set<String> users = new HashSet<>();
        int count = 0;
        if (add(seed, taken, users, size)) {
            count = seed.size();
        }
        for (int i = 0; i < nearestFirst.size() && count < size && count > 0; i++) {
            Ticket next = nearestFirst.get(i);
            if (count + next.size() <= size && add(next, taken, users, size)) {
                count += next.size();
            }
        }
        return count == size ? new Match(deal(taken, size / mode.teams())) : null;
    }

    /** Adds a ticket if it fits. A single player fits wherever there is capacity. @return whether the ticket fits */
    private boolean add(Ticket ticket, List<Ticket> taken, Set<String> users, int size) {
        if (ticket.players().stream().anyMatch(player -> users.contains(player.user()))) {
            return false;
        }
        taken.add(ticket);
        if (ticket.size() > 1 && mode.teams() > 1 && deal(parties(taken), size / mode.teams()) == null
                || ticket.size() > size / mode.teams()) {
            taken.remove(taken.size() - 1);
            return false;
        }
        ticket.players().forEach(player -> users.add(player.user()));
        return true;
    }

    private static List<Ticket> parties(List<Ticket> tickets) {
        return tickets.stream().filter(ticket -> ticket.size() > 1).toList();
    }

    /** @return the teams; null: a party fits into no team */
    private @Nullable List<List<Ticket>> deal(List<Ticket> tickets, int capacity) {
        List<Ticket> largestFirst = new ArrayList<>(tickets);
        largestFirst.sort(Comparator.comparingInt(Ticket::size).reversed());
        List<List<Ticket>> teams = new ArrayList<>();
        int[] sizes = new int[mode.teams()];
        double[] skills = new double[mode.teams()];
        for (int team = 0; team < mode.teams(); team++) {
            teams.add(new ArrayList<>());
        }
        for (Ticket ticket : largestFirst) {
            int weakest = -1;
            for (int team = 0; team < mode.teams(); team++) {
                boolean hasRoom = sizes[team] + ticket.size() <= capacity;
                if (hasRoom && (weakest < 0 || skills[team] < skills[weakest])) {
                    weakest = team;
                }
            }
            if (weakest < 0) {
                return null;
            }
            teams.get(weakest).add(ticket);
            sizes[weakest] += ticket.size();
            skills[weakest] += ticket.skill() * ticket.size();
        }
        return teams;
    }

    /** The tickets, sorted by skill. */
    private static final class SkillIndex {

        private final List<Ticket> tickets;
        /** The indexes of the tickets by skill; tickets of equal skill keep the order of their age. */
        private final int[] bySkill;
        /** The index of each ticket in {@code bySkill}. */
        private final int[] place;

        private final int[] sizes;
        /** For each size, the number of tickets of that size before an index of {@code bySkill}. */
        private final int[][] before;

        SkillIndex(List<Ticket> tickets) {
            this.tickets = tickets;
            int count = tickets.size();
            this.bySkill = IntStream.range(0, count)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> tickets.get(i).skill()))
                    .mapToInt(Integer::intValue)
                    .toArray();
            this.place = new int[count];
            this.sizes =
                    tickets.stream().mapToInt(Ticket::size).distinct().sorted().toArray();
            this.before = new int[sizes.length][count + 1];
            for (int at = 0; at < count; at++) {
                place[bySkill[at]] = at;
                int size = tickets.get(bySkill[at]).size();
                for (int s = 0; s < sizes.length; s++) {
                    before[s][at + 1] = before[s][at] + (sizes[s] == size ? 1 : 0);
                }
            }
        }

        /** Returns the other tickets within a window around a ticket. */
        Range within(int seed, double window) {
            int first = place[seed];
            int last = place[seed];
            while (first > 0 && distance(seed, bySkill[first - 1]) <= window) {
                first -= jump(seed, first, -1, window);
            }
            while (last < bySkill.length - 1 && distance(seed, bySkill[last + 1]) <= window) {
                last += jump(seed, last, 1, window);
            }
            return new Range(seed, first, last);
        }

        /** Returns a power of two that is certainly within the window. */
        private int jump(int seed, int at, int direction, double window) {
            int step = 1;
            while (true) {
                int next = at + direction * 2 * step;
                if (next < 0 || next >= bySkill.length || distance(seed, bySkill[next]) > window) {
                    return step;
                }
                step *= 2;
            }
        }

        private double distance(int one, int other) {
            return Math.abs(tickets.get(one).skill() - tickets.get(other).skill());
        }

        /** A ticket and the others within its window. */
        private final class Range {
            private final int seed;
            private final int first;
            private final int last;

            Range(int seed, int first, int last) {
                this.seed = seed;
                this.first = first;
                this.last = last;
            }

            /**
             * Returns whether tickets of these sizes can add up to a number of players; ignores which users they
             * contain.
             */
            boolean canSupply(int players) {
                boolean[] sums = new boolean[Math.max(players, 0) + 1];
                sums[0] = players >= 0;
                for (int s = 0; s < sizes.length; s++) {
                    int own = tickets.get(seed).size() == sizes[s] ? 1 : 0;
                    int count = before[s][last + 1] - before[s][first] - own;
                    if (sizes[s] == 1 && count >= players) {
                        return players >= 0;
                    }
                    for (int i = 0; i < Math.min(count, players / sizes[s]); i++) {
                        for (int sum = players; sum >= sizes[s]; sum--) {
                            sums[sum] |= sums[sum - sizes[s]];
                        }
                    }
                }
                return sums[sums.length - 1] && players >= 0;
            }

            List<Ticket> nearestFirst() {
                return Arrays.stream(bySkill, first, last + 1)
                        .filter(i -> i != seed)
                        .boxed()
                        .sorted(Comparator.<Integer>comparingDouble(i -> distance(seed, i))
                                .thenComparingInt(i -> i))
                        .map(tickets::get)
                        .toList();
            }
        }
    }
}
