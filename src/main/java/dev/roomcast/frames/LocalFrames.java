package dev.roomcast.frames;

import dev.roomcast.frames.FrameReplica.Change;
import dev.roomcast.frames.RunState.Presence;
import dev.roomcast.frames.RunState.Slot;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.FrameRoom;
import dev.roomcast.room.Member;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a room on a single node, in the memory of the node.
 *
 * <p>Thread: the room's serial executor, except for {@link #usedAt}, {@link #keptBytes} and {@link #evict}.
 */
final class LocalFrames implements FrameSequencer {

    private final FrameRoom room;
    private final FrameReplica replica;
    private final FrameBudget budget;

    /** The current run, or the ended one that is retained; null: none. The numbers of frames come from {@link #log}. */
    private @Nullable RunState run;

    private @Nullable FrameLog log;
    private long snapshotAt;
    private volatile long keptBytes;
    private volatile long usedAt;

    LocalFrames(FrameRoom room, FrameReplica replica, FrameBudget budget) {
        this.room = room;
        this.replica = replica;
        this.budget = budget;
    }

    private long now() {
        return room.clock().monotonicMillis();
    }

    private boolean isRunning() {
        return run != null && run.reason() == null;
    }

    @Override
    public void start(String id, long seed, int rate, @Nullable Member by, Outcome outcome) {
        if (isRunning() && run.rate() != rate) {
            outcome.onSettled(ErrorCode.CONFLICT, "a run at another rate takes place");
        } else if (room.players().isEmpty()) {
            outcome.onSettled(ErrorCode.CONFLICT, "a run needs a player");
        } else {
            outcome.onSettled(null, null);
            if (!isRunning()) {
                begin(id, seed, rate);
            }
        }
    }

    private void begin(String id, long seed, int rate) {
        log = new FrameLog(room.settings().keptBytes());
        snapshotAt = now() - SNAPSHOT_MILLIS;
        usedAt = now();
        account();
        long time = room.clock().epochMillis();
        List<Slot> slots = room.players().stream()
                .limit(SlotTable.MAX_SLOTS)
                .map(player -> new Slot(player.client(), Presence.ONLINE))
                .toList();
        run = new RunState(id, rate, seed, time, time, 0, 1, -1, null, 0, null, 0, slots);
        notifyListener(Change.STARTED);
    }

    private void notifyListener(Change change) {
        replica.applyRun(run, change, room.clock().epochMillis());
    }

    private RunState with(long timeMillis, long snapshot, @Nullable String reason) {
        long ended = reason == null ? 0 : room.clock().epochMillis();
        return new RunState(
                run.id(),
                run.rate(),
                run.seed(),
                timeMillis,
                run.startedMillis(),
                log.last(),
                log.first(),
                snapshot,
                null,
                0,
                reason,
                ended,
                List.of());
    }

    @Override
    public void stop(@Nullable Member by, Outcome outcome) {
        outcome.onSettled(null, null);
        end("stopped");
    }

    @Override
    public void end(String reason) {
        if (isRunning()) {
            run = with(run.timeMillis(), run.snapshot(), reason);
            notifyListener(Change.ENDED);
        }
    }

    /** Moves the schedule after the current task: the player that ends a pause is notified, too, after its welcome. */
    @Override
    public void align(long frame) {
        String id = run.id();
        room.execute(() -> {
            if (isRunning() && run.id().equals(id)) {
                long time = room.clock().epochMillis() - FrameSchedule.elapsedMillis(frame, run.rate());
                run = with(time, run.snapshot(), null);
                notifyListener(Change.MOVED);
            }
        });
    }

    @Override
    public void takeOver() {
        // this node always ticks
    }

    @Override
    public void handOver(Member player) {
        // there is no other node
    }

    @Override
    public boolean isTicker(String ticker) {
        return true;
    }

    @Override
    public boolean serves(Member player) {
        return true;
    }

    @Override
    public void append(long number, byte[] json, boolean isEmpty, List<PresenceEntry> presence) {
        log.append(number, isEmpty ? null : json);
        usedAt = now();
        if (!isEmpty) {
            account();
        }
        replica.applyFrame(number, new RawJson(json, 0, json.length), presence, log.first());
    }

    @Override
    public void passInput(Member player, long id, RawJson input) {
        room.refuse(player.client(), id, ErrorCode.CONFLICT, "no run takes place");
    }

    @Override
    public void read(String id, long after, int limit, @Nullable Consumer<FramePage> reader) {
        if (run == null || !run.id().equals(id)) {
            reader.accept(FramePage.UNKNOWN_RUN);
        } else {
            reader.accept(after < 0 ? log.pageAfterSnapshot(limit) : log.page(after, limit));
        }
    }

    @Override
    public void keep(String id, FrameSnapshot snapshot, Outcome outcome) {
        if (!isRunning() || !run.id().equals(id) || !log.accepts(snapshot.frame())) {
            outcome.onSettled(ErrorCode.CONFLICT, BAD_SNAPSHOT);
        } else if (now() - snapshotAt < SNAPSHOT_MILLIS) {
            outcome.onSettled(ErrorCode.RATE_LIMITED, EARLY_SNAPSHOT);
        } else {
            log.keep(snapshot);
            snapshotAt = now();
            account();
            run = with(run.timeMillis(), snapshot.frame(), null);
            notifyListener(Change.SNAPSHOT);
            outcome.onSettled(null, null);
        }
    }

    @Override
    public void drop(@Nullable String id) {
        run = null;
        log = null;
        account();
    }

    @Override
    public void close() {
        drop(null);
    }

    /** Reports a change of the retained bytes to the node. */
    private void account() {
        long bytes = log == null ? 0 : log.retainedBytes();
        long change = bytes - keptBytes;
        if (change != 0) {
            keptBytes = bytes;
            budget.change(this, change, bytes > 0);
        }
    }

    /** Returns when the last frame was sent, by the monotonic clock, in milliseconds. Thread: any. */
    long usedAt() {
        return usedAt;
    }

    /** Returns the memory of the retained frames, in bytes. Thread: any. */
    long keptBytes() {
        return keptBytes;
    }

    /** Drops the retained frames to free memory for other rooms. Thread: any. */
    void evict() {
        room.execute(() -> {
            if (run != null) {
                log.clear();
                account();
                run = with(run.timeMillis(), -1, run.reason());
                notifyListener(Change.SNAPSHOT);
            }
        });
    }
}
