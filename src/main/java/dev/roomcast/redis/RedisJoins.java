package dev.roomcast.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.redis.client.ScriptCall;
import dev.roomcast.room.Ids;
import dev.roomcast.room.JoinRequest;
import dev.roomcast.room.Replica;
import dev.roomcast.room.RoomType;
import dev.roomcast.room.SecretHash;
import java.util.Locale;

/** Sends the join requests of one room to Redis. Thread: the room's serial executor. */
final class RedisJoins {

    private static final byte[] EMPTY = {};
    private static final byte[] NO_INFO = "{}".getBytes(UTF_8);

    private final RedisSequencer owner;
    private final RedisEngine engine;
    private final Replica room;
    private final EventFollower follower;

    RedisJoins(RedisSequencer owner, RedisEngine engine, Replica room, EventFollower follower) {
        this.owner = owner;
        this.engine = engine;
        this.room = room;
        this.follower = follower;
    }

    void join(JoinRequest request) {
        owner.whenKnown(known -> {
            String client = request.session() == null ? null : Ids.clientOf(request.session());
            if (!known) {
                request.onRefused(CloseCode.INSUFFICIENT_STATE);
            } else if (client != null) {
                resume(request, client);
            } else {
                joinAsNewMember(request);
            }
        });
    }

    private void resume(JoinRequest request, String client) {
        PendingJoin join = follower.expect(request, client, request.session());
        RawJson info = request.info();
        engine.run(owner.members("resume", client, engine.node())
                .with(join.token())
                .with(SecretHash.of(request.session()))
                .with(request.user() == null ? "" : request.user())
                .with(info == null ? EMPTY : info.detached().bytes())
                .with(info == null ? "0" : "1")
                .then(
                        reply -> room.apply(() -> {
                            if (reply.toInteger() == 1) {
                                join.onGranted();
                            } else if (follower.unexpect(join)) {
                                joinAsNewMember(request);
                            }
                        }),
                        () -> giveUp(join)));
    }

    private void joinAsNewMember(JoinRequest request) {
        Ids names = engine.names();
        String client = names.client();
        String session = request.isPlain() ? null : names.session(client);
        String user = request.user() == null ? names.user() : request.user();
        RoomType type = room.type();
        PendingJoin join = follower.expect(request, client, session);
        ScriptCall call = owner.members("enter", client, engine.node())
                .with(join.token())
                .with(session == null ? "-" : SecretHash.of(session))
                .with(user)
                .with(
                        request.info() == null
                                ? NO_INFO
                                : request.info().detached().bytes())
                .with(type.sameUser().name().toLowerCase(Locale.ROOT))
                .with(type.maxMembers());
        engine.run(RedisGames.withTerms(call, request)
                .then(
                        reply -> {
                            if (reply.toInteger() == 1) {
                                room.apply(join::onGranted);
                            } else {
                                refuse(join, RedisGames.refusal(reply.toInteger()));
                            }
                        },
                        () -> giveUp(join)));
    }

    /** Handles a missing answer; Redis may have added the member. */
    private void giveUp(PendingJoin join) {
        refuse(join, CloseCode.INSUFFICIENT_STATE);
        owner.markUncertain();
    }

    private void refuse(PendingJoin join, CloseCode code) {
        room.apply(() -> {
            if (follower.unexpect(join)) {
                join.request().onRefused(code);
            }
        });
    }
}
