package dev.roomcast.room;

import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Frames;
import dev.roomcast.protocol.RawJson;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What this node knows of a room: its order, its history, and the members of all nodes. The room's engine alone changes
 * it, in the room's line of work, and every change is told to the members who are here in the same task.
 */
public final class Replica {

    private final String name;
    private final RoomType type;
    private final RoomService service;
    private final Audience audience;
    private final Line line;
    private final Attendance attendance;
    private final Timeline timeline;
    private final Runnable changed;

    /** When it was used last, by {@link Clock#now()}. */
    private volatile long usedAt;
    /** What of the node's history the room has told of as its own, in bytes. */
    private long budgeted;
    /** What comes late must not be counted. */
    private boolean released;

    Replica(String name, RoomType type, RoomService service, Audience audience, Runnable changed) {
        this.name = name;
        this.type = type;
        this.service = service;
        this.audience = audience;
        this.line = service.newLine();
        this.attendance = new Attendance(name, type, service, audience);
        this.timeline = new Timeline(type);
        this.changed = changed;
        this.usedAt = service.clock().now();
    }

    public String name() {
        return name;
    }

    public RoomType type() {
        return type;
    }

    /**
     * Does in the room's line of work what the engine knows and nobody here has asked for. When the room is no longer
     * on this node, it is nobody's any more, and nothing happens.
     */
    public void apply(Runnable change) {
        line.execute(() -> {
            if (!released) {
                change.run();
                changed.run();
            }
        });
    }

    <T> CompletionStage<T> ask(Supplier<T> task) {
        return line.ask(task);
    }

    /** Runs it in the room's line of work. */
    void execute(Runnable task) {
        line.execute(task);
    }

    /** The member of that client's id, or null. */
    public Member member(String client) {
        return seats().ofClient(client);
    }

    /** All members, of this node and of others. */
    public List<Member> members() {
        return List.copyOf(seats().all());
    }

    /** The connection of a member, if it is here, is closed: another speaks for that member. */
    public void dismiss(Member member, Goodbye goodbye) {
        attendance.detach(member, goodbye);
    }

    /** This node has lost its place: those who are here come back, and are told where they are. */
    public void lost() {
        attendance.dismiss();
    }

    /** The engine knows nothing of that member any more. */
    public void lost(Member member) {
        attendance.remove(member, "timeout", attendance.comeBack(member));
    }

    /** Tells {@link Channel#expire} again of the member, not before so many milliseconds have passed. */
    public void postpone(Member member, long millis) {
        member.awayUntil = service.clock().now() + millis;
    }

    /** The room is no longer on this node, and goes on on others. */
    void release() {
        forget();
        attendance.release();
        released = true;
    }

    Attendance attendance() {
        return attendance;
    }

    Seats seats() {
        return attendance.seats();
    }

    Timeline timeline() {
        return timeline;
    }

    long usedAt() {
        return usedAt;
    }

    /** The room's order begins, or begins anew: nothing is kept of what was before. */
    public void begin(String epoch, long offset) {
        timeline.begin(epoch, offset);
        budget();
    }

    /** The room was closed: everybody is sent away, and the order begins anew. */
    public void ended(String epoch) {
        attendance.clear();
        begin(epoch, 0);
    }

    /** The offset of the next publication. */
    public long next() {
        return timeline.next();
    }

    /** Somebody has a new seat. @param entry the connection that speaks for it; null: it is on another node */
    public void seated(Member member, Entry entry) {
        attendance.sit(member, entry);
    }

    /** A member speaks through another connection. @param info null: as before */
    public void resumed(Member member, RawJson info, Entry entry) {
        attendance.resume(member, info, entry);
    }

    /** The member was taken for one who is away, and is not. */
    public void found(Member member) {
        attendance.found(member);
    }

    /**
     * The member has no connection any more, and may come back.
     *
     * @param linger how long, in milliseconds from now
     * @param ours whether this node spoke for it, or is to do so from now on
     */
    public void away(Member member, long linger, boolean ours) {
        attendance.away(member, linger, ours);
    }

    /** This node speaks for the member from now on, whose own node is no more. */
    public void adopt(Member member) {
        attendance.adopt(member);
    }

    /** @param goodbye how its connection is closed, if it is here and open */
    public void left(Member member, String reason, Goodbye goodbye) {
        attendance.remove(member, reason, goodbye);
    }

    public void info(Member member, RawJson info) {
        attendance.info(member, info);
    }

    /**
     * A plain member's text was published.
     *
     * @param member who said it; null: one who is not here any more
     */
    public void text(Frame text, byte[] signature, Member member, long offset, long time) {
        Frame rich = attendance.hasLevel1() || service.observer().wantsPublications()
                ? Frames.publication(service.codec(), text, signature, offset, time)
                : null;
        append(rich == null ? text : rich, rich == null ? signature : null, time);
        if (rich != null) {
            observe(rich, member != null && member.isOurs());
        }
        audience.say(Utterance.toAll(text, rich, echoless(member)));
    }

    /** Something was published in level 1's words. @param ours whether it was by this node */
    public void publication(Frame frame, boolean ours, long time) {
        append(frame, null, time);
        observe(frame, ours);
        audience.say(Utterance.toAll(frame, frame, null));
    }

    private void append(Frame frame, byte[] signature, long time) {
        timeline.append(frame, signature, time, touch());
        budget();
    }

    private void observe(Frame publication, boolean ours) {
        if (ours) {
            service.observer().published(name, publication);
        }
    }

    /**
     * What was published before this node knew the room. Nobody is told.
     *
     * @param signature of a plain member's text; null for what is in level 1's words
     * @param age since it was published, in milliseconds
     */
    public void restore(Frame frame, byte[] signature, long time, long age) {
        timeline.append(frame, signature, time, service.clock().now() - age);
        budget();
    }

    public void binary(Frame binary, Member member) {
        touch();
        audience.say(Utterance.toAll(binary, binary, echoless(member)));
    }

    public void volatileToAll(Frame frame) {
        audience.say(Utterance.volatileToAll(frame));
    }

    /** Those hear it who are here and whom the names of users and clients mean. */
    public void direct(Frame frame, List<String> names, boolean isVolatile) {
        for (Outlet outlet : attendance.named(names)) {
            audience.say(Utterance.to(outlet, frame, isVolatile));
        }
    }

    /** The connection of one who does not want to hear itself, or null. */
    private static Outlet echoless(Member member) {
        Outlet outlet = member == null ? null : member.outlet;
        return outlet == null || outlet.wantsEcho() ? null : outlet;
    }

    private long touch() {
        return usedAt = service.clock().now();
    }

    /** Forgets what was published; the position stays. */
    void forget() {
        timeline.forget();
        budget();
    }

    private void budget() {
        service.budget(timeline.bytes() - budgeted);
        budgeted = timeline.bytes();
    }
}
