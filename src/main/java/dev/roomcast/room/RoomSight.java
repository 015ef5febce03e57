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
 * The view that rules have of a room at one position. Before {@link #freeze} it reads the room directly, so that
 * synchronous rules copy only what they read. It remembers which keys of the state were read.
 *
 * <p>Thread: the room's serial executor; any thread after {@link #freeze}.
 */
public final class RoomSight {

    /** The maximum number of publications in the history for rules. */
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

    /** Returns the position of the view. */
    public Position position() {
        return position;
    }

    /** Returns the server's time in milliseconds since 1970. */
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

    /** Returns a member; null: none. */
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

    /** Returns the client of the host; null: none. */
    public synchronized @Nullable String host() {
        if (frozen) {
            return host;
        }
        GameRoom game = replica.game();
        return game == null || game.host() == null ? null : game.host().client();
    }

    /** Returns the value of a key of the state; null: absent. */
    public synchronized @Nullable RawJson value(String key) {
        reads.add(key);
        if (frozen) {
            return state.get(key);
        }
        GameRoom game = replica.game();
        return game == null ? null : game.state().get(key);
    }

    /** Returns the whole state by key. */
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

    /** Returns the newest publications in level 1 form, oldest first; at most {@link #MAX_HISTORY}. */
    public synchronized List<Frame> history() {
        if (history == null) {
            history = replica.log().newest(MAX_HISTORY, Long.MAX_VALUE, service.decoder());
        }
        return history;
    }

    /** Copies the current room for use on other threads. Thread: the room's serial executor. */
    public synchronized void freeze() {
        if (!frozen) {
            members();
            host = host();
            view();
            history();
            frozen = true;
        }
    }

    /** Returns a guard of the read keys and some other keys. */
    synchronized StateGuard guard(Set<String> written) {
        Set<String> keys = new LinkedHashSet<>(reads);
        keys.addAll(written);
        return StateGuard.of(position, keys.contains(StateGuard.ALL) ? Set.of(StateGuard.ALL) : keys);
    }

    /** Returns whether the state was read. */
    synchronized boolean isRead() {
        return !reads.isEmpty();
    }
}
