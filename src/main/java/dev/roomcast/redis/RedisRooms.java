package dev.roomcast.redis;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Position;
import dev.roomcast.protocol.PublicationFrames;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.ServerFrames;
import dev.roomcast.redis.client.RedisLink;
import dev.roomcast.redis.client.Script;
import dev.roomcast.redis.client.ScriptCall;
import dev.roomcast.room.EngineUnavailableException;
import dev.roomcast.room.HistoryPage;
import dev.roomcast.room.PendingPublication;
import dev.roomcast.room.RoomType;
import dev.roomcast.room.RoomView;
import dev.roomcast.room.SharedRooms;
import dev.roomcast.room.StateRefusedException;
import dev.roomcast.room.StateUpdate;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Executes single operations on rooms, each with one or few scripts. Large rooms are read in portions, between which
 * Redis executes other commands.
 */
final class RedisRooms implements SharedRooms {

    /** The approximate number of members in one portion. */
    private static final int PORTION = 250;

    private static final String CLIENT = "c_";

    /** The offset in the answer for a publication whose state change is refused. */
    private static final long REFUSED = -2;

    private final RedisEngine engine;

    RedisRooms(RedisEngine engine) {
        this.engine = engine;
    }

    /** Creates a script call for a link. */
    private interface Calls {
        ScriptCall on(RoomScripts scripts, RedisLink link);
    }

    private CompletionStage<Response> run(String room, RoomType type, Calls calls) {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        run(room, new RoomScripts(engine, room, type), calls, answer, true);
        return answer;
    }

    /** @param again whether to repeat the call if the room's server was not known yet */
    private void run(String room, RoomScripts scripts, Calls calls, CompletableFuture<Response> answer, boolean again) {
        RedisLink link = engine.link(KeySpace.slot(room));
        if (engine.isRejected()) {
            answer.completeExceptionally(new EngineUnavailableException());
            return;
        }
        ScriptCall call = calls.on(scripts, link);
        call.then(answer::complete, () -> {
            if (again && link != engine.link(KeySpace.slot(room))) {
                run(room, scripts, calls, answer, false);
            } else {
                answer.completeExceptionally(new EngineUnavailableException());
            }
        });
        if (link.isUp()) {
            engine.run(call);
        } else {
            engine.enqueue(call);
        }
    }

    @Override
    public CompletionStage<Published> publish(
            String room, RoomType type, Command.Publish command, @Nullable StateUpdate update, @Nullable String key) {
        PendingPublication publication = PendingPublication.ofServer(command, update, key);
        Calls calls = update == null
                ? (scripts, link) -> scripts.publish(link, publication, RoomScripts.SERVER)
                : (scripts, link) -> scripts.publish(link, publication, RoomScripts.SERVER, true);
        return run(room, type, calls).thenApply(RedisRooms::published);
    }

    private static Published published(Response reply) {
        if (reply.get(0).toLong() == REFUSED) {
            throw new StateRefusedException(RedisGames.refusal(reply));
        }
        return new Published(
                new Position(reply.get(2).toString(), reply.get(0).toLong()),
                reply.get(3).toLong(),
                reply.get(1).toLong() > 0);
    }

    /**
     * @param after the offset before the first publication; -1: the newest publications
     * @return null: the room does not exist
     */
    private @Nullable CompletionStage<Response> read(String room, RoomType type, long after, long limit) {
        return run(
                room,
                type,
                (scripts, link) -> scripts.call(Script.READ, link).with(after).with(limit));
    }

    @Override
    public CompletionStage<HistoryPage> history(
            String room, RoomType type, Command.History command, CommandDecoder decoder) {
        long limit = command.limit() == 0 ? type.historySize() : Math.min(command.limit(), type.historySize());
        return read(room, type, command.offset(), limit)
                .thenApply(reply -> isNothing(reply) ? null : page(new RoomPage(reply), type, command, decoder));
    }

    private static HistoryPage page(RoomPage page, RoomType type, Command.History command, CommandDecoder decoder) {
        Position position = page.position();
        boolean isSameEpoch = command.epoch() == null || command.epoch().equals(position.epoch());
        long oldest = page.now() - type.historyAge();
        long kept = page.keptBefore();
        long offset = page.before();
        List<Frame> frames = new ArrayList<>();
        for (Response each : page.publications()) {
            RoomEvent event = RoomEvent.kept(each.toBytes());
            offset++;
            if (event.time() < oldest) {
                kept = offset;
            } else {
                frames.add(frame(event, offset, decoder));
            }
        }
        long after = command.offset() < 0 ? page.before() : command.offset();
        boolean isWhole = isSameEpoch && after >= kept && after <= position.offset();
        return new HistoryPage(position, isWhole, isSameEpoch ? frames : List.of());
    }

    private static Frame frame(RoomEvent event, long offset, CommandDecoder decoder) {
        if (event.kind() != 'T') {
            return EventApplier.completed(event, offset);
        }
        byte[] sender = event.take(0);
        return PublicationFrames.publication(decoder, EventApplier.frame(true, event), sender, offset, event.time());
    }

    @Override
    public CompletionStage<RoomView> view(String room, RoomType type) {
        return read(room, type, 0, 0).thenCompose(reply -> {
            if (isNothing(reply)) {
                return CompletableFuture.completedFuture(null);
            }
            return members(room).thenApply(stored -> view(room, type, new RoomPage(reply), stored));
        });
    }

