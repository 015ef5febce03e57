package dev.roomcast.room;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.protocol.GameRole;
import dev.roomcast.protocol.PublicationFrames;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.ServerFrames;
import java.security.MessageDigest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One client in one room, from its first connection until it leaves, across all its connections. Thread: the room's serial
 * executor.
 */
public final class Member {

    private final String user;
    private final String client;
    private final byte[] sender;

    /** The session secret; null: a level 0 member, or unknown to this node. */
    @Nullable
    String session;

    /** Whether this node owns the member, with or without a connection. */
    boolean owned;

    RawJson info = RawJson.EMPTY_OBJECT;
    /** The rate over all connections of the member; null before its first connection on this node. */
    @Nullable
    MemberRateLimiter rate;
    /** The connection; null: not on this node. */
    @Nullable
    Subscriber subscriber;
    /** Whether the member has no connection on any node, and may return. */
    boolean away;
    /** The end of the linger time, by {@link Clock#monotonicMillis()}; valid while the member is away. */
    long awayUntil;
    /** The time at which the member went away, by {@link Clock#monotonicMillis()}; valid while it is away. */
    long awaySince;
    /** The bytes counted for the away member; kept by {@link AwayMemory}. */
    int awayBytes;
    /** The time of the last notification about the member's info, in milliseconds; -1: never. */
    long updatedAt = -1;
    /** The number of the last presence change that the member's welcome included. */
    long presenceSeen;
    /** The owner node as the engine names it; null with a single node. */
    private @Nullable String node;
    /** All members of the same user, and this member's neighbors in their ring; kept by {@link UserMembers}. */
    UserMembers group;

    Member next;

    @Nullable
    Member previous;
    /** The ids of the member's publications; null until the first id. */
    private @Nullable IdempotencyWindow ids;
    /** The follower while the member waits for a match. */
    private MemberFollower follower = MemberFollower.NONE;
    /** The role in a game; null: none. The member keeps it until it leaves. */
    private @Nullable GameRole game;

    /** @param session the session secret; null at level 0, which cannot resume */
    public Member(String user, String client, @Nullable String session) {
        this.user = user;
        this.client = client;
        this.session = session;
        this.sender = PublicationFrames.sender(user, client);
    }

    /** Returns the user, which several members may share. */
    public String user() {
        return user;
    }

    /** Returns the public id. */
    public String client() {
        return client;
    }

    @Nullable
    String session() {
        return session;
    }

    /** Returns the encoded sender fields for the frames that the member publishes. */
    public byte[] sender() {
        return sender;
    }

    /** Returns whether the connection is on this node. */
    public boolean isHere() {
        return subscriber != null;
    }

    /** Returns whether this node owns the member: it has, or last had, the member's connection. */
    public boolean isOwned() {
        return owned;
    }

    /** Returns whether the member has no connection on any node. */
    public boolean isAway() {
        return away;
    }

    /** Returns the info that other members see. */
    public RawJson info() {
        return info;
    }

    /**
     * Sets the info before the join.
     *
     * @param info the info as other members see it
     */
    public Member showing(RawJson info) {
        this.info = info;
        return this;
    }

    /**
     * Sets the role before the join.
     *
     * @param game the role; null: none
     */
    public Member as(@Nullable GameRole game) {
        this.game = game;
        return this;
    }

    /** Returns the role in a game; null: none. */
    public @Nullable GameRole game() {
        return game;
    }

    /** Returns whether the member is a player. */
    public boolean isPlayer() {
        return game == GameRole.PLAY;
    }

    /** Returns the owner node as the engine names it; null with a single node. */
    public @Nullable String node() {
        return node;
    }

    public void node(String node) {
        this.node = node;
    }

    /** Returns whether this node remembers ids of the member's publications. */
    public boolean usesIds() {
        return ids != null;
    }

    /** Returns the follower of the member's changes. */
    public MemberFollower follower() {
        return follower;
    }

    public void follower(MemberFollower follower) {
        this.follower = follower;
    }

    /** Compares a session secret in constant time. */
    boolean hasSession(String secret) {
        return session != null && MessageDigest.isEqual(session.getBytes(US_ASCII), secret.getBytes(US_ASCII));
    }

    /** Returns the offset of the publication with an id; 0: it has no offset; -1: the id is not remembered. */
    long offsetOf(long id) {
        return id == 0 || ids == null ? -1 : ids.offsetOf(id);
    }

    /** Returns the remembered ids of publications with their offsets. */
    Map<Long, Long> ids() {
        return ids == null ? Map.of() : ids.all();
    }

    /** @param id the id; 0: none */
    void remember(long id, long offset) {
        if (id > 0 && offsetOf(id) < 0) {
            ids = ids == null ? new IdempotencyWindow() : ids;
            ids.remember(id, offset);
        }
    }

    ServerFrames.MemberView view() {
        return new ServerFrames.MemberView(user, client, isAway(), info, game);
    }
}
