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
 * Sends the operations of one room to Redis as scripts. {@link EventFollower} applies the resulting events.
 */
final class RedisSequencer implements Sequencer {

    /** The delay before an expiry or a change of the host is sent again, in milliseconds. */
    private static final long RETRY_MILLIS = 2000;

    /** The answer of {@code members.lua} for a client that is not a member. */
    private static final int NO_MEMBER = -8;

    private final RedisEngine engine;
    private final Replica room;
    private final String channel;
    private final int slot;
    private final EventFollower follower;
    private final RedisGames games;
    private final RedisJoins joins;
    private final RedisPublisher publisher;
    /** The link to the server with the room's keys. */
    private volatile RedisLink link;

    private final RoomScripts scripts;
    private final PendingOperations pending;

    private final RoomKeeper keeper;
    /** The frame order of the room; null until its first run. */
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

    /** Redis has confirmed the subscription: all later events arrive. */
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

    /** Repairs the subscription and the replica, and renews TTLs; called at every heartbeat. */
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
     * Takes over the members of a dead node that the replica knows.
     *
     * @param done runs when the replica is live and has no members of the node
     */
    void takeOver(String dead, Runnable done) {
        room.apply(() -> keeper.takeOver(dead, done));
    }

    @Override
    public boolean isUncertain() {
        return follower.isUncertain() || !pending.isEmpty();
    }

    /** The replica is live: pending operations continue. */
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

    /** Loads the room if Redis lacks a member of the replica. */
    private void checkMember(Response answer) {
        if (answer.toInteger() == NO_MEMBER) {
            markUncertain();
        }
    }

    /** The replica may differ from the room, because an answer of Redis is missing. */
    void markUncertain() {
        room.apply(follower::markUncertain);
    }

    /** Notifies the other nodes that a member is online, after they took this node for dead. */
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
     * @param seq the number of the event; 0: there is none
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

    /** Returns the frame order of the room; null until its first run. */
    @Nullable
    RedisFrames frames() {
        return frames;
    }

    /** Handles the input of a player on another node. Thread: any. */
    void onInput(String client, long id, RawJson input) {
        room.apply(() -> {
            if (frames != null) {
                frames.onInput(client, id, input);
            }
        });
    }

    /** Handles the refusal of an input by the node that ticks; the player is on this node. Thread: any. */
    void onInputRefused(String client, long id, ErrorCode code) {
        room.apply(() -> {
            if (frames != null) {
                frames.onInputRefused(client, id, code);
            }
        });
    }

    /** @return true, even on a node without frame sync, which has nothing to apply */
    boolean applyRunEvent(RoomEvent event) {
        if (frames == null) {
            room.beginFrames();
        }
        if (frames != null) {
            frames.apply(event);
        }
        return true;
    }

    /** Takes over the run before the members, whose welcomes contain it. */
    void restoreRun(RoomSnapshot snapshot) {
        if (frames == null && !snapshot.run().isEmpty()) {
            room.beginFrames();
        }
        if (frames != null) {
            frames.restore(snapshot.run(), snapshot.now());
        }
    }

    /** Updates the run after the members are known; follows {@link #restoreRun}. */
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
