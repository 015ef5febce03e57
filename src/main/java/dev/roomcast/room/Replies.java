package dev.roomcast.room;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.ServerFrames;

/** Sends the answers to members. */
final class Replies implements PendingPublication.Listener {

    private static final String UNREACHABLE = "the room cannot be reached now";

    private final Broadcaster broadcaster;
    private final RoomCounters counters;
    private final LargeAnswers large;

    Replies(Broadcaster broadcaster, RoomCounters counters, LargeAnswers large) {
        this.large = large;
        this.broadcaster = broadcaster;
        this.counters = counters;
    }

    void send(Subscriber subscriber, Frame frame) {
        broadcaster.broadcast(OutboundMessage.to(subscriber, frame));
    }

    /** Sends an answer whose size depends on the room, and charges its bytes to the member's rate. */
    void reply(Subscriber subscriber, Frame frame) {
        MemberRateLimiter rate = subscriber.rate();
        if (rate != null) {
            rate.chargeAnswer(frame.length());
        }
        if (frame.length() > LargeAnswers.LARGE) {
            sendLarge(subscriber, frame);
        } else {
            send(subscriber, frame);
        }
    }

    private void sendLarge(Subscriber subscriber, Frame frame) {
        LargeAnswers.Answer answer = large.begin(frame);
        try {
            subscriber.answer(answer);
            send(subscriber, frame);
        } catch (Throwable e) {
            subscriber.answer(null);
            answer.done();
            throw e;
        }
    }

    @Override
    public void onAccepted(PendingPublication publication, long offset) {
        long id = publication.id();
        if (id > 0) {
            publication.member().remember(id, offset);
            send(publication.subscriber(), ServerFrames.ack(id, offset));
        }
    }

    /** Closes the connection of a level 0 sender, so that the client reconnects: level 0 has no error frame. */
    @Override
    public void onRefused(PendingPublication publication) {
        if (publication.subscriber().isPlain()) {
            publication.subscriber().disconnect(Disconnect.of(CloseCode.INSUFFICIENT_STATE));
        } else {
            unavailable(publication.subscriber(), publication.id());
        }
    }

    @Override
    public void onRefused(PendingPublication publication, StateRefusal refusal) {
        if (refusal.code() == ErrorCode.CONFLICT) {
            counters.stateConflicts.increment();
        }
        send(
                publication.subscriber(),
                ServerFrames.error(publication.id(), refusal.code(), refusal.message(), refusal.offset()));
    }

    void error(Subscriber subscriber, long id, ErrorCode code, String message) {
        send(subscriber, ServerFrames.error(id, code, message));
    }

    void unavailable(Subscriber subscriber, long id) {
        send(subscriber, ServerFrames.error(id, ErrorCode.UNAVAILABLE, UNREACHABLE));
    }

    /**
     * Answers a request for data that depends on the size of the room. Each member has at most one pending large
     * answer, and all large answers share their memory; beyond that the request is refused.
     *
     * @param bytes the estimated size of the answer
     */
    void question(Subscriber subscriber, long id, long bytes, Runnable task) {
        if (refusesNext(subscriber, id)) {
            return;
        }
        if (bytes > LargeAnswers.LARGE && !large.hasPlace()) {
            large.memory().countExceeded();
            error(subscriber, id, ErrorCode.RATE_LIMITED, "too many large answers are being sent");
        } else {
            task.run();
        }
    }

    /** Refuses a member's request while a large answer to it is pending. @return whether it was refused */
    boolean refusesNext(Subscriber subscriber, long id) {
        boolean refuses = subscriber.answer() != null;
        if (refuses) {
            error(subscriber, id, ErrorCode.RATE_LIMITED, "the previous answer is still being sent");
        }
        return refuses;
    }

    void tooMuch(Subscriber subscriber, long id) {
        send(subscriber, ServerFrames.error(id, ErrorCode.RATE_LIMITED, "too much is said in this room"));
    }
}
