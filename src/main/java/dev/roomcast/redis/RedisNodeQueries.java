package dev.roomcast.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Position;
import dev.roomcast.room.NodeQueries;
import dev.roomcast.room.RoomView;
import dev.roomcast.room.UserMembership;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Queries all nodes that share the Redis, as if they were one node. The node publishes a question on the channel of all
 * nodes, and each node publishes its answer on the channel of the asking node. Format of questions and answers:
 *
 * <pre>
 *   NODE TOKEN rooms LIMIT PREFIX AFTER       TOKEN NODE NAME COUNT AWAY EPOCH OFFSET NAME …
 *   NODE TOKEN disconnect USER                TOKEN NODE CONNECTIONS
 *   NODE TOKEN send USER FRAME                TOKEN NODE CONNECTIONS
 *   NODE TOKEN connections USER               TOKEN NODE CONNECTIONS
 *   NODE TOKEN report                         TOKEN NODE JSON
 *   NODE TOKEN seats USER                     TOKEN NODE ROOM CLIENT STATE ROOM …
 *   NODE TOKEN ask TOPIC QUESTION             TOKEN NODE ANSWER
 * </pre>
 */
final class RedisNodeQueries implements NodeQueries {

    /** Selects, of two views of a room, the one with the later position. */
    private static final BinaryOperator<RoomView> NEWER =
            (one, other) -> one.position().offset() < other.position().offset() ? other : one;

    private final RedisEngine engine;
    private final NodeQueries local;
    private final AtomicLong tokens = new AtomicLong();
    private final Map<Long, ScatterGather> queries = new ConcurrentHashMap<>();

    RedisNodeQueries(RedisEngine engine, NodeQueries local) {
        this.engine = engine;
        this.local = local;
    }

    @Override
    public CompletionStage<List<RoomView>> rooms(String prefix, String after, int limit) {
        return queryAll("rooms " + limit + ' ' + word(prefix) + ' ' + word(after))
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
        return queryAll("disconnect " + word(user))
                .thenApply(
                        answers -> answers.stream().mapToInt(Integer::parseInt).sum());
    }

    @Override
    public CompletionStage<Integer> send(String user, Frame frame) {
        return queryAll("send " + word(user) + ' ' + word(frame.payloadText()))
                .thenApply(
                        answers -> answers.stream().mapToInt(Integer::parseInt).sum());
    }

    @Override
    public CompletionStage<List<String>> query(String topic, String question) {
        return queryAll("ask " + word(topic) + ' ' + word(question))
                .thenApply(
                        answers -> answers.stream().map(RedisNodeQueries::text).toList());
    }

    @Override
    public CompletionStage<List<UserMembership>> membershipsOf(String user) {
        return queryAll("seats " + word(user))
                .thenApply(answers -> answers.stream()
                        .flatMap(each -> UserMemberships.read(each).stream())
                        .sorted(Comparator.comparing(UserMembership::room))
                        .toList());
    }

    @Override
    public CompletionStage<Integer> connections(String user) {
        return queryAll("connections " + word(user))
                .thenApply(
                        answers -> answers.stream().mapToInt(Integer::parseInt).sum());
    }

    @Override
    public CompletionStage<List<String>> reports() {
        return queryAll("report")
                .thenApply(
                        answers -> answers.stream().map(RedisNodeQueries::text).toList());
    }

    private CompletionStage<List<String>> queryAll(String question) {
        long token = tokens.incrementAndGet();
        ScatterGather query = new ScatterGather();
        queries.put(token, query);
        Clock.Timer end = engine.whenLate(query::end);
        engine.notify(
                engine.keySpace().allNodes(),
                engine.node() + ' ' + token + ' ' + question,
                reply -> sent(query, reply.get(0).toInteger(), NodeRegistry.nodes(reply.get(1))),
                query::end);
        return query.replies().whenComplete((answers, failure) -> {
            end.cancel();
            queries.remove(token);
        });
    }

    private void sent(ScatterGather query, int listeners, Set<String> alive) {
        NodeRegistry registry = engine.registry();
        if (registry.isComplete(alive)) {
            query.onSent(alive, registry.isStrict() ? listeners : 0);
        } else {
            query.end();
        }
    }

    /** Answers a question of another node, or of this one. */
    void onQuery(byte[] question) {
        String[] words = words(question);
        switch (words[2]) {
            case "rooms" ->
                local.rooms(text(words[4]), text(words[5]), Integer.parseInt(words[3]))
                        .thenAccept(views -> reply(words, views(views)));
            case "disconnect" -> local.disconnect(text(words[3])).thenAccept(count -> reply(words, count.toString()));
            case "send" ->
                local.send(text(words[3]), Frame.text(text(words[4])))
                        .thenAccept(count -> reply(words, count.toString()));
            case "ask" ->
                local.query(text(words[3]), text(words[4])).thenAccept(answers -> reply(words, word(answers.get(0))));
            case "seats" ->
                local.membershipsOf(text(words[3]))
                        .thenAccept(memberships -> reply(words, UserMemberships.write(memberships)));
            case "connections" -> local.connections(text(words[3])).thenAccept(count -> reply(words, count.toString()));
            case "report" -> local.reports().thenAccept(reports -> reply(words, word(reports.get(0))));
            default -> {} // from a later version: without this answer, the query fails on the asking node
        }
    }

    private void reply(String[] question, String answer) {
        String message = question[1] + ' ' + engine.node() + ' ' + answer;
        engine.notify(engine.keySpace().node(question[0]), message, null, null);
    }

    void onReply(byte[] answer) {
        String[] words = new String(answer, UTF_8).split(" ", 3);
        ScatterGather query = queries.get(Long.parseLong(words[0]));
        if (query != null) {
            query.onReply(words[1], words[2]);
        }
    }

    /** Encodes the rooms whose position this node knows. */
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
            views.add(new RoomView(words[i], count, Integer.parseInt(words[i + 2]), position));
        }
        return views;
    }

    private static String[] words(byte[] message) {
        return new String(message, UTF_8).split(" ", -1);
    }

    /** Encodes a text as one word without spaces. */
    private static String word(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private static String text(String word) {
        return URLDecoder.decode(word, UTF_8);
    }
}
