package dev.roomcast.redis;

import dev.roomcast.room.JoinRequest;
import org.jspecify.annotations.Nullable;

/** A connection that has asked Redis for a seat. Only its room's line of work touches it. */
final class PendingJoin {

    private final long token;
    private final JoinRequest request;
    private final String client;
    private final String session;
    private boolean granted;

    /** @param token by which its event is known among those of this node */
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

    /** Null for a plain one. */
    @Nullable
    String session() {
        return session;
    }

    /** Redis said yes. */
    void onGranted() {
        granted = true;
    }

    boolean isGranted() {
        return granted;
    }
}
