package dev.roomcast.frames;

import dev.roomcast.concurrent.OneShotTimer;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.RunFrames;
import dev.roomcast.room.FrameRoom;
import dev.roomcast.room.Member;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Follows the run of one room, notifies players and watchers, and ticks if this node is the ticker.
 *
 * <p>Thread: the room's serial executor.
 */
final class RunFollower implements FrameReplica {

    private final FrameRoom room;
    private final FrameCounters counters;
    private final FrameSequencer sequencer;
    private final OnlinePlayers online;
    private final OneShotTimer timer;

    private @Nullable Run run;
    private @Nullable Ticker ticker;
    private boolean paused;
    private RunDeadlines deadlines;
    private boolean isSettling; // the run was restored, and the members are not known yet

    RunFollower(FrameRoom room, FrameSyncs syncs) {
        this.room = room;
        this.counters = syncs.counters();
        this.sequencer = syncs.open(room, this);
        this.online = new OnlinePlayers(room, sequencer);
        this.timer = new OneShotTimer(room.clock(), () -> room.execute(this::onTimer));
    }

    private long now() {
        return room.clock().monotonicMillis();
    }

    FrameSequencer sequencer() {
        return sequencer;
    }

    /** Returns the current run, or the ended one that is retained; null: none. */
    @Nullable
    Run run() {
        return run;
    }

    /** Returns the ticker; null: this node does not tick. */
    @Nullable
    Ticker ticker() {
        return ticker;
    }

    boolean isRunning() {
        return run != null && !run.isOver();
    }

    @Override
    public void applyRun(RunState state, Change change, long nowMillis) {
        switch (change) {
            case STARTED -> start(state, nowMillis);
            case ENDED -> end(state.reason(), state.ticker());
            default -> change(state, change, nowMillis);
        }
        setTimer();
    }

    private void start(RunState state, long nowMillis) {
        dropTicker();
        begin(state, nowMillis);
        run.comparePlayers(room.players(), entry -> {});
        paused = !online.isAny();
        updateTicker(nowMillis);
        if (ticker != null) {
            room.listener()
                    .runStarted(room.name(), run.id(), run.rate(), state.slots().size());
        }
        room.broadcast(RunFrames.started(run.view()), false);
    }

    private void begin(RunState state, long nowMillis) {
        run = new Run(state);
        deadlines = new RunDeadlines(state, room.settings().maxMillis(), nowMillis, now());
    }

    private void change(RunState state, Change change, long nowMillis) {
        if (run == null || !run.id().equals(state.id())) {
            return; // the room is loaded again
        }
        run.change(state);
        deadlines.onInput(now());
        updateTicker(nowMillis);
        if (change == Change.MOVED) {
            room.broadcast(RunFrames.started(run.view()), false);
        }
        if (ticker != null && !paused) {
            ticker.tick(now());
        }
    }

    private void end(String reason, @Nullable String lastTicker) {
        if (!isRunning()) {
            return;
        }
        run.change(run.state().ended(reason, room.clock().epochMillis()));
        deadlines.onEnd(now());
        room.broadcast(RunFrames.ended(run.view()), false);
        if (sequencer.isTicker(lastTicker == null ? run.state().ticker() : lastTicker)) {
            room.listener().runEnded(room.name(), run.id(), run.last(), reason);
        }
        dropTicker();
    }

    /** Begins or ends to tick, according to the run. */
    private void updateTicker(long nowMillis) {
        if (!isRunning() || !sequencer.isTicker(run.state().ticker())) {
            dropTicker();
            return;
        }
        if (ticker == null) {
            run.beginTicking(isSettling ? null : room.players());
            ticker = new Ticker(sequencer, run, counters);
            counters.runs.increment();
        }
        ticker.align(run.state().timeMillis(), nowMillis, now());
    }

    private void dropTicker() {
        counters.runs.add(ticker == null ? 0 : -1);
        ticker = null;
    }

    @Override
    public void applyFrame(long number, RawJson frame, List<PresenceEntry> presence, long first) {
        if (!isRunning()) {
            return;
        }
        run.apply(number, presence, first, ticker != null);
        long now = now();
        deadlines.onInput(now);
        if (ticker != null) {
            ticker.onSent(number, now);
        }
        room.broadcast(RunFrames.frame(frame), true);
        if (ticker != null && !paused) {
            ticker.tick(now);
            setTimer();
        }
    }

    @Override
    public void onFrameRefused(long number, boolean isRetried) {
        if (ticker != null && isRetried) {
            ticker.retry(number, now());
        } else {
            dropTicker(); // it was replaced, or the run has ended; the event follows
        }
        setTimer();
    }

