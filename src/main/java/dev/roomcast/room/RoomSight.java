package dev.roomcast.room;

import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Position;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.ServerFrames;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A room as its rules see it, at one position. Until it is frozen it reads the room itself, so that rules that answer at
 * once pay for nothing but what they read; it remembers which keys of the state were read.
 *
 * <p>Thread: the room's serial executor; any once it is frozen.
 */
public final class RoomSight {

    /** The most publications of the history that rules see. */
    public static final int MAX_HISTORY = 100;

    private final Replica replica;
    private final RoomService service;
    private final Position position;
    private final long time;
    private final Set<String> reads = new LinkedHashSet<>(0);
    private boolean frozen;
    private @Nullable List<ServerFrames.MemberView> members;
    private String host;
    private @Nullable Map<String, RawJson> state;
    private @Nullable List<Frame> history;

    RoomSight(Replica replica, RoomService service) {
        this.replica = replica;
        this.service = service;
        this.position = replica.log().position();
        this.time = service.clock().epochMillis();
    }

    public String name() {
        return replica.name();
    }

    public RoomType type() {
        return replica.type();
    }

    /** The position at which the rules see the room. */
    public Position position() {
        return position;
    }

    /** The server's time in milliseconds since 1970. */
    public long time() {
        return time;
    }

    /** Returns all members in the order of their joins, including those away. */
    public synchronized List<ServerFrames.MemberView> members() {
        if (members == null) {
            members = replica.membership().views();
        }
        return members;
    }

    /** Returns a member, or null. */
    public synchronized ServerFrames.@Nullable MemberView member(String client) {
        if (!frozen) {
            Member member = replica.member(client);
            return member == null ? null : member.view();
        }
        return members.stream()
                .filter(each -> each.client().equals(client))
                .findFirst()
                .orElse(null);
    }

    /** The client of the host, or null. */
    public synchronized @Nullable String host() {
        if (frozen) {
            return host;
        }
        GameRoom game = replica.game();
        return game == null || game.host() == null ? null : game.host().client();
    }

    /** The value of a key of the state, or null. */
    public synchronized @Nullable RawJson value(String key) {
        reads.add(key);
        if (frozen) {
            return state.get(key);
        }
        GameRoom game = replica.game();
        return game == null ? null : game.state().get(key);
    }

    /** The whole state by key. */
    public synchronized Map<String, RawJson> state() {
        reads.add(StateGuard.ALL);
        return view();
    }

    private Map<String, RawJson> view() {
        if (state == null) {
            state = replica.game() == null ? Map.of() : replica.game().state().view();
        }
        return state;
    }

    /** The newest publications as level 1 sees them, oldest first; at most {@link #MAX_HISTORY}. */
    public synchronized List<Frame> history() {
        if (history == null) {
            history = replica.log().newest(MAX_HISTORY, Long.MAX_VALUE, service.decoder());
        }
        return history;
    }

    /** Keeps the room as it is now, for other threads. Thread: the room's serial executor. */
    public synchronized void freeze() {
        if (!frozen) {
            members();
            host = host();
            view();
            history();
            frozen = true;
        }
    }

    /** Guards what was read, and some other keys. */
    synchronized StateGuard guard(Set<String> written) {
        Set<String> keys = new LinkedHashSet<>(reads);
        keys.addAll(written);
        return StateGuard.of(position, keys.contains(StateGuard.ALL) ? Set.of(StateGuard.ALL) : keys);
    }

    /** Whether the state was read. */
    synchronized boolean isRead() {
        return !reads.isEmpty();
    }
}
