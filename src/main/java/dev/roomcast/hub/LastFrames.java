package dev.roomcast.hub;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.ServerFrames;
import dev.roomcast.room.Disconnect;
import java.util.ArrayList;
import java.util.List;

/** The frames that end a connection: an explaining frame if the protocol has one, then the close frame. */
final class LastFrames {

    private LastFrames() {}

    static List<Frame> of(Disconnect disconnect, boolean plain) {
        List<Frame> last = new ArrayList<>(2);
        CloseCode code = disconnect.code();
        if (plain && code.error() != null) {
            last.add(ServerFrames.error(0, code.error(), disconnect.reason()));
        } else if (!plain && disconnect.isExplained() && code != CloseCode.UNSUPPORTED_VERSION) {
            last.add(ServerFrames.close(code, disconnect.reason(), disconnect.after()));
        }
        last.add(Frame.close(code.code(), code.reason()));
        return last;
    }
}
