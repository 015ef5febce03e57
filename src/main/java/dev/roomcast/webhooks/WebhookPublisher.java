package dev.roomcast.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.Member;
import dev.roomcast.room.RoomListener;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Reports the events of rooms to an application's server. */
public final class WebhookPublisher implements RoomListener {

    private final Set<EventType> kinds;
    /** The first bytes of the publications that are reported. */
    private final List<byte[]> prefixes;

    private final WebhookQueue queue;
    private final LongSupplier epochMillis;

    /**
     * @param methods the methods of the publications to report, without characters that JSON escapes
     * @param epochMillis returns milliseconds since 1970
     */
    public WebhookPublisher(Set<EventType> kinds, Set<String> methods, WebhookQueue queue, LongSupplier epochMillis) {
        this.kinds = kinds;
        this.prefixes = methods.stream()
                .map(method -> ("{\"method\":\"" + method + "\",").getBytes(UTF_8))
                .toList();
        this.queue = queue;
        this.epochMillis = epochMillis;
    }

    @Override
    public void nodeReset() {
        enqueue(EventType.ROOM_RESET, null);
    }

    @Override
    public CompletionStage<Void> finish() {
        return queue.finish();
    }

    @Override
    public void opened(String room) {
        enqueue(EventType.ROOM_OPENED, room);
    }

    @Override
    public void closed(String room) {
        enqueue(EventType.ROOM_CLOSED, room);
    }

    @Override
    public void joined(String room, Member member) {
        enqueue(EventType.MEMBER_JOINED, room, member, null);
    }

    @Override
    public void away(String room, Member member) {
        enqueue(EventType.MEMBER_AWAY, room, member, null);
    }

    @Override
    public void back(String room, Member member) {
        enqueue(EventType.MEMBER_BACK, room, member, null);
    }

    @Override
    public void left(String room, Member member, String reason) {
        enqueue(EventType.MEMBER_LEFT, room, member, reason);
    }

    @Override
    public void runStarted(String room, String run, int rate, int players) {
        enqueue(EventType.RUN_STARTED, room, WebhookEvent.RunDetails.started(run, rate, players));
    }

    @Override
    public void runEnded(String room, String run, long frame, String reason) {
        enqueue(EventType.RUN_ENDED, room, WebhookEvent.RunDetails.ended(run, frame, reason));
    }

    @Override
    public void matchMade(String room, String prefix, RawJson lineUp) {
        if (kinds.contains(EventType.MATCH_MADE)) {
            queue.add(
                    WebhookEvent.ofMatch(epochMillis.getAsLong(), room, new WebhookEvent.MatchDetails(prefix, lineUp)));
        }
    }

    private void enqueue(EventType kind, String room, WebhookEvent.RunDetails run) {
        if (kinds.contains(kind)) {
            queue.add(WebhookEvent.ofRun(kind, epochMillis.getAsLong(), room, run));
        }
    }

    private void enqueue(EventType kind, @Nullable String room) {
        if (kinds.contains(kind)) {
            queue.add(WebhookEvent.ofRoom(kind, epochMillis.getAsLong(), room));
        }
    }

    private void enqueue(EventType kind, String room, Member member, @Nullable String reason) {
        if (kinds.contains(kind)) {
            queue.add(new WebhookEvent(
                    kind, epochMillis.getAsLong(), room, member.user(), member.client(), reason, null));
        }
    }

    @Override
    public boolean wantsPublications() {
        return !prefixes.isEmpty();
    }

    @Override
    public void published(String room, Frame publication) {
        for (byte[] prefix : prefixes) {
            if (begins(publication, prefix)) {
                queue.add(new WebhookEvent(
                        EventType.PUBLICATION, epochMillis.getAsLong(), room, null, null, null, publication));
            }
        }
    }

    private static boolean begins(Frame frame, byte[] with) {
        int from = frame.payloadStart();
        return frame.payloadLength() > with.length
                && Arrays.equals(frame.bytes(), from, from + with.length, with, 0, with.length);
    }
}
