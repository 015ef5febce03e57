package dev.roomcast.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.protocol.Position;
import dev.roomcast.room.Clock;
import dev.roomcast.room.Node;
import dev.roomcast.room.RoomView;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All nodes that share the Redis, asked as if they were one. A question is said on the channel of all, and each node
 * says its answer on the channel of the one who asks. In words:
 *
 * <pre>
 *   NODE TOKEN rooms LIMIT PREFIX AFTER       TOKEN NAME COUNT AWAY EPOCH OFFSET NAME …
 *   NODE TOKEN disconnect USER                TOKEN CONNECTIONS
 * </pre>
 */
final class Nodes implements Node {

    /** Of two answers about a room, that of a node where more has happened. */
    private static final BinaryOperator<RoomView> NEWER =
            (one, other) -> one.position().offset() < other.position().offset() ? other : one;

    private final RedisEngine engine;
    private final Node here;
    private final AtomicLong tokens = new AtomicLong();
    private final Map<Long, Survey> surveys = new ConcurrentHashMap<>();

    Nodes(RedisEngine engine, Node here) {
        this.engine = engine;
        this.here = here;
    }

    @Override
    public CompletionStage<List<RoomView>> rooms(String prefix, String after, int limit) {
        return ask("rooms " + limit + ' ' + word(prefix) + ' ' + word(after))
                .thenApply(answers -> answers.stream()
                        .flatMap(each -> views(each).stream())
                        .collect(Collectors.toMap(RoomView::name, Function.identity(), NEWER))
                        .values()
                        .stream()
                        .sorted(Comparator.comparing(RoomView::name))
                        .limit(limit)
                        .toList());
    }

    @Override
    public CompletionStage<Integer> disconnect(String user) {
        return ask("disconnect " + word(user))
                .thenApply(
                        answers -> answers.stream().mapToInt(Integer::parseInt).sum());
    }

    private CompletionStage<List<String>> ask(String question) {
        long token = tokens.incrementAndGet();
        Survey survey = new Survey();
        surveys.put(token, survey);
        Clock.Timer end = engine.whenLate(survey::end);
        engine.tell(
                engine.everyone(),
                engine.node() + ' ' + token + ' ' + question,
                nodes -> survey.asked(nodes.toInteger()),
                survey::end);
        return survey.answers().whenComplete((answers, failure) -> {
            end.cancel();
            surveys.remove(token);
        });
    }

    /** Another node, or this one, wants to know something. */
    void asked(byte[] question) {
        String[] words = words(question);
        switch (words[2]) {
            case "rooms" ->
                here.rooms(text(words[4]), text(words[5]), Integer.parseInt(words[3]))
                        .thenAccept(views -> answer(words, views(views)));
            case "disconnect" -> here.disconnect(text(words[3])).thenAccept(count -> answer(words, count.toString()));
            default -> {} // of a later version: who asks is told that not all nodes have answered
        }
    }

    private void answer(String[] question, String answer) {
        engine.tell(engine.channel(question[0]), question[1] + ' ' + answer, null, null);
    }

    void answered(byte[] answer) {
        String[] words = new String(answer, UTF_8).split(" ", 2);
        Survey survey = surveys.get(Long.parseLong(words[0]));
        if (survey != null) {
            survey.answered(words[1]);
        }
    }

    /** Those that are known there. */
    private static String views(List<RoomView> rooms) {
        return rooms.stream()
                .filter(room -> !room.position().epoch().isEmpty())
                .map(room -> room.name()
                        + ' '
                        + room.count()
                        + ' '
                        + room.away()
                        + ' '
                        + room.position().epoch()
                        + ' '
                        + room.position().offset())
                .collect(Collectors.joining(" "));
    }

    private static List<RoomView> views(String answer) {
        String[] words = answer.split(" ");
        List<RoomView> views = new ArrayList<>(words.length / 5);
        for (int i = 0; i + 4 < words.length; i += 5) {
            Position position = new Position(words[i + 3], Long.parseLong(words[i + 4]));
            int count = Integer.parseInt(words[i + 1]);
            views.add(new RoomView(words[i], null, count, Integer.parseInt(words[i + 2]), position, null));
        }
        return views;
    }

    private static String[] words(byte[] message) {
        return new String(message, UTF_8).split(" ", -1);
    }

    /** Without spaces, whatever it holds. */
    private static String word(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private static String text(String word) {
        return URLDecoder.decode(word, UTF_8);
    }
}
