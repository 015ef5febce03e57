package dev.roomcast.frames;

import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.RunFrames;
import dev.roomcast.protocol.ServerFrames;
import dev.roomcast.room.EngineUnavailableException;
import dev.roomcast.room.FrameRoom;
import dev.roomcast.room.Member;
import dev.roomcast.room.Subscriber;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Handles the requests of players and watchers for the run of a room.
 *
 * <p>Thread: the room's serial executor.
 */
final class FrameRequests {

    /** The longest snapshot, in bytes. */
    static final int MAX_SNAPSHOT = 64 * 1024;

    /** The maximum number of requests for frames of one connection that wait for the one in progress. */
    private static final int MAX_WAITING = 16;
    /** The longest run id of a waiting request, in characters; longer than the id of any run. */
    private static final int MAX_WAITING_ID = 64;

    private static final String UNREACHABLE = FrameSequencer.UNREACHABLE;

    private final FrameRoom room;
    private final FrameSyncs syncs;
    private final FrameSequencer sequencer;
    /** The requests for frames that wait for the one in progress, by connection. */
    private final Map<Subscriber, Queue<Command.Frames>> reading = new HashMap<>(0);

    FrameRequests(FrameRoom room, FrameSyncs syncs, FrameSequencer sequencer) {
        this.room = room;
        this.syncs = syncs;
        this.sequencer = sequencer;
    }

    void onRequest(Subscriber subscriber, Command command) {
        if (command instanceof Command.Run start) {
            onRun(subscriber, start);
        } else if (command instanceof Command.Frames question) {
            onFrames(subscriber, question);
        } else if (command instanceof Command.Snapshot snapshot) {
            onSnapshot(subscriber, snapshot);
        }
    }

    private void onRun(Subscriber subscriber, Command.Run command) {
        if (!room.mayActAsHost(subscriber)) {
            room.refuse(subscriber, command.id(), ErrorCode.FORBIDDEN, "the host alone may do this");
            return;
        }
        if (!room.admits(subscriber, command)) {
            return;
        }
        Member by = subscriber.rights().host() ? null : subscriber.member();
        FrameSequencer.Outcome outcome =
                (refusal, message) -> answer(subscriber, "$run", command.id(), refusal, message);
        if (command.rate() == 0) {
            sequencer.stop(by, outcome);
        } else {
            sequencer.start(syncs.newRun(), syncs.newSeed(), command.rate(), by, outcome);
        }
    }

    private void answer(Subscriber subscriber, String method, long id, @Nullable ErrorCode refusal, String message) {
        if (refusal == null) {
            room.reply(subscriber, ServerFrames.done(method, id));
        } else {
            room.refuse(subscriber, id, refusal, refusal == ErrorCode.UNAVAILABLE ? UNREACHABLE : message);
        }
    }

    /**
     * Accepts an input of a player, or passes it to the node that ticks.
     *
     * @param run the run; null: none is in progress
     * @param ticker the ticker; null: another node ticks
     */
    void onInput(Subscriber subscriber, Command.Input input, @Nullable Run run, @Nullable Ticker ticker) {
        Member member = subscriber.member();
        ErrorCode refusal = null;
        if (input.data().length() > room.settings().inputBytes()) {
            refusal = ErrorCode.TOO_LARGE;
        } else if (!member.isPlayer()) {
            refusal = ErrorCode.FORBIDDEN;
        } else if (run == null) {
            room.refuse(subscriber, input.id(), ErrorCode.CONFLICT, "no run takes place");
        } else if (ticker != null) {
            refusal = ticker.addInput(member.client(), input.data());
        } else {
            sequencer.passInput(member, input.id(), input.data());
        }
        if (refusal != null) {
            room.refuse(subscriber, input.id(), refusal, FrameSequencer.inputMessage(refusal, room));
        }
    }

