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

/** Retains the results of searches for members who return. Thread: any. */
final class MatchResults {

    /** How long a result is retained, in milliseconds. */
    static final long KEPT_MILLIS = 60_000;

    /** The estimated size of a result without its players, in bytes. */
    private static final int OVERHEAD = 200;

    private final long maxBytes;
    private final Map<String, Result> byClient = new HashMap<>();
    private final Set<String> numbers = new HashSet<>();
    /** The results, oldest first. */
    private final Deque<Kept> kept = new ArrayDeque<>();

    private long bytes;

    /**
     * The result of one player's search.
     *
     * @param ticket the id of the player's request; 0: another member of the party sent it
     * @param room the room of the match; null: no match
     * @param players the players of the match, shared by all of their results; null: no match
     * @param reason the reason for a search without a match; null: there is a match
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

    /** Results that end together. @param number the number of the match; null: no match */
    private record Kept(@Nullable String number, Map<String, Result> results, int bytes, long untilMillis) {}

    /** @param maxBytes the bound of all results, in bytes; beyond it, the oldest are dropped early */
    MatchResults(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Adds the results of a match. @return whether the match is new */
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

    /** Adds the result of a client's search that ended without a match. */
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

    /** Returns the latest result of a client; null: none is retained. */
    synchronized @Nullable Result of(String client, long nowMillis) {
        expire(nowMillis);
        return byClient.get(client);
    }

    /** Removes the result of a client that begins another search. */
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
