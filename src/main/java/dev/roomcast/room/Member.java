package dev.roomcast.room;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.roomcast.protocol.Frames;
import dev.roomcast.protocol.RawJson;
import java.security.MessageDigest;

/**
 * One client in one room: it has a seat there from its first connection until it leaves, whatever becomes of its
 * connections. Only its room's line of work touches it.
 */
public final class Member {

    private final String user;
    private final String client;
    private final byte[] signature;

    /** The secret of the one who may come back as this member; null for a plain one, and where this node does not know it. */
    String session;

    /** Whether it is this node that speaks for it; its connection may be gone. */
    boolean ours;

    RawJson info = RawJson.EMPTY_OBJECT;
    /** Its connection, if that is on this node. */
    Outlet outlet;
    /** Whether it has no connection on any node, and may come back. */
    boolean away;
    /** When it is given up, by {@link Clock#now()}, while it is away. */
    long awayUntil;
    /** The number of the last presence change that it knows from its welcome. */
    long presenceSeen;
    /** The next member of the same user, or null. */
    Member sibling;
    /** The ids of its publications; null until it uses one. */
    private RecentIds ids;

    /** @param session null for a plain member, who cannot come back */
    public Member(String user, String client, String session) {
        this.user = user;
        this.client = client;
        this.session = session;
        this.signature = Frames.signature(user, client);
    }

    /** Who it is; several members may be one user. */
    public String user() {
        return user;
    }

    /** Its public id. */
    public String client() {
        return client;
    }

    String session() {
        return session;
    }

    /** Its part of every frame that it publishes. */
    public byte[] signature() {
        return signature;
    }

    /** Whether its connection is on this node. */
    public boolean isHere() {
        return outlet != null;
    }

    /** Whether its connection is on this node, or was, and on none since. */
    public boolean isOurs() {
        return ours;
    }

    /** Whether it has no connection on any node. */
    public boolean isAway() {
        return away;
    }

    /** What it shows to the others. */
    public RawJson info() {
        return info;
    }

    /** The same before it has a seat. @param info that it shows */
    public Member showing(RawJson info) {
        this.info = info;
        return this;
    }

    /** Whether this is its secret. The time it takes tells nothing about the secret. */
    boolean hasSession(String secret) {
        return session != null && MessageDigest.isEqual(session.getBytes(US_ASCII), secret.getBytes(US_ASCII));
    }

    /** The offset of what it published with an id, 0 where that had none, or -1: nothing that is remembered. */
    long offsetOf(long id) {
        return id == 0 || ids == null ? -1 : ids.offsetOf(id);
    }

    /** @param id 0: none was given */
    void remember(long id, long offset) {
        if (id > 0 && offsetOf(id) < 0) {
            ids = ids == null ? new RecentIds() : ids;
            ids.remember(id, offset);
        }
    }

    Frames.MemberView view() {
        return new Frames.MemberView(user, client, isAway(), info);
    }
}
