package dev.roomcast.hub;

import dev.roomcast.bans.Ban;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.room.Disconnect;
import dev.roomcast.room.RoomService;
import java.util.function.Consumer;

/** Closes the connections on this node to which a new ban applies, and removes their members. */
public final class BanEnforcer implements Consumer<Ban> {

    static final Disconnect REVOKED = Disconnect.of(CloseCode.TOKEN_EXPIRED, "token revoked");

    private final Hub hub;
    private final RoomService rooms;

    public BanEnforcer(Hub hub, RoomService rooms) {
        this.hub = hub;
        this.rooms = rooms;
    }

    static Disconnect disconnect(Ban ban) {
        return Disconnect.of(CloseCode.BANNED, ban.reason().isEmpty() ? null : ban.reason());
    }

    @Override
    public void accept(Ban ban) {
        if (ban.kind() == Ban.Kind.TOKENS) {
            hub.close(each -> ban.user().equals(each.user()) && isIssuedBefore(each, ban.issuedBefore()), REVOKED);
            return;
        }
        Disconnect how = disconnect(ban);
        // The members are removed after the connections are closed, so that clients receive the reason.
        hub.close(
                        each -> ban.user().equals(each.user())
                                && ban.concerns(each.room().name()),
                        how)
                .whenComplete((count, failure) -> rooms.expel(ban.user(), ban.room(), how));
    }

    private static boolean isIssuedBefore(Connection connection, long time) {
        Identity identity = connection.inbound().auth().identity();
        return identity != null && identity.issued() < time;
    }
}
