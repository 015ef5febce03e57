package dev.roomcast.api;

import dev.roomcast.match.MadeMatch;
import dev.roomcast.match.MatchSummary;
import dev.roomcast.match.Matchmaking;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.JsonWriter;
import dev.roomcast.protocol.MatchFrames;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.Ids;
import dev.roomcast.room.NodeQueries;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/** Shows the counters of matchmaking, and creates the matches of an application's own matchmaker. */
final class MatchOperations {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    private static final int MAX_PLAYERS = 100;
    private static final int MAX_INFO = 1024;
    private static final int MAX_NAME = 64;

    private final Matchmaking matchmaking;
    private final MatchSummary summary;
    private final NodeQueries nodes;
    private final Ids names = new Ids(new SecureRandom());

    MatchOperations(Matchmaking matchmaking, MatchSummary summary, NodeQueries nodes) {
        this.matchmaking = matchmaking;
        this.summary = summary;
        this.nodes = nodes;
    }

    /** Returns the counters of each mode. */
    CompletionStage<byte[]> modes() {
        return summary.modes().thenApply(modes -> {
            JsonWriter writer = new JsonWriter(64 + 200 * modes.size()).ascii("{\"modes\":[");
            String comma = "";
            for (MatchSummary.Mode each : modes) {
                writer.ascii(comma)
                        .ascii("{\"rooms\":")
                        .string(each.prefix())
                        .ascii(",\"tickets\":" + each.tickets() + ",\"players\":" + each.players()
                                + ",\"longestMillis\":"
                                + each.longestMillis() + ",\"matches\":" + each.matches() + ",\"matched\":"
                                + each.matched() + ",\"meanWaitMillis\":"
                                + (each.matched() == 0 ? 0 : each.waitMillis() / each.matched()) + ",\"timeouts\":"
                                + each.timeouts() + "}");
                comma = ",";
            }
            return writer.ascii("]}").json();
        });
    }

    /**
     * Creates a room for a line-up and notifies its players.
     *
     * @param body {@code {"rooms":"duel-","players":[{"user":"li","team":0,"info":{}},…]}}
     */
    CompletionStage<byte[]> make(byte[] body, String by) {
        RequestBody request = RequestBody.of(body);
        request.allow("rooms", "players");
        String prefix = request.string("rooms", MAX_NAME - Ids.ROOM_CODE);
        if (prefix == null || prefix.isEmpty() || !Ids.isRoom(prefix + "x")) {
            throw ProblemException.badRequest("rooms is the beginning of a room's name, 1 to "
                    + (MAX_NAME - Ids.ROOM_CODE) + " of its characters");
        }
        List<MatchFrames.MatchPlayer> players = players(request);
        return matchmaking
                .handOver(names.room(prefix), prefix, players)
                .thenCompose(match -> notifyPlayers(match, players))
                .thenApply(told -> {
                    LOG.infof(
                            "event=match-made room=%s players=%d told=%d key=%s",
                            told.room, players.size(), told.count, by);
                    return new JsonWriter(128)
                            .ascii("{\"room\":")
                            .string(told.room)
                            .ascii(",\"told\":" + told.count + "}")
                            .json();
                });
    }

    private record Told(String room, int count) {}

    private static List<MatchFrames.MatchPlayer> players(RequestBody request) {
        List<MatchFrames.MatchPlayer> players = new ArrayList<>();
        for (JsonObject each : request.objects("players", MAX_PLAYERS)) {
            RequestBody player = RequestBody.of(each);
            player.allow("user", "team", "info");
            String user = player.string("user", MAX_NAME);
            if (user == null || !Ids.isUser(user)) {
                throw ProblemException.badRequest("user is the name of a user");
            }
            String info = each.getValue("info") == null ? "{}" : info(each);
            players.add(new MatchFrames.MatchPlayer(
                    user, RawJson.of(info), (int) player.integer("team", 0, MAX_PLAYERS - 1, 0)));
        }
        if (players.stream().map(MatchFrames.MatchPlayer::user).distinct().count() < players.size()) {
            throw ProblemException.badRequest("a user stands in players once");
        }
        return players;
    }

    private static String info(JsonObject player) {
        if (player.getValue("info") instanceof JsonObject info && info.encode().length() <= MAX_INFO) {
            return info.encode();
        }
        throw ProblemException.badRequest("info is an object of at most " + MAX_INFO + " characters");
    }

    /** Notifies every connection of the players. */
    private CompletionStage<Told> notifyPlayers(MadeMatch match, List<MatchFrames.MatchPlayer> players) {
        RawJson all = MatchFrames.players(players);
        CompletionStage<Integer> count = CompletableFuture.completedFuture(0);
        for (MatchFrames.MatchPlayer each : players) {
            Frame frame = MatchFrames.matched(0, match.room(), each.team(), all);
            count = count.thenCombine(nodes.send(each.user(), frame), Integer::sum);
        }
        return count.thenApply(sum -> new Told(match.room(), sum));
    }
}
