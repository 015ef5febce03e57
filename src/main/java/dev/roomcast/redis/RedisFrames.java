package dev.roomcast.redis;

import dev.roomcast.frames.FramePage;
import dev.roomcast.frames.FrameReplica;
import dev.roomcast.frames.FrameReplica.Change;
import dev.roomcast.frames.FrameSequencer;
import dev.roomcast.frames.FrameSnapshot;
import dev.roomcast.frames.PresenceEntry;
import dev.roomcast.frames.RunState;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.redis.client.Script;
import dev.roomcast.redis.client.ScriptCall;
import dev.roomcast.room.FrameRoom;
import dev.roomcast.room.Member;
import dev.roomcast.room.Replica;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Orders the frames of one room through Redis. One node ticks. Every frame passes through the room's channel before any
 * member receives it, so that the death of the ticking node loses no frame.
 *
 * <p>Thread: the room's serial executor.
 */
final class RedisFrames implements FrameSequencer {

    /** The answer of a script if Redis has no run of this epoch, although the node knows one. */
    private static final long LOST = -4;

    private final RedisSequencer owner;
    private final RedisEngine engine;
    private final Replica room;
    private final EventFollower follower;
    private final FrameRoom frameRoom;
    private final FrameReplica replica;

    /** The run as of its last event; null: none. */
    private @Nullable RunState run;
    /** The number of the last applied frame. */
    private long last;

    private long tokens;
    /** The pending start requests of this node, by token. */
    private final Map<Long, Outcome> starts = new HashMap<>(0);

    RedisFrames(
            RedisSequencer owner,
            RedisEngine engine,
            Replica room,
            EventFollower follower,
            FrameRoom frameRoom,
            FrameReplica replica) {
        this.owner = owner;
        this.engine = engine;
        this.room = room;
        this.follower = follower;
        this.frameRoom = frameRoom;
        this.replica = replica;
    }

    private ScriptCall call(String change, String subject) {
        return owner.scripts()
                .call(Script.RUNS, owner.link())
                .with(change)
                .with(subject)
                .with(engine.node());
    }

    /** Runs a call whose answer is a number. @param onFailure runs if there is no answer */
    private void run(ScriptCall call, LongConsumer answered, Runnable onFailure) {
        engine.run(call.then(
                answer -> room.apply(() -> {
                    if (answer.toLong() == LOST) {
                        follower.onLost();
                    }
                    answered.accept(answer.toLong());
                }),
                () -> room.apply(onFailure)));
    }

    @Override
    public void start(String id, long seed, int rate, @Nullable Member by, Outcome outcome) {
        long token = ++tokens;
        starts.put(token, outcome);
        ScriptCall call = call("start", by == null ? "" : by.client())
                .with(token)
                .with(id)
                .with(seed)
                .with(rate);
        run(call, answer -> onStartAnswered(token, answer), () -> completeStart(token, ErrorCode.UNAVAILABLE, null));
    }

    private void onStartAnswered(long token, long answer) {
        if (answer == -1) {
            completeStart(token, ErrorCode.FORBIDDEN, "the host alone may do this");
        } else if (answer == -2) {
            completeStart(token, ErrorCode.CONFLICT, "a run at another rate takes place");
        } else if (answer == -3) {
            completeStart(token, ErrorCode.CONFLICT, "a run needs a player");
        } else {
            follower.after(answer, () -> completeStart(token, null, null));
        }
    }

    private void completeStart(long token, @Nullable ErrorCode refusal, @Nullable String message) {
        Outcome outcome = starts.remove(token);
        if (outcome != null) {
            outcome.onSettled(refusal, message);
        }
    }

    @Override
    public void stop(@Nullable Member by, Outcome outcome) {
        run(
                call("stop", by == null ? "" : by.client()),
                answer -> {
                    if (answer < 0) {
                        outcome.onSettled(ErrorCode.FORBIDDEN, "the host alone may do this");
                    } else {
                        follower.after(answer, () -> outcome.onSettled(null, null));
                    }
                },
                () -> outcome.onSettled(ErrorCode.UNAVAILABLE, null));
    }

    /** Ends the run. Redis itself ends a run without players, or of another epoch. */
    @Override
    public void end(String reason) {
        if (run != null && reason.equals("limit")) {
            engine.run(call("finish", run.id())
                    .with(reason)
                    .with(frameRoom.settings().maxMillis()));
        }
    }

    @Override
    public void align(long frame) {
        run(
                call("align", run.id()).with(last).with(frame),
                answer -> {
                    if (answer != 1) {
                        replica.onNotMoved();
                    }
                },
                replica::onNotMoved);
    }

    @Override
    public void takeOver() {
        long silentMillis = Math.max(500, 5000 / run.rate());
        run(
                call("take", run.id()).with(last).with(silentMillis),
                answer -> replica.onTakeOver(answer == 1),
                () -> replica.onTakeOver(false));
    }

    @Override
    public void handOver(Member player) {
        if (player.node() != null) {
            engine.run(call("hand", run.id()).with(player.node()));
        }
    }

    @Override
    public boolean isTicker(String ticker) {
        return engine.node().equals(ticker);
    }

