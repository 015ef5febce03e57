package dev.roomcast.room;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.MatchFrames;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.ServerFrames;
import dev.roomcast.protocol.StateChange;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a room that a game adds: players and watchers, the host, the shared state with the conditions for joining, and the
 * kicked users. It exists from the first player or watcher on. Thread: the room's serial executor.
 */
public final class GameRoom {

    /** So many kicked users are remembered. */
    public static final int MAX_KICKED = 64;

    /** So much later another node than that of the away host replaces it, should that node have ended. */
    private static final long OTHER_NODE_MILLIS = 3000;

    private final GameSettings settings;
    private final SharedState state;
    /** By client, in the order in which they joined. */
    private final Map<String, Member> players = new LinkedHashMap<>();
    /** Users, the longest kicked first. */
    private final Set<String> kicked = new LinkedHashSet<>(0);

    private int watchers;
    /** Null until its first use. */
    private @Nullable FrameSync frames;

    private @Nullable Member host;
    /** When another player becomes the host, by {@code Clock.now()}; {@link Long#MAX_VALUE}: no wait runs. */
    private long hostWaitUntil = Long.MAX_VALUE;
    /** The hash of the key that new members must present; null: none. */
    private @Nullable String keyHash;

    GameRoom(GameSettings settings, StateBudget budget) {
        this.settings = settings;
        this.state = new SharedState(budget);
    }

    /** The shared state. */
    public SharedState state() {
        return state;
    }

    /** The host, or null where there is no player. */
    public @Nullable Member host() {
        return host;
    }

    /** The host for a frame; null where the room has neither players nor watchers. */
    ServerFrames.@Nullable HostView hostView() {
        boolean idle = players.isEmpty() && watchers == 0;
        return idle ? null : new ServerFrames.HostView(host == null ? null : host.client());
    }

    /** Returns the players in the order of their joins, including those away. */
    Collection<Member> players() {
        return Collections.unmodifiableCollection(players.values());
    }

    /** Returns the frame sync of the room; null until its first use. */
    @Nullable
    FrameSync frames() {
        return frames;
    }

    void frames(FrameSync frames) {
        this.frames = frames;
    }

    /** The room's order has begun a new epoch. */
    void onEpoch() {
        if (frames != null) {
            frames.onEpoch();
        }
    }

    /** The run for a welcome, or null. */
    @Nullable
    RawJson run() {
        return frames == null ? null : frames.welcome();
    }

    /** A player has lost its connection. */
    void onAway(Member member) {
        if (frames != null && member.isPlayer()) {
            frames.onAway(member);
        }
    }

    /** A player returned with a new connection. */
    void onBack(Member member) {
        if (frames != null && member.isPlayer()) {
            frames.onBack(member);
        }
    }

    /** Returns the number of players, including those away. */
    int countPlayers() {
        return players.size();
    }

    /** Returns whether nothing needs to be retained without members. */
    boolean isBlank() {
        return state.isBlank() && kicked.isEmpty() && (frames == null || !frames.isRetained());
    }

    void add(Member member) {
        if (member.isPlayer()) {
            players.put(member.client(), member);
            if (frames != null) {
                frames.onJoin(member);
            }
        } else {
            watchers++;
        }
    }

    void remove(Member member) {
        if (member.isPlayer()) {
            players.remove(member.client());
            if (frames != null) {
                frames.onLeave(member);
            }
        } else if (member.game() != null) {
            watchers--;
        }
        host = host == member ? null : host;
        state.dropClient(member.client());
    }

    void host(Member next) {
        host = next;
        hostWaitUntil = Long.MAX_VALUE;
    }

    /**
     * Returns the next host: the player online who joined first, otherwise the player who joined first.
     *
     * @param except the player that does not count
     * @return null without another player
     */
    @Nullable
    Member successor(Member except) {
        Member first = null;
        for (Member each : players.values()) {
            if (each != except && !each.isAway()) {
                return each;
            }
            first = first == null && each != except ? each : first;
        }
        return first;
    }

