package dev.roomcast.match;

import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.MatchFrames;
import dev.roomcast.protocol.RawJson;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps the results of searches for members who come back. Thread: any. */
final class MatchResults {

    /** How long a result is told again, in milliseconds. */
    static final long KEPT_MILLIS = 60_000;

    /** About the bytes of a result without its players. */
    private static final int OVERHEAD = 200;

    private final long maxBytes;
    private final Map<String, Result> byClient = new HashMap<>();
    private final Set<String> numbers = new HashSet<>();
    /** The oldest first. */
    private final Deque<Kept> kept = new ArrayDeque<>();

    private long bytes;

    /**
     * The result of one player's search.
     *
     * @param ticket the id of its request; 0: another member of the party asked
     * @param room null: there is no match
     * @param players shared by all players of the match
     * @param reason why there is no match; null: there is one
     */
    record Result(
            long ticket,
            @Nullable String room,
            int team,
            @Nullable RawJson players,
            @Nullable String reason) {

        Frame frame() {
            return reason == null
                    ? MatchFrames.matched(ticket, room, team, players)
                    : MatchFrames.unmatched(ticket, reason);
        }
    }

    /** Results that end together. @param number of the match, or null */
    private record Kept(@Nullable String number, Map<String, Result> results, int bytes, long untilMillis) {}

    /** @param maxBytes of all results; beyond it, the oldest go early */
    MatchResults(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Keeps the results of a match; returns whether it is new. */
    synchronized boolean add(MadeMatch match, long nowMillis) {
        expire(nowMillis);
        if (!numbers.add(match.number())) {
            return false;
        }
        RawJson players = match.players();
        Map<String, Result> results = new HashMap<>();
        for (MadeMatch.Seat each : match.seats()) {
            results.put(each.client(), new Result(each.ticket(), match.room(), each.team(), players, null));
        }
        keep(new Kept(match.number(), results, players.length() + OVERHEAD * results.size(), nowMillis + KEPT_MILLIS));
        return true;
    }

    /** Keeps that the search of a client ended without a match. */
    synchronized void add(String client, long ticket, String reason, long nowMillis) {
        expire(nowMillis);
        Map<String, Result> results = Map.of(client, new Result(ticket, null, 0, null, reason));
        keep(new Kept(null, results, OVERHEAD, nowMillis + KEPT_MILLIS));
    }

    private void keep(Kept more) {
        byClient.putAll(more.results);
        kept.add(more);
        bytes += more.bytes;
        while (bytes > maxBytes) {
            drop();
        }
    }

    /** The latest result of a client; null: none is kept. */
    synchronized @Nullable Result of(String client, long nowMillis) {
        expire(nowMillis);
        return byClient.get(client);
    }

    /** The client asks for something else. */
    synchronized void remove(String client) {
        byClient.remove(client);
    }

    private void expire(long nowMillis) {
        while (!kept.isEmpty() && kept.peek().untilMillis <= nowMillis) {
            drop();
        }
    }

    private void drop() {
        Kept oldest = kept.remove();
        oldest.results.forEach(byClient::remove);
        numbers.remove(oldest.number);
        bytes -= oldest.bytes;
    }
}