    @Override
    public boolean serves(Member player) {
        return engine.node().equals(player.node());
    }

    @Override
    public void append(long number, byte[] json, boolean isEmpty, List<PresenceEntry> presence) {
        if (!follower.isLive()) {
            replica.onFrameRefused(number, true);
            return;
        }
        long term = run.term();
        ScriptCall call = owner.scripts()
                .call(Script.FRAME, owner.link())
                .with(run.id())
                .with(term)
                .with(number)
                .with(json)
                .with(isEmpty ? "" : "1")
                .with(frameRoom.settings().keptBytes())
                .with(presence.isEmpty() ? "" : RunWords.presence(presence));
        run(
                call,
                answer -> {
                    if (answer < 0) {
                        refuse(term, number, false);
                    }
                },
                () -> refuse(term, number, true));
    }

    /** Ignores an answer to an earlier ticker of this node. */
    private void refuse(long term, long number, boolean isRetried) {
        if (run != null && run.term() == term) {
            replica.onFrameRefused(number, isRetried);
        }
    }

    @Override
    public void passInput(Member player, long id, RawJson input) {
        byte[] message = FrameMessages.input(room.name(), player.client(), id, input);
        send(run.ticker(), message, () -> room.apply(() -> onInputRefused(player.client(), id, ErrorCode.UNAVAILABLE)));
    }

    /** Handles the input of a player on another node. */
    void onInput(String client, long id, RawJson input) {
        ErrorCode refusal = replica.applyInput(client, input);
        Member member = room.member(client);
        if (refusal != null && member != null && member.node() != null) {
            send(member.node(), FrameMessages.refusal(room.name(), client, id, refusal), null);
        }
    }

    void onInputRefused(String client, long id, ErrorCode code) {
        frameRoom.refuse(client, id, code, FrameSequencer.inputMessage(code, frameRoom));
    }

    private void send(String node, byte[] message, @Nullable Runnable onFailure) {
        engine.run(new ScriptCall(engine.home(), Script.SEND)
                .with(engine.keySpace().node(node))
                .with(message)
                .then(null, onFailure));
    }

    @Override
    public void read(String id, long after, int limit, @Nullable Consumer<FramePage> reader) {
        ScriptCall call = owner.scripts()
                .call(Script.RUNS, owner.link())
                .with("read")
                .with(id)
                .with(after)
                .with(limit)
                .with(FramePage.MAX_BYTES);
        engine.run(call.then(
                answer -> {
                    FramePage page = RunWords.page(answer);
                    room.apply(() -> reader.accept(page));
                },
                () -> room.apply(() -> reader.accept(null))));
    }

    @Override
    public void keep(String id, FrameSnapshot snapshot, Outcome outcome) {
        byte[] text = EventWriter.text(snapshot.client() + ' ')
                .add(snapshot.data().detached().bytes())
                .bytes();
        run(
                call("shot", id).with(snapshot.frame()).with(text).with(SNAPSHOT_MILLIS),
                answer -> {
                    if (answer > 0) {
                        follower.after(answer, () -> outcome.onSettled(null, null));
                    } else if (answer == 0) {
                        outcome.onSettled(ErrorCode.CONFLICT, BAD_SNAPSHOT);
                    } else {
                        outcome.onSettled(ErrorCode.RATE_LIMITED, EARLY_SNAPSHOT);
                    }
                },
                () -> outcome.onSettled(ErrorCode.UNAVAILABLE, null));
    }

    @Override
    public void drop(@Nullable String id) {
        engine.run(call("forget", id));
        run = null;
    }

    @Override
    public void close() {
        owner.closeFrames();
    }

    /** Applies the next event of the room, which concerns the run. */
    void apply(RoomEvent event) {
        if (event.kind() == 'F') {
            frame(event);
            return;
        }
        run = RunWords.parse(event.allWords(), 3);
        last = run.frame();
        Change change = change(event.word(0).charAt(0));
        if (change == Change.STARTED && event.word(1).equals(engine.node())) {
            completeStart(event.number(2), null, null);
        }
        replica.applyRun(run, change, event.time());
    }

    private static Change change(char letter) {
        return switch (letter) {
            case 's' -> Change.STARTED;
            case 'm' -> Change.MOVED;
            case 't' -> Change.TICKER;
            case 'e' -> Change.ENDED;
            default -> Change.SNAPSHOT;
        };
    }

    /** Applies a frame event: {@code NUMBER FIRST}, then the presence. */
    private void frame(RoomEvent event) {
        List<PresenceEntry> presence = event.words() == 2 ? List.of() : new ArrayList<>(event.words() - 2);
        for (int i = 2; i < event.words(); i++) {
            presence.add(RunWords.entry(event.word(i)));
        }
        last = event.number(0);
        RawJson frame = new RawJson(event.bytes(), event.rest(), event.bytes().length - event.rest());
        replica.applyFrame(last, frame, presence, event.number(1));
    }

    /** Replaces the run with the version of Redis. */
    void restore(String words, long now) {
        run = RunWords.parse(words);
        last = run == null ? 0 : run.frame();
        replica.restore(run, now);
    }

    void onMembersKnown(long now) {
        replica.onMembersKnown(now);
    }
}
