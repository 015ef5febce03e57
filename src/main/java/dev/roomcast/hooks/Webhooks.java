package dev.roomcast.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.protocol.Frame;
import dev.roomcast.room.Member;
import dev.roomcast.room.Observer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/** Tells an application's server what happens in the rooms. */
public final class Webhooks implements Observer {

    private final Set<Kind> kinds;
    /** How the publications begin that are told. */
    private final List<byte[]> beginnings;

    private final Courier courier;
    private final LongSupplier wall;

    /**
     * @param methods of the publications that are told, without characters that JSON escapes
     * @param wall milliseconds since 1970
     */
    public Webhooks(Set<Kind> kinds, Set<String> methods, Courier courier, LongSupplier wall) {
        this.kinds = kinds;
        this.beginnings = methods.stream()
                .map(method -> ("{\"method\":\"" + method + "\",").getBytes(UTF_8))
                .toList();
        this.courier = courier;
        this.wall = wall;
    }

    /** The node starts, or stops: nobody is in any of its rooms, whatever was told before. */
    public void reset() {
        tell(Kind.ROOM_RESET, null);
    }

    /** @return done when all was told, or given up */
    public CompletionStage<Void> finish() {
        return courier.finish();
    }

    @Override
    public void opened(String room) {
        tell(Kind.ROOM_OPENED, room);
    }

    @Override
    public void closed(String room) {
        tell(Kind.ROOM_CLOSED, room);
    }

    @Override
    public void joined(String room, Member member) {
        tell(Kind.MEMBER_JOINED, room, member, null);
    }

    @Override
    public void away(String room, Member member) {
        tell(Kind.MEMBER_AWAY, room, member, null);
    }

    @Override
    public void back(String room, Member member) {
        tell(Kind.MEMBER_BACK, room, member, null);
    }

    @Override
    public void left(String room, Member member, String reason) {
        tell(Kind.MEMBER_LEFT, room, member, reason);
    }

    private void tell(Kind kind, String room) {
        if (kinds.contains(kind)) {
            courier.add(Event.ofRoom(kind, wall.getAsLong(), room));
        }
    }

    private void tell(Kind kind, String room, Member member, String reason) {
        if (kinds.contains(kind)) {
            courier.add(new Event(kind, wall.getAsLong(), room, member.user(), member.client(), reason, null));
        }
    }

    @Override
    public boolean wantsPublications() {
        return !beginnings.isEmpty();
    }

    @Override
    public void published(String room, Frame publication) {
        for (byte[] beginning : beginnings) {
            if (begins(publication, beginning)) {
                courier.add(new Event(Kind.PUBLICATION, wall.getAsLong(), room, null, null, null, publication));
            }
        }
    }

    private static boolean begins(Frame frame, byte[] with) {
        int from = frame.payload();
        return frame.payloadLength() > with.length
                && Arrays.equals(frame.bytes(), from, from + with.length, with, 0, with.length);
    }
}
