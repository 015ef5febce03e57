package dev.roomcast.redis;

import dev.roomcast.frames.FrameReplica;
import dev.roomcast.frames.FrameSequencer;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.redis.client.RedisLink;
import dev.roomcast.redis.client.Script;
import dev.roomcast.redis.client.ScriptCall;
import dev.roomcast.room.Disconnect;
import dev.roomcast.room.FrameRoom;
import dev.roomcast.room.JoinRequest;
import dev.roomcast.room.Member;
import dev.roomcast.room.PendingPublication;
import dev.roomcast.room.Replica;
import dev.roomcast.room.Sequencer;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

/**
 * Sends the operations of one room to Redis as scripts. {@link EventFollower} applies the events that result from them.
 */
final class RedisSequencer implements Sequencer {

    /** The time after which an expiry or a change of the host is sent again, in milliseconds. */
    private static final long RETRY_MILLIS = 2000;

    /** The answer of {@code members.lua} for a client that is no member. */
    private static final int NO_MEMBER = -8;

    private final RedisEngine engine;
    private final Replica room;
    private final String channel;
    private final int slot;
    private final EventFollower follower;
    private final RedisGames games;
    private final RedisJoins joins;
    private final RedisPublisher publisher;
    /** To the server that has the room. */
    private volatile RedisLink link;

    private final RoomScripts scripts;
    private final PendingOperations pending;

    private final RoomKeeper keeper;
    /** Null until the room has a run. */
    private @Nullable RedisFrames frames;

    RedisSequencer(RedisEngine engine, Replica room) {
        this.engine = engine;
        this.room = room;
        this.channel = engine.keySpace().channel(room.name());
        this.slot = KeySpace.slot(room.name());
        this.scripts = new RoomScripts(engine, room.name(), room.type());
        this.link = engine.link(slot);
        this.follower = new EventFollower(this, engine, room);
        this.keeper = new RoomKeeper(this, engine, room, follower);
        this.games = new RedisGames(this, engine, room, follower);
        this.pending = new PendingOperations(engine.waitBudget(), room::failed);
        this.joins = new RedisJoins(this, engine, room, follower);
        this.publisher = new RedisPublisher(this, engine, room, follower, pending);
        room.applyReset("", 0);
    }

    String channel() {
        return channel;
    }

    RedisLink link() {
        return link;
    }

    String name() {
        return room.name();
    }

    RoomScripts scripts() {
        return scripts;
    }

    @Override
    public void open() {
        engine.connections().subscribe(this);
    }

    @Override
    public void close() {
        engine.connections().unsubscribe(this);
    }

    /** Redis confirmed the subscription: later events arrive. */
    void onSubscribed() {
        if (!engine.isRejected()) {
            room.apply(follower::load);
        }
    }

    void onMessage(byte[] message) {
        room.apply(() -> follower.onMessage(message));
    }

    /** The connection to Redis is lost. */
    void onDisconnected() {
        room.apply(this::cutNow);
    }

    private void cutNow() {
        follower.onDisconnected();
        pending.away();
    }

    /** Follows the room to another server if its slot has moved. */
    void move() {
        RedisLink before = link;
        RedisLink now = engine.link(slot);
        if (now != before) {
            link = now;
            room.apply(() -> {
                if (!follower.isCut()) {
                    cutNow();
                }
            });
            before.syncSubscription(channel);
            now.syncSubscription(channel);
        }
    }

    /** Repairs the subscription and the replica, and renews TTLs; at every beat. */
    void check() {
        move();
        room.apply(() -> {
            if (follower.isCut()) {
                link.syncSubscription(channel);
            } else {
                follower.check();
                keeper.touch(link);
            }
        });
    }

    /**
     * Takes over the members of a dead node, as far as the replica knows any.
     *
     * @param done runs when the replica is live and knows none
     */
    void takeOver(String dead, Runnable done) {
        room.apply(() -> keeper.takeOver(dead, done));
    }

    @Override
    public boolean isUncertain() {
        return follower.isUncertain() || !pending.isEmpty();
    }

    /** The replica is live: operations that wait go on. */
    void onLive() {
        pending.known();
    }

    /** The load failed: operations that wait for it fail. */
    void onLoadFailed() {
        pending.away();
    }

    @Override
    public void whenKnown(Completion known) {
        if (!link.isUpOrBeginning() || engine.isRejected()) {
            engine.refused();
            known.onSettled(false);
        } else if (follower.isLive()) {
            known.onSettled(true);
        } else {
            pending.add(known);
        }
    }

