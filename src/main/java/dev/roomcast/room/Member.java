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

    /** The session secret; null at level 0, and where this node does not know it. */
    @Nullable
    String session;

    /** Whether this node owns it, with or without a connection. */
    boolean owned;

    RawJson info = RawJson.EMPTY_OBJECT;
    /** The rate over all its connections; null before the first one on this node. */
    @Nullable
    MemberRateLimiter rate;
    /** Its connection, if that is on this node. */
    @Nullable
    Subscriber subscriber;
    /** Whether it has no connection on any node, and may return. */
    boolean away;
    /** The end of its linger time, by {@link Clock#monotonicMillis()}, while it is away. */
    long awayUntil;
    /** When it went away, by {@link Clock#monotonicMillis()}, while it is away. */
    long awaySince;
    /** The bytes counted for it while it is away; kept by {@link AwayMemory}. */
    int awayBytes;
    /** When members were last notified of its info; -1: never. */
    long updatedAt = -1;
    /** The number of the last presence change that it knows from its welcome. */
    long presenceSeen;
    /** The owner node, as its engine names nodes; null with a single node. */
    private @Nullable String node;
    /** All members of the same user, and its neighbours among them; kept by {@link UserMembers}. */
    UserMembers group;

    Member next;

    @Nullable
    Member previous;
    /** The ids of its publications; null until it uses one. */
    private @Nullable IdempotencyWindow ids;
    /** Follows it while it waits for a match. */
    private MemberFollower follower = MemberFollower.NONE;
    /** Its role in a game; null: none. It keeps it as long as it is a member. */
    private @Nullable GameRole game;

    /** @param session null at level 0, which cannot resume */
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

    /** Its public id. */
    public String client() {
        return client;
    }

    @Nullable
    String session() {
        return session;
    }

    /** Its part of every frame that it publishes. */
    public byte[] sender() {
        return sender;
    }

    /** Whether its connection is on this node. */
    public boolean isHere() {
        return subscriber != null;
    }

    /** Whether its connection is on this node, or was, and on none since. */
    public boolean isOwned() {
        return owned;
    }

    /** Whether it has no connection on any node. */
    public boolean isAway() {
        return away;
    }

    /** The info that the other members see. */
    public RawJson info() {
        return info;
    }

    /**
     * Sets the info before it joins.
     *
     * @param info as others see it
     */
    public Member showing(RawJson info) {
        this.info = info;
        return this;
    }

    /**
     * Sets the role before it joins.
     *
     * @param game null: none
     */
    public Member as(@Nullable GameRole game) {
        this.game = game;
        return this;
    }

    /** Its role in a game, or null. */
    public @Nullable GameRole game() {
        return game;
    }

    /** Whether it is a player, not a watcher, and not a member without a role. */
    public boolean isPlayer() {
        return game == GameRole.PLAY;
    }

    /** Returns the owner node, as its engine names nodes; null with a single node. */
    public @Nullable String node() {
        return node;
    }

    public void node(String node) {
        this.node = node;
    }

    /** Whether this node remembers ids of its publications. */
    public boolean usesIds() {
        return ids != null;
    }

    /** The follower of its changes. */
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

    /** The offset of what it published with an id, 0 where that had none, or -1: nothing that is remembered. */
    long offsetOf(long id) {
        return id == 0 || ids == null ? -1 : ids.offsetOf(id);
    }

    /** The ids of its publications that are remembered, with their offsets. */
    Map<Long, Long> ids() {
        return ids == null ? Map.of() : ids.all();
    }

    /** @param id 0: none was given */
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