    /** Starts or ends the wait for a host who is away, after members have changed. */
    void checkHost(long now) {
        Member next = host != null && host.isAway() ? successor(host) : null;
        if (next == null || next.isAway()) {
            hostWaitUntil = Long.MAX_VALUE;
        } else if (hostWaitUntil == Long.MAX_VALUE) {
            hostWaitUntil = now + settings.hostWaitMillis() + (host.isOwned() ? 0 : OTHER_NODE_MILLIS);
        }
    }

    /** When {@link Sequencer#replaceHost} is due, by {@code Clock.now()}; {@link Long#MAX_VALUE}: never. */
    long hostWaitUntil() {
        return hostWaitUntil;
    }

    /** Sets when the engine is requested again to replace the host. */
    void postponeHost(long until) {
        hostWaitUntil = until;
    }

    void kick(String user) {
        kicked.remove(user);
        kicked.add(user);
        if (kicked.size() > MAX_KICKED) {
            kicked.remove(kicked.iterator().next());
        }
    }

    /** Returns the kicked users, the oldest kick first. */
    Set<String> kicked() {
        return Collections.unmodifiableSet(kicked);
    }

    /** Returns the hash of the key that new members must present; null: none. */
    @Nullable
    String keyHash() {
        return keyHash;
    }

    void keyHash(String hash) {
        keyHash = hash;
    }

    boolean isKicked(String user) {
        return kicked.contains(user);
    }

    /** @param offset of the publication that carries the change */
    void apply(StateChange change, long offset) {
        state.apply(change, offset);
        for (StateChange.Entry each : change.entries()) {
            if (each.key().equals(StateChange.KEY)) {
                keyHash = each.secret() == null ? null : SecretHash.of(each.secret());
            }
        }
    }

    /** Makes a change that a shared engine has accepted, which keeps the versions itself. */
    void follow(StateChange change) {
        for (StateChange.Entry each : change.entries()) {
            if (each.value() == null) {
                state.drop(each.key());
            } else {
                state.put(each.key(), each.value().detached(), 0);
            }
        }
    }

    /** Why the door refuses a new member, or null. It has no effect where there is no host. */
    @Nullable
    CloseCode refusal(@Nullable String key) {
        if (host == null) {
            return null;
        }
        if (isFalse(StateChange.OPEN)) {
            return CloseCode.DOOR_CLOSED;
        }
        return keyHash == null || key != null && SecretHash.isEqual(keyHash, SecretHash.of(key))
                ? null
                : CloseCode.WRONG_KEY;
    }

    private boolean isFalse(String key) {
        return state.get(key) != null && state.get(key).toString().equals("false");
    }

    /** Returns the maximum number of players; {@link Integer#MAX_VALUE}: no bound. */
    int maxPlayers() {
        boolean bounded = host != null && state.get(StateChange.MAX) != null;
        return bounded ? StateChange.max(state.get(StateChange.MAX)) : Integer.MAX_VALUE;
    }

    /**
     * Returns the entry in the list of rooms.
     *
     * @param room its name
     * @param isFull whether it accepts no member
     * @return null where the room is not published for search
     */
    MatchFrames.@Nullable ListedRoom listing(String room, boolean isFull) {
        RawJson list = host == null ? null : state.get(StateChange.LIST);
        if (list == null) {
            return null;
        }
        int max = maxPlayers();
        boolean isOpen = !isFull && !isFalse(StateChange.OPEN) && players.size() < max;
        return new MatchFrames.ListedRoom(room, list, players.size(), max == Integer.MAX_VALUE ? 0 : max, isOpen);
    }

    /** The room ends, or is no longer on this node. */
    void clear() {
        state.clear();
        if (frames != null) {
            frames.close();
            frames = null;
        }
        kicked.clear();
        keyHash = null;
    }
}
