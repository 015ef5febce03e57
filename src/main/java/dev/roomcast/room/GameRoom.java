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
 * The game-related part of a room: players and watchers, the host, the shared state with the conditions for joining,
 * and the kicked users. It exists from the first player or watcher on. Thread: the room's serial executor.
 */
public final class GameRoom {

    /** The maximum number of remembered kicks. */
    public static final int MAX_KICKED = 64;

    /**
     * The extra delay before another node replaces an away host, in milliseconds; it covers the end of the host's node.
     */
    private static final long OTHER_NODE_MILLIS = 3000;

    private final GameSettings settings;
    private final SharedState state;
    /** Players by client, in the order of their joins. */
    private final Map<String, Member> players = new LinkedHashMap<>();
    /** Kicked users, the oldest kick first. */
    private final Set<String> kicked = new LinkedHashSet<>(0);

    private int watchers;
    /** The frame sync of the room; null until its first use. */
    private @Nullable FrameSync frames;

    private @Nullable Member host;
    /** The time at which another player becomes the host, by {@code Clock.now()}; {@link Long#MAX_VALUE}: none. */
    private long hostWaitUntil = Long.MAX_VALUE;
    /** The hash of the key that new members must present; null: none. */
    private @Nullable String keyHash;

    GameRoom(GameSettings settings, StateBudget budget) {
        this.settings = settings;
        this.state = new SharedState(budget);
    }

    /** Returns the shared state. */
    public SharedState state() {
        return state;
    }

    /** Returns the host; null: the room has no player. */
    public @Nullable Member host() {
        return host;
    }

    /** Returns the host for a frame; null: the room has neither players nor watchers. */
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

    /** The room has begun a new epoch. */
    void onEpoch() {
        if (frames != null) {
            frames.onEpoch();
        }
    }

    /** Returns the run for a welcome; null: none. */
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

    /** Returns whether the room has nothing to retain for later members. */
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
     * @param except the player to exclude
     * @return the next host; null: there is no other player
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

    /** Starts or ends the wait for an away host, after a change of members. */
    void checkHost(long now) {
        Member next = host != null && host.isAway() ? successor(host) : null;
        if (next == null || next.isAway()) {
            hostWaitUntil = Long.MAX_VALUE;
        } else if (hostWaitUntil == Long.MAX_VALUE) {
            hostWaitUntil = now + settings.hostWaitMillis() + (host.isOwned() ? 0 : OTHER_NODE_MILLIS);
        }
    }

    /** Returns when {@link Sequencer#replaceHost} is due, by {@code Clock.now()}; {@link Long#MAX_VALUE}: never. */
    long hostWaitUntil() {
        return hostWaitUntil;
    }

    /** Sets the time of the next request to replace the host. */
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

    /** @param offset the offset of the publication that carries the change */
    void apply(StateChange change, long offset) {
        state.apply(change, offset);
        for (StateChange.Entry each : change.entries()) {
            if (each.key().equals(StateChange.KEY)) {
                keyHash = each.secret() == null ? null : SecretHash.of(each.secret());
            }
        }
    }

    /** Applies a change that a shared engine has accepted; the engine tracks the versions. */
    void follow(StateChange change) {
        for (StateChange.Entry each : change.entries()) {
            if (each.value() == null) {
                state.drop(each.key());
            } else {
                state.put(each.key(), each.value().detached(), 0);
            }
        }
    }

    /** Returns the reason to refuse a new member; null: none. Conditions apply only while the room has a host. */
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

    /** Returns the maximum number of players; {@link Long#MAX_VALUE}: no bound. */
    long maxPlayers() {
        boolean bounded = host != null && state.get(StateChange.MAX) != null;
        return bounded ? StateChange.max(state.get(StateChange.MAX)) : Long.MAX_VALUE;
    }

    /**
     * Returns the entry in the list of rooms.
     *
     * @param room its name
     * @param isFull whether the room is full
     * @return the entry; null: the room is not listed
     */
    MatchFrames.@Nullable ListedRoom listing(String room, boolean isFull) {
        RawJson list = host == null ? null : state.get(StateChange.LIST);
        if (list == null) {
            return null;
        }
        long max = maxPlayers();
        boolean isOpen = !isFull && !isFalse(StateChange.OPEN) && players.size() < max;
        return new MatchFrames.ListedRoom(room, list, players.size(), max == Long.MAX_VALUE ? 0 : max, isOpen);
    }

    /** Clears the game, because the room has ended or is no longer on this node. */
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
