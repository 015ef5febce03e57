package dev.roomcast.hub;

import dev.roomcast.protocol.Frame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;

/** A connection whose peer is the test, which receives all flushed data unless it is stalled. */
final class FakeTransport implements Transport {

    private final Executor loop;
    private final List<Frame> written = new ArrayList<>();
    private final Queue<Frame> flushed = new ArrayDeque<>();
    private long pending;
    private boolean stalled;
    private boolean ended;
    private boolean scarce;
    private Call failing;
    /** The number of packed and unreleased batches. */
    private int packed;

    private boolean read = true;
    private int flushes;

    FakeTransport(Executor loop) {
        this.loop = loop;
    }

    /** Stops reading from now on. */
    void stall() {
        stalled = true;
    }

    /** Resumes reading. */
    void unstall() {
        stalled = false;
    }

    /** Operations that can fail. */
    enum Call {
        PACK,
        WRITE,
        FLUSH,
        PENDING,
        READING
    }

    /** Makes the next call of an operation throw. */
    void fail(Call call) {
        failing = call;
    }

    private void check(Call call) {
        if (failing == call) {
            failing = null;
            throw new IllegalStateException("thrown by the test");
        }
    }

    /** The number of packed and unreleased batches. */
    int packed() {
        return packed;
    }

    /** Whether the memory for data in transit is nearly exhausted. */
    void scarce(boolean scarce) {
        this.scarce = scarce;
    }

    /** Whether the server reads from this connection. */
    boolean isRead() {
        return read;
    }

    boolean isEnded() {
        return ended;
    }

    int flushes() {
        return flushes;
    }

    /** Returns the received frames that the test has not read yet. */
    List<Frame> received() {
        List<Frame> frames = new ArrayList<>(flushed);
        flushed.clear();
        return frames;
    }

    private final class Kept implements Batch {
        private final List<Frame> frames;

        Kept(List<Frame> frames) {
            this.frames = frames;
        }

        @Override
        public int size() {
            return frames.stream().mapToInt(Frame::length).sum();
        }

        @Override
        public void release() {
            packed--;
        }
    }

    @Override
    public Executor loop() {
        return loop;
    }

    @Override
    public Batch encode(List<Frame> frames) {
        check(Call.PACK);
        packed++;
        return new Kept(List.copyOf(frames));
    }

    @Override
    public void write(Batch batch) {
        check(Call.WRITE);
        written.addAll(((Kept) batch).frames);
        pending += batch.size();
    }

    @Override
    public void flush() {
        check(Call.FLUSH);
        flushes++;
        if (!stalled) {
            flushed.addAll(written);
            written.clear();
            pending = 0;
        }
    }

    @Override
    public long pending() {
        check(Call.PENDING);
        return pending;
    }

    @Override
    public boolean isScarce() {
        return scarce;
    }

    @Override
    public void reading(boolean wanted) {
        check(Call.READING);
        read = wanted;
    }

    @Override
    public void close(boolean handshaken) {
        ended = true;
    }

    @Override
    public void terminate() {
        ended = true;
    }
}
