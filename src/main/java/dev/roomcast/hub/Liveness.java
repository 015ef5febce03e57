package dev.roomcast.hub;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Frame;
import dev.roomcast.room.Disconnect;
import dev.roomcast.room.Limits;

/**
 * Closes a connection that is silent, sends no {@code $connect} in time, or has an expired token. Thread: event loop.
 */
final class Liveness {

    private final Connection connection;
    private final Limits limits;
    private final long openedAt;
    private long receivedAt;
    private long pingedAt;

    /** @param now the time by the node's clock, in milliseconds */
    Liveness(Connection connection, Limits limits, long now) {
        this.connection = connection;
        this.limits = limits;
        this.openedAt = now;
        this.receivedAt = now;
        this.pingedAt = now;
    }

    /** @param hasReceived whether anything was received since the last check */
    void check(boolean hasReceived, long now) {
        if (hasReceived) {
            receivedAt = now;
        }
        InboundHandler inbound = connection.inbound();
        if (inbound.auth().isExpired(now)) {
            connection.close(Disconnect.of(CloseCode.TOKEN_EXPIRED));
        } else if (inbound.auth().isIdentifyingSince(now - limits.connectTime())) {
            connection.close(Disconnect.of(CloseCode.LOGIN_UNAVAILABLE));
        } else if (now - receivedAt >= limits.silence()) {
            connection.close(Disconnect.of(CloseCode.NO_SIGN_OF_LIFE));
        } else if (now - receivedAt >= limits.ping() && now - pingedAt >= limits.ping()) {
            pingedAt = now;
            connection.send(Frame.ping());
        } else if (!inbound.isConnected() && now - openedAt >= limits.connectTime()) {
            connection.close(Disconnect.of(CloseCode.NO_CONNECT));
        }
    }
}