    private static int atMostAPage(long limit) {
        return (int) (limit == 0 ? FramePage.MAX_FRAMES : Math.min(limit, FramePage.MAX_FRAMES));
    }

    private void onFrames(Subscriber subscriber, Command.Frames question) {
        if (room.refusesNext(subscriber, question.id())) {
            return;
        }
        Queue<Command.Frames> waiting = reading.get(subscriber);
        if (waiting == null) {
            reading.put(subscriber, new ArrayDeque<>(0));
            read(subscriber, question);
        } else if (waiting.size() < MAX_WAITING && question.run().length() <= MAX_WAITING_ID) {
            waiting.add(question);
        } else {
            room.refuse(subscriber, question.id(), ErrorCode.RATE_LIMITED, "the previous answers are still being read");
        }
    }

    private void read(Subscriber subscriber, Command.Frames question) {
        try {
            sequencer.read(question.run(), question.after(), atMostAPage(question.limit()), page -> {
                try {
                    answer(subscriber, question, page);
                } finally {
                    readNext(subscriber);
                }
            });
        } catch (Throwable e) {
            reading.remove(subscriber);
            throw e;
        }
    }

    /** Continues with the next request of a connection, unless the connection has ended. */
    private void readNext(Subscriber subscriber) {
        Queue<Command.Frames> waiting = reading.get(subscriber);
        Command.Frames next = waiting == null || subscriber.member() == null ? null : waiting.poll();
        if (next == null) {
            reading.remove(subscriber);
        } else {
            read(subscriber, next);
        }
    }

    /** @param page the frames; null: the engine does not answer */
    private void answer(Subscriber subscriber, Command.Frames question, @Nullable FramePage page) {
        if (page == null) {
            room.refuse(subscriber, question.id(), ErrorCode.UNAVAILABLE, UNREACHABLE);
        } else if (!room.refusesNext(subscriber, question.id())) {
            room.answer(subscriber, frames(question, page));
        }
    }

    private static Frame frames(Command.Frames question, FramePage page) {
        if (!question.wantsSnapshot()) {
            return RunFrames.frames(question.id(), question.run(), page.frame(), page.complete(), page.frames());
        }
        FrameSnapshot kept = page.snapshot();
        RunFrames.SnapshotView view =
                kept == null ? null : new RunFrames.SnapshotView(kept.frame(), kept.client(), kept.data());
        return RunFrames.frames(question.id(), question.run(), view, page.frame(), page.complete(), page.frames());
    }

    private void onSnapshot(Subscriber subscriber, Command.Snapshot snapshot) {
        Member member = subscriber.member();
        Member host = room.host();
        if (snapshot.data().length() > MAX_SNAPSHOT) {
            String message = "a snapshot is at most " + MAX_SNAPSHOT + " bytes";
            room.refuse(subscriber, snapshot.id(), ErrorCode.TOO_LARGE, message);
        } else if (!member.isPlayer() || host != member && (host == null || !host.isAway())) {
            String message = "the host alone may do this while it is online";
            room.refuse(subscriber, snapshot.id(), ErrorCode.FORBIDDEN, message);
        } else {
            sequencer.keep(
                    snapshot.run(),
                    new FrameSnapshot(
                            snapshot.frame(), member.client(), snapshot.data().detached()),
                    (refusal, message) -> answer(subscriber, "$snapshot", snapshot.id(), refusal, message));
        }
    }

    /** Reads a page of retained frames for the operators' API. @param welcome the run in the form of a welcome */
    CompletionStage<RawJson> replay(String run, RawJson welcome, long after, long limit) {
        CompletableFuture<RawJson> answer = new CompletableFuture<>();
        sequencer.read(run, after, atMostAPage(limit), page -> {
            if (page == null) {
                answer.completeExceptionally(new EngineUnavailableException());
            } else {
                answer.complete(RunFrames.replay(welcome, page.frame(), page.complete(), page.frames()));
            }
        });
        return answer;
    }
}
