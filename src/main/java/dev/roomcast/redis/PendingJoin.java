package dev.roomcast.redis;

import dev.roomcast.room.JoinRequest;
import org.jspecify.annotations.Nullable;

/** A join request that was sent to Redis. Thread: the room's serial executor. */
final class PendingJoin {

    private final long token;
    private final JoinRequest request;
    private final String client;
    private final String session;
    private boolean granted;

    /** @param token identifies the event of the join among the joins of this node */
    PendingJoin(long token, JoinRequest request, String client, String session) {
        this.token = token;
        this.request = request;
        this.client = client;
        this.session = session;
    }

    long token() {
        return token;
    }

    JoinRequest request() {
        return request;
    }

    String client() {
        return client;
    }

    /** Returns the session secret; null at level 0. */
    @Nullable
    String session() {
        return session;
    }

    /** Records that Redis has granted the join. */
    void onGranted() {
        granted = true;
    }

    boolean isGranted() {
        return granted;
    }
}
