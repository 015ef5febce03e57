package dev.roomcast.redis;

import dev.roomcast.redis.client.RedisLink;
import dev.roomcast.redis.client.ScriptCall;
import dev.roomcast.room.PendingPublication;
import dev.roomcast.room.Replica;
import dev.roomcast.room.Sequencer.Completion;
import io.vertx.redis.client.Response;

/**
 * Sends the publications of one room to Redis. While the replica is not live, publications wait or are refused, because
 * the members may lack the room's order. Thread: the room's serial executor.
 */
final class RedisPublisher {

    private final RedisSequencer owner;
    private final RedisEngine engine;
    private final Replica room;
    private final EventFollower follower;
    private final PendingOperations pending;

    RedisPublisher(
            RedisSequencer owner, RedisEngine engine, Replica room, EventFollower follower, PendingOperations pending) {
        this.owner = owner;
        this.engine = engine;
        this.room = room;
        this.follower = follower;
        this.pending = pending;
    }

    void publish(PendingPublication publication) {
        if (follower.isLive() && owner.link().isUp() && pending.isEmpty()) {
            send(publication);
        } else {
            sendLater(publication);
        }
    }

    private void sendLater(PendingPublication publication) {
        Completion known = is -> {
            if (is) {
                send(publication);
            } else {
                publication.refused();
            }
        };
        long wait = engine.publishWait();
        if (wait == 0) {
            owner.whenKnown(known);
        } else if (pending.add(known, publication.size(), engine.clock().monotonicMillis() + wait)) {
            engine.clock()
                    .schedule(
                            wait,
                            () -> room.apply(() -> pending.late(engine.clock().monotonicMillis())));
        } else {
            engine.refused();
            publication.refused();
        }
    }

    private void send(PendingPublication publication) {
        RedisLink link = owner.link();
        RoomScripts scripts = owner.scripts();
        String client = publication.member() == null
                ? engine.server()
                : publication.member().client();
        ScriptCall call = publication.state() == null
                ? scripts.publish(link, publication, client)
                : scripts.publish(link, publication, client, room.holdsMoreState());
        engine.run(call.then(
                reply -> room.apply(() -> accept(publication, reply)), () -> room.apply(publication::refused)));
    }

    /** Accepts the publication after its event has been applied: the publisher receives the publication first. */
    private void accept(PendingPublication publication, Response reply) {
        long offset = reply.get(0).toLong();
        if (offset == -2) {
            publication.refused(RedisGames.refusal(reply));
        } else if (offset < 0) {
            // Either another node now owns the member, and its event follows soon, or Redis has lost the room.
            publication.refused();
            follower.markUncertain();
        } else {
            follower.after(reply.get(1).toLong(), () -> publication.accepted(offset));
        }
    }
}
