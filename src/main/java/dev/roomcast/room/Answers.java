package dev.roomcast.room;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Frames;

/** What members are told of what they asked for. */
final class Answers implements Draft.Receipt {

    private static final String UNREACHABLE = "the room cannot be reached now";

    private final Audience audience;

    Answers(Audience audience) {
        this.audience = audience;
    }

    void say(Outlet outlet, Frame frame) {
        audience.say(Utterance.to(outlet, frame));
    }

    @Override
    public void accepted(Draft draft, long offset) {
        long id = draft.id();
        if (id > 0) {
            draft.member().remember(id, offset);
            say(draft.outlet(), Frames.ack(id, offset));
        }
    }

    /** A plain member cannot be told, so it is sent away, and comes back. */
    @Override
    public void refused(Draft draft) {
        if (draft.outlet().isPlain()) {
            draft.outlet().goodbye(Goodbye.of(CloseCode.INSUFFICIENT_STATE));
        } else {
            unavailable(draft.outlet(), draft.id());
        }
    }

    void unavailable(Outlet outlet, long id) {
        say(outlet, Frames.error(id, ErrorCode.UNAVAILABLE, UNREACHABLE));
    }

    void tooMuch(Outlet outlet, long id) {
        say(outlet, Frames.error(id, ErrorCode.RATE_LIMITED, "too much is said in this room"));
    }
}
