package dev.roomcast.frames;

import dev.roomcast.frames.RunState.Presence;
import dev.roomcast.protocol.RunFrames;
import dev.roomcast.room.Member;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of frames on this node: its players as of the last frame, and the presence changes that the next frames must
 * contain.
 *
 * <p>Thread: the room's serial executor.
 */
final class Run {

    private RunState state;
    /** The players as of the last frame. */
    private SlotTable sent;
    /** The current players. */
    private SlotTable present;
    /** The changes from {@link #sent} to {@link #present}, in their order. */
    private final List<PresenceEntry> owed = new ArrayList<>(0);

    private long last;
    private long first;

    Run(RunState state) {
        restore(state, false);
    }

    /**
     * Replaces the run with a later state of the same run.
     *
     * @param keepsOwed whether the presence changes since the last frame are known
     */
    void restore(RunState next, boolean keepsOwed) {
        state = next;
        last = next.frame();
        first = next.first();
        sent = new SlotTable(next.slots());
        if (!keepsOwed) {
            owed.clear();
            present = new SlotTable(next.slots());
        }
    }

    /** Applies a change of the run, except for its frames and presence, which only frames change. */
    void change(RunState next) {
        state = next;
        first = Math.max(first, next.first());
    }

    String id() {
        return state.id();
    }

    RunState state() {
        return state;
    }

    int rate() {
        return state.rate();
    }

    /** Returns the number of the last frame. */
    long last() {
        return last;
    }

    /** Returns the number from which every frame is retained. */
    long first() {
        return first;
    }

    boolean isOver() {
        return state.reason() != null;
    }

    /** Returns the presence changes that no frame contains yet, in their order. */
    List<PresenceEntry> owed() {
        return owed;
    }

    /** @return the slot of a player; -1: it has none */
    int slotOf(String client) {
        return present.slotOf(client);
    }

    /** Returns whether the player of a slot is away on all nodes. */
    boolean isAway(int slot) {
        return present.presence(slot) == Presence.AWAY;
    }

    /**
     * Applies a frame that was accepted.
     *
     * @param isTicking whether this node ticks. If not, each frame drops the owed changes that cancel each other out, because
     *     the ticker may have missed them.
     */
    void apply(long number, List<PresenceEntry> presence, long lowest, boolean isTicking) {
        last = number;
        first = lowest;
        for (PresenceEntry each : presence) {
            sent.apply(each);
            if (!owed.remove(each)) {
                present.apply(each);
            }
        }
        if (!isTicking) {
            owed.removeIf(
                    each -> each.slot() < sent.size() && sent.presence(each.slot()) == present.presence(each.slot()));
        }
    }

    /**
     * Prepares the first frame of this node as the ticker. It owes the changes that this node has seen and that can follow the
     * last frame, and then the remaining differences to the players.
     *
     * @param players the players of the room; null: unknown until {@link FrameReplica#onMembersKnown}
     */
    void beginTicking(@Nullable Collection<Member> players) {
        List<PresenceEntry> seen = List.copyOf(owed);
        List<String> clients = present.clients();
        owed.clear();
        present = new SlotTable(sent.all());
        for (PresenceEntry each : seen) {
            replay(each, clients.get(each.slot()));
        }
        if (players != null) {
            comparePlayers(players, entry -> {});
        }
    }

    private void replay(PresenceEntry entry, String client) {
        boolean isJoin = entry.word() == PresenceEntry.Word.JOIN;
        int slot = isJoin ? present.add(client) : present.slotOf(client);
        if (slot >= 0 && (isJoin || present.change(slot, entry.presence()))) {
            owed.add(new PresenceEntry(entry.word(), slot, entry.client()));
        }
    }

    /** Updates a player that joined, went away or returned. @param changed receives the changes for the next frame */
    void update(Member player, Consumer<PresenceEntry> changed) {
        int slot = present.slotOf(player.client());
        if (slot < 0) {
            slot = present.add(player.client());
            if (slot < 0) {
                return;
            }
            owe(new PresenceEntry(PresenceEntry.Word.JOIN, slot, player.client()), changed);
        }
        if (present.change(slot, player.isAway() ? Presence.AWAY : Presence.ONLINE)) {
            PresenceEntry.Word word = player.isAway() ? PresenceEntry.Word.AWAY : PresenceEntry.Word.BACK;
            owe(new PresenceEntry(word, slot, null), changed);
        }
    }

    /** Removes a player that has left. @param changed receives the change for the next frame */
    void leave(String client, Consumer<PresenceEntry> changed) {
        int slot = present.slotOf(client);
        if (slot >= 0 && present.change(slot, Presence.LEFT)) {
            owe(new PresenceEntry(PresenceEntry.Word.LEFT, slot, null), changed);
        }
    }

    /** Compares all players. @param changed receives the changes for the next frame */
    void comparePlayers(Collection<Member> players, Consumer<PresenceEntry> changed) {
        Set<String> here = new HashSet<>();
        players.forEach(player -> here.add(player.client()));
        for (String client : present.clients()) {
            if (!here.contains(client)) {
                leave(client, changed);
            }
        }
        players.forEach(player -> update(player, changed));
    }

    private void owe(PresenceEntry entry, Consumer<PresenceEntry> changed) {
        owed.add(entry);
        changed.accept(entry);
    }

    /** Returns the run in the form that players and watchers receive. */
    RunFrames.RunView view() {
        return new RunFrames.RunView(
                state.id(),
                isOver() ? 0 : state.rate(),
                state.seed(),
                state.timeMillis(),
                sent.clients(),
                last,
                state.reason());
    }
}
