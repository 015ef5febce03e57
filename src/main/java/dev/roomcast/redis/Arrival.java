package dev.roomcast.redis;

import dev.roomcast.room.Entry;

/** A connection that has asked Redis for a seat. Only its room's line of work touches it. */
final class Arrival {

    private final long token;
    private final Entry entry;
    private final String client;
    private final String session;
    private boolean granted;

    /** @param token by which its event is known among those of this node */
    Arrival(long token, Entry entry, String client, String session) {
        this.token = token;
        this.entry = entry;
        this.client = client;
        this.session = session;
    }

    long token() {
        return token;
    }

    Entry entry() {
        return entry;
    }

    String client() {
        return client;
    }

    /** Null for a plain one. */
    String session() {
        return session;
    }

    /** Redis said yes. */
    void granted() {
        granted = true;
    }

    boolean isGranted() {
        return granted;
    }
}
