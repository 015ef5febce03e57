package dev.roomcast.match;

import dev.roomcast.room.NodeQueries;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Adds up the matchmaking counters of all nodes. Thread: any. */
public final class MatchSummary {

    /** The topic of {@link NodeQueries#query}; the question is empty. */
    public static final String TOPIC = "match.summary";

    private final Matchmaking matchmaking;
    private final NodeQueries nodes;

    /**
     * The counters of one mode.
     *
     * @param prefix the mode
     * @param tickets the waiting searches, with {@code players} as their players
     * @param longestMillis the waiting time of the oldest search, in milliseconds
     * @param matches the matches since the start of the nodes, with {@code matched} as their players
     * @param waitMillis the total waiting time of these players, in milliseconds
     * @param timeouts the searches that ended without a match
     */
    public record Mode(
            String prefix,
            long tickets,
            long players,
            long longestMillis,
            long matches,
            long matched,
            long waitMillis,
            long timeouts) {

        private Mode plus(Mode other) {
            return new Mode(
                    prefix,
                    tickets + other.tickets,
                    players + other.players,
                    Math.max(longestMillis, other.longestMillis),
                    matches + other.matches,
                    matched + other.matched,
                    waitMillis + other.waitMillis,
                    timeouts + other.timeouts);
        }

        private String line() {
            return prefix
                    + ' '
                    + tickets
                    + ' '
                    + players
                    + ' '
                    + longestMillis
                    + ' '
                    + matches
                    + ' '
                    + matched
                    + ' '
                    + waitMillis
                    + ' '
                    + timeouts;
        }

        private static Mode read(String line) {
            String[] words = line.split(" ");
            long[] numbers = new long[words.length];
            for (int i = 1; i < words.length; i++) {
                numbers[i] = Long.parseLong(words[i]);
            }
            return new Mode(
                    words[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], numbers[7]);
        }
    }

    public MatchSummary(Matchmaking matchmaking, NodeQueries nodes) {
        this.matchmaking = matchmaking;
        this.nodes = nodes;
    }

    /**
     * Returns the counters of the modes over all nodes.
     *
     * @return the counters by prefix; fails with {@link dev.roomcast.room.EngineUnavailableException} unless every node
     *     answers
     */
    public CompletionStage<Collection<Mode>> modes() {
        return nodes.query(TOPIC, "").thenApply(answers -> {
            Map<String, Mode> modes = new TreeMap<>();
            for (String answer : answers) {
                for (String line : answer.isEmpty() ? new String[0] : answer.split("\n")) {
                    Mode mode = Mode.read(line);
                    modes.merge(mode.prefix, mode, Mode::plus);
                }
            }
            return modes.values();
        });
    }

    /** Answers for this node, with one line for each mode. */
    public CompletionStage<String> answer(String question) {
        List<String> lines = new ArrayList<>();
        matchmaking
                .counters()
                .forEach((prefix, counted) -> lines.add(new Mode(
                                prefix,
                                counted.tickets.sum(),
                                counted.players.sum(),
                                matchmaking.longestWait(prefix),
                                counted.matches.sum(),
                                counted.matched.sum(),
                                counted.waitMillis.sum(),
                                counted.timeouts.sum())
                        .line()));
        return CompletableFuture.completedFuture(String.join("\n", lines));
    }
}
