package dev.roomcast.redis;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.JoinTerms;
import dev.roomcast.redis.client.Script;
import dev.roomcast.redis.client.ScriptCall;
import dev.roomcast.room.JoinRequest;
import dev.roomcast.room.Member;
import dev.roomcast.room.Replica;
import dev.roomcast.room.SecretHash;
import dev.roomcast.room.Sequencer;
import dev.roomcast.room.StateRefusal;
import io.vertx.redis.client.Response;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Sends the game requests of one room to Redis. Thread: the room's serial executor. */
final class RedisGames {

    private final RedisSequencer owner;
    private final RedisEngine engine;
    private final Replica room;
    private final EventFollower follower;

    RedisGames(RedisSequencer owner, RedisEngine engine, Replica room, EventFollower follower) {
        this.owner = owner;
        this.engine = engine;
        this.room = room;
        this.follower = follower;
    }

    private ScriptCall members(String change, String client) {
        return owner.scripts()
                .call(Script.MEMBERS, owner.link())
                .with(change)
                .with(client)
                .with(engine.node());
    }

    /** Adds the role and the terms of a new member to a call. */
    static ScriptCall withTerms(ScriptCall call, JoinRequest request) {
        JoinTerms terms = request.terms();
        return call.with(RoomEvent.role(request.game()))
                .with(terms.expect() == null ? "" : terms.expect().name().toLowerCase(Locale.ROOT))
                .with(terms.key() == null ? "" : SecretHash.of(terms.key()));
    }

    void host(String client, Member by, Sequencer.Outcome outcome) {
        run("host", client, by, outcome);
    }

    void kick(String client, Member by, Sequencer.Outcome outcome) {
        run("kick", client, by, outcome);
    }

    private void run(String change, String client, @Nullable Member by, Sequencer.Outcome outcome) {
        engine.run(members(change, client)
                .with(by == null ? "" : by.client())
                .then(
                        reply -> room.apply(() -> completeAfter(reply.toLong(), outcome)),
                        () -> room.apply(() -> outcome.onSettled(ErrorCode.UNAVAILABLE))));
    }

    /** Completes a request after its event has been applied: the sender receives the change before the result. */
    private void completeAfter(long seq, Sequencer.Outcome outcome) {
        if (seq > 0) {
            follower.after(seq, () -> outcome.onSettled(null));
        } else {
            outcome.onSettled(seq == 0 ? ErrorCode.CONFLICT : ErrorCode.FORBIDDEN);
        }
    }

    void replaceHost(Member host) {
        engine.run(members("rehost", host.client())
                .with(room.type().games().hostWaitMillis())
                .then(null, () -> room.apply(follower::markUncertain)));
    }

    /** Returns the reason to refuse a new member, from the answer of {@code members.lua}. */
    static CloseCode refusal(int answer) {
        return switch (answer) {
            case -2 -> CloseCode.TOO_MANY_CONNECTIONS;
            case -3 -> CloseCode.KICKED;
            case -4 -> CloseCode.ROOM_NOT_NEW;
            case -5 -> CloseCode.NO_SUCH_ROOM;
            case -6 -> CloseCode.DOOR_CLOSED;
            case -7 -> CloseCode.WRONG_KEY;
            default -> CloseCode.ROOM_FULL;
        };
    }

    /** Returns the reason to refuse a state change, from the answer of {@code publish.lua}. */
    static StateRefusal refusal(Response reply) {
        String key = reply.get(3).toString();
        long version = reply.get(4).toLong();
        return switch (reply.get(2).toString()) {
            case "forbidden" -> StateRefusal.notAllowed();
            case "host" -> StateRefusal.notHost();
            case "position" -> StateRefusal.otherPosition(version);
            case "changed" -> StateRefusal.changed(key, version);
            case "outdated" ->
                (key.isEmpty() ? StateRefusal.otherPosition(version) : StateRefusal.changed(key, version)).asGuard();
            case "gone" -> StateRefusal.senderLeft(key, version);
            default -> StateRefusal.tooLarge();
        };
    }
}