    private static RoomView view(String room, RoomType type, RoomPage page, List<RoomSnapshot.StoredMember> stored) {
        List<ServerFrames.MemberView> members = stored.stream()
                .map(each ->
                        new ServerFrames.MemberView(each.user(), each.client(), each.away(), each.info(), each.game()))
                .toList();
        int away = (int) stored.stream().filter(RoomSnapshot.StoredMember::away).count();
        boolean hasGame = stored.stream().anyMatch(each -> each.game() != null);
        String host = page.host().isEmpty() ? null : page.host();
        return new RoomView(
                room,
                type,
                members.size(),
                away,
                page.position(),
                members,
                hasGame ? new ServerFrames.HostView(host) : null,
                hasGame || !page.state().isEmpty() ? page.state() : null,
                RunWords.view(page.run()));
    }

    /** Returns whether the room does not exist, or has neither members nor publications. */
    private static boolean isNothing(@Nullable Response reply) {
        return reply == null || reply.get(3).toLong() == 0 && reply.get(1).toLong() == 0;
    }

    /** Returns the members in the order of their joins. */
    private CompletionStage<List<RoomSnapshot.StoredMember>> members(String room) {
        Map<String, RoomSnapshot.StoredMember> stored = new HashMap<>();
        return scan(room, "0", stored)
                .thenApply(done -> stored.values().stream()
                        .sorted(Comparator.comparingLong(RoomSnapshot.StoredMember::born))
                        .toList());
    }

    private CompletionStage<Void> scan(String room, String cursor, Map<String, RoomSnapshot.StoredMember> stored) {
        Request request = Request.cmd(io.vertx.redis.client.Command.HSCAN)
                .arg(engine.keySpace().members(room))
                .arg(cursor)
                .arg("COUNT")
                .arg(PORTION);
        return engine.link(KeySpace.slot(room))
                .send(request)
                .toCompletionStage()
                .exceptionally(error -> {
                    throw new EngineUnavailableException();
                })
                .thenCompose(reply -> {
                    Response entries = reply.get(1);
                    for (int i = 0; i + 1 < entries.size(); i += 2) {
                        String client = entries.get(i).toString();
                        stored.put(
                                client,
                                RoomSnapshot.parse(client, entries.get(i + 1).toBytes()));
                    }
                    String next = reply.get(0).toString();
                    return next.equals("0") ? CompletableFuture.completedFuture(null) : scan(room, next, stored);
                });
    }

    @Override
    public CompletionStage<Integer> kick(String room, RoomType type, String userOrClient) {
        return read(room, type, 0, 0).thenCompose(reply -> {
            if (isNothing(reply)) {
                return CompletableFuture.completedFuture(null);
            }
            if (userOrClient.startsWith(CLIENT)) {
                return kick(room, type, List.of(userOrClient));
            }
            return members(room)
                    .thenCompose(stored -> kick(
                            room,
                            type,
                            stored.stream()
                                    .filter(each -> each.user().equals(userOrClient))
                                    .map(RoomSnapshot.StoredMember::client)
                                    .toList()));
        });
    }

    private CompletionStage<Integer> kick(String room, RoomType type, List<String> clients) {
        CompletionStage<Integer> count = CompletableFuture.completedFuture(0);
        for (String client : clients) {
            CompletionStage<Integer> one = run(
                            room,
                            type,
                            (scripts, link) -> scripts.call(Script.MEMBERS, link)
                                    .with("leave")
                                    .with(client)
                                    .with("*")
                                    .with("kicked")
                                    .with(CloseCode.KICKED.code()))
                    .thenApply(answer -> Math.max(0, answer.toInteger()));
            count = count.thenCombine(one, Integer::sum);
        }
        return count;
    }

    @Override
    public CompletionStage<Integer> close(String room, RoomType type) {
        return run(
                        room,
                        type,
                        (scripts, link) -> scripts.call(Script.MEMBERS, link)
                                .with("end")
                                .with("-")
                                .with(engine.node()))
                .thenApply(reply -> reply.toInteger() < 0 ? null : reply.toInteger());
    }

    /** The answer of {@code read.lua}. */
    private record RoomPage(Response answer) {

        Position position() {
            return new Position(answer.get(0).toString(), answer.get(1).toLong());
        }

        /** Returns the time by Redis's clock, in milliseconds since 1970. */
        long now() {
            return answer.get(2).toLong();
        }

        /** Returns the offset before the first retained publication. */
        long keptBefore() {
            return answer.get(4).toLong();
        }

        /** Returns the offset before the first of {@link #publications}. */
        long before() {
            return answer.get(5).toLong();
        }

        /** Returns the shared state by key; only if no publications were requested. */
        Map<String, RawJson> state() {
            return RoomSnapshot.state(answer.get(7));
        }

        /** Returns the client of the host, or an empty text; only if no publications were requested. */
        String host() {
            return answer.get(8).toString();
        }

        /** Returns the run in words, or an empty text; only if no publications were requested. */
        String run() {
            return answer.get(9).toString();
        }

        Response publications() {
            return answer.get(6);
        }
    }
}
