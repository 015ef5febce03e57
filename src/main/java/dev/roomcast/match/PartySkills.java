package dev.roomcast.match;

import dev.roomcast.room.MatchRoom;
import dev.roomcast.room.MatchRooms;
import dev.roomcast.room.Member;
import dev.roomcast.room.NodeQueries;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Finds the skills of players. The skill in a token takes precedence over the client's, and only the node of a player's
 * connection knows the token.
 */
public final class PartySkills {

    /** The topic of {@link NodeQueries#query}; the question is the name of a room. */
    public static final String TOPIC = "match.skills";

    private final MatchRooms rooms;
    private final NodeQueries nodes;

    public PartySkills(MatchRooms rooms, NodeQueries nodes) {
        this.rooms = rooms;
        this.nodes = nodes;
    }

    /**
     * Returns the mean skill of players.
     *
     * @param word the skill that the client states, for players whose token states none
     * @return fails with {@link dev.roomcast.room.EngineUnavailableException} unless every node answers
     */
    CompletionStage<Double> mean(MatchRoom room, List<Member> players, double word) {
        Map<String, Double> proven = provenHere(room, players);
        if (players.stream().allMatch(Member::isHere)) {
            return CompletableFuture.completedFuture(mean(players, proven, word));
        }
        List<String> clients = players.stream().map(Member::client).toList();
        return nodes.query(TOPIC, room.name()).thenApply(answers -> {
            answers.forEach(answer -> read(answer, proven));
            return clients.stream()
                    .mapToDouble(each -> proven.getOrDefault(each, word))
                    .average()
                    .orElse(word);
        });
    }

    private static double mean(List<Member> players, Map<String, Double> proven, double word) {
        return players.stream()
                .mapToDouble(each -> proven.getOrDefault(each.client(), word))
                .average()
                .orElse(word);
    }

    private static Map<String, Double> provenHere(MatchRoom room, Iterable<Member> players) {
        Map<String, Double> proven = new HashMap<>();
        for (Member each : players) {
            Double skill = room.provenSkill(each);
            if (skill != null) {
                proven.put(each.client(), skill);
            }
        }
        return proven;
    }

    /** Answers for this node in the form {@code CLIENT SKILL CLIENT SKILL …}. */
    public CompletionStage<String> answer(String name) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        boolean isHere = rooms.onRoom(name, room -> {
            StringBuilder text = new StringBuilder();
            provenHere(room, room.players())
                    .forEach((client, skill) ->
                            text.append(client).append(' ').append(skill).append(' '));
            answer.complete(text.toString());
        });
        if (!isHere) {
            answer.complete("");
        }
        return answer;
    }

    private static void read(String answer, Map<String, Double> proven) {
        String[] words = answer.isEmpty() ? new String[0] : answer.split(" ");
        for (int i = 0; i + 1 < words.length; i += 2) {
            proven.put(words[i], Double.valueOf(words[i + 1]));
        }
    }
}