    ScriptCall members(String change, String client, String node) {
        return scripts.call(Script.MEMBERS, link).with(change).with(client).with(node);
    }

    @Override
    public void join(JoinRequest request) {
        joins.join(request);
    }

    @Override
    public void away(Member member) {
        engine.run(members("away", member.client(), engine.node())
                .with(room.type().linger())
                .then(this::checkMember, this::markUncertain));
    }

    @Override
    public void leave(Member member, String reason, @Nullable Disconnect disconnect) {
        if (member.isAway() && reason.equals("timeout")) {
            expire(member, "now");
            return;
        }
        engine.run(members("leave", member.client(), "*")
                .with(reason)
                .with(disconnect == null ? 0 : disconnect.code().code())
                .then(this::checkMember, () -> {
                    room.apply(() -> room.detachConnection(member, disconnect));
                    markUncertain();
                }));
    }

    @Override
    public void expire(Member member) {
        room.postpone(member, RETRY_MILLIS);
        expire(member, "");
    }

    private void expire(Member member, String now) {
        engine.run(members("expire", member.client(), engine.node())
                .with(now)
                .then(this::checkMember, this::markUncertain));
    }

    /** Loads the room if Redis does not know a member that the replica knows. */
    private void checkMember(Response answer) {
        if (answer.toInteger() == NO_MEMBER) {
            markUncertain();
        }
    }

    /** An answer of Redis is missing: the replica may differ from the room. */
    void markUncertain() {
        room.apply(follower::markUncertain);
    }

    /** Tells the other nodes that a member is online: they took this node for dead. */
    void applyOnline(Member member) {
        engine.run(members("back", member.client(), engine.node()).then(null, this::markUncertain));
    }

    @Override
    public void info(Member member, RawJson info, Completion done) {
        engine.run(members("info", member.client(), engine.node())
                .with(info.detached().bytes())
                .then(
                        reply -> room.apply(() -> completeAfter(reply.toLong(), done)),
                        () -> room.apply(() -> done.onSettled(false))));
    }

    /**
     * Settles an operation after its event has been applied.
     *
     * @param seq of the event; 0 if there is none
     */
    private void completeAfter(long seq, Completion done) {
        if (seq == 0) {
            done.onSettled(false);
        } else {
            follower.after(seq, () -> done.onSettled(true));
        }
    }

    @Override
    public void host(String client, @Nullable Member by, Outcome outcome) {
        games.host(client, by, outcome);
    }

    @Override
    public void kick(String client, @Nullable Member by, Outcome outcome) {
        games.kick(client, by, outcome);
    }

    @Override
    public void replaceHost(Member host) {
        room.postponeHost(RETRY_MILLIS);
        games.replaceHost(host);
    }

    @Override
    public void end() {
        engine.operations().close(room.name(), room.type());
    }

    /** Begins to order the frames of the room. */
    FrameSequencer openFrames(FrameRoom frameRoom, FrameReplica replica) {
        frames = new RedisFrames(this, engine, room, follower, frameRoom, replica);
        return frames;
    }

    void closeFrames() {
        frames = null;
    }

    /** Null until the room has a run. */
    @Nullable
    RedisFrames frames() {
        return frames;
    }

    /** An input of a member of another node. Thread: any. */
    void onInput(String client, long id, RawJson input) {
        room.apply(() -> {
            if (frames != null) {
                frames.onInput(client, id, input);
            }
        });
    }

    /** The node that ticks refuses an input of a member of this node. Thread: any. */
    void onInputRefused(String client, long id, ErrorCode code) {
        room.apply(() -> {
            if (frames != null) {
                frames.onInputRefused(client, id, code);
            }
        });
    }

    /** @return true; a node without frame sync has nothing to apply */
    boolean applyRunEvent(RoomEvent event) {
        if (frames == null) {
            room.beginFrames();
        }
        if (frames != null) {
            frames.apply(event);
        }
        return true;
    }

    /** Takes over the run before the members, whose welcomes show it. */
    void restoreRun(RoomSnapshot snapshot) {
        if (frames == null && !snapshot.run().isEmpty()) {
            room.beginFrames();
        }
        if (frames != null) {
            frames.restore(snapshot.run(), snapshot.now());
        }
    }

    /** The members are known after {@link #restoreRun}. */
    void settleRun(RoomSnapshot snapshot) {
        if (frames != null) {
            frames.onMembersKnown(snapshot.now());
        }
    }

    @Override
    public void publish(PendingPublication publication) {
        publisher.publish(publication);
    }
}