    @Override
    public void onTakeOver(boolean done) {
        if (done) {
            counters.takeovers.increment();
        }
        if (run != null) {
            deadlines.onInput(now());
            setTimer();
        }
    }

    @Override
    public void onNotMoved() {
        if (ticker != null) {
            ticker.onNotMoved(now());
            setTimer();
        }
    }

    @Override
    public @Nullable ErrorCode applyInput(String client, RawJson input) {
        return ticker == null ? null : ticker.addInput(client, input);
    }

    private void onOwed(PresenceEntry entry) {
        if (ticker != null) {
            ticker.addPresence(entry);
        }
    }

    /** Handles a player that has joined or returned. */
    void onOnline(Member player) {
        if (isRunning()) {
            run.update(player, this::onOwed);
            resume(player);
        }
    }

    /** Handles a player that has lost its connection. */
    void onAway(Member player) {
        if (isRunning()) {
            run.update(player, this::onOwed);
            pauseOrHandOver();
        }
    }

    /** Handles a player that has left. */
    void onLeave(Member player) {
        if (isRunning()) {
            run.leave(player.client(), this::onOwed);
            if (room.players().isEmpty()) {
                sequencer.end("empty");
            } else {
                pauseOrHandOver();
            }
        }
    }

    private void pauseOrHandOver() {
        if (!isSettling) {
            Member player = online.preferred();
            paused = player == null;
            if (ticker != null && player != null && !sequencer.serves(player)) {
                sequencer.handOver(player);
            }
            setTimer();
        }
    }

    /** Resumes a paused run after a player has come online; the node of that player ticks. */
    private void resume(Member player) {
        if (paused && !isSettling) {
            paused = false;
            deadlines.onInput(now());
            if (ticker != null) {
                ticker.move(run.last());
            } else if (sequencer.serves(player)) {
                sequencer.align(run.last());
            }
        }
        pauseOrHandOver();
    }

    private void onTimer() {
        long now = now();
        if (run == null) {
            return;
        }
        if (run.isOver()) {
            if (now >= deadlines.forgetAt()) {
                sequencer.drop(run.id());
                run = null;
            }
        } else if (now >= deadlines.limitAt(ticker != null)) {
            deadlines.postponeLimit(now);
            sequencer.end("limit");
        } else if (ticker != null && !paused) {
            ticker.tick(now);
        } else if (now >= silentAt()) {
            deadlines.onInput(now);
            sequencer.takeOver();
        }
        setTimer();
    }

    /** Returns when this node takes over from a silent ticker; {@link Long#MAX_VALUE}: never. */
    private long silentAt() {
        return !paused && ticker == null && online.isHere() ? deadlines.silentAt() : Long.MAX_VALUE;
    }

    void setTimer() {
        if (run == null) {
            timer.cancel();
        } else if (run.isOver()) {
            timer.schedule(deadlines.forgetAt());
        } else {
            long next = ticker == null ? silentAt() : paused ? Long.MAX_VALUE : ticker.dueAt();
            timer.schedule(Math.min(deadlines.limitAt(ticker != null), next));
        }
    }

    @Override
    public void restore(@Nullable RunState state, long nowMillis) {
        isSettling = true;
        if (state == null) {
            end("epoch", null);
        } else if (run == null || !run.id().equals(state.id())) {
            dropTicker();
            begin(state, nowMillis);
            if (!run.isOver()) {
                room.broadcast(RunFrames.started(run.view()), false);
            }
        } else if (isRunning()) {
            restoreSame(state);
        }
    }

    private void restoreSame(RunState state) {
        boolean isMoved = state.timeMillis() != run.state().timeMillis();
        boolean continues = ticker != null && sequencer.isTicker(state.ticker()) && ticker.continues(state);
        if (continues) {
            ticker.dropUntil(state.frame()).forEach(run.owed()::remove);
        } else {
            dropTicker();
        }
        if (state.reason() != null) {
            end(state.reason(), state.ticker());
            return;
        }
        run.restore(state, continues);
        if (isMoved) {
            room.broadcast(RunFrames.started(run.view()), false);
        }
    }

    @Override
    public void onMembersKnown(long nowMillis) {
        isSettling = false;
        if (isRunning()) {
            deadlines.onInput(now());
            run.comparePlayers(room.players(), this::onOwed);
            paused = !online.isAny();
            updateTicker(nowMillis);
            if (ticker != null) {
                ticker.resume(now());
            }
            pauseOrHandOver();
        }
        setTimer();
    }

    /** Ends the run, because the room has begun a new epoch. */
    void onEpoch() {
        sequencer.end("epoch");
        end("epoch", null);
    }

    /** Drops the run, because the room has ended or is no longer on this node. */
    void close() {
        dropTicker();
        run = null;
        sequencer.close();
        timer.cancel();
    }
}
