package dev.roomcast.socket;

import dev.roomcast.hub.Connection;
import dev.roomcast.hub.HandshakeRequest;
import dev.roomcast.hub.Hub;
import dev.roomcast.hub.Transport;
import dev.roomcast.room.Room;
import dev.roomcast.room.RoomService;
import dev.roomcast.socket.netty.NettyTransport;
import io.quarkus.websockets.next.UserData;
import io.quarkus.websockets.next.WebSocketConnection;
import org.jspecify.annotations.Nullable;

/** The state of a WebSocket from the handshake on: first the upgrade request and the transport, then the connection. */
final class SocketSession {

    private static final UserData.TypedKey<SocketSession> KEY = new UserData.TypedKey<>("roomcast.handshake");

    private final Hub hub;
    private final HandshakeRequest request;
    private final @Nullable NettyTransport netty;
    private @Nullable Connection connection;

    /** @param netty the fast transport; null: the portable transport is used */
    SocketSession(Hub hub, HandshakeRequest request, @Nullable NettyTransport netty) {
        this.hub = hub;
        this.request = request;
        this.netty = netty;
    }

    void storeIn(UserData data) {
        data.put(KEY, this);
    }

    static SocketSession of(WebSocketConnection socket) {
        return socket.userData().get(KEY);
    }

    /** Opens the WebSocket: the connection enters its room. */
    void open(RoomService rooms, WebSocketConnection socket) {
        Transport transport = netty == null ? new PortableTransport(socket) : netty;
        if (netty != null) {
            netty.attach();
        }
        Room room = rooms.open(request.room());
        connection = hub.connection(request, transport, room.type().echo());
        connection.open(room);
        if (netty != null) {
            netty.begin(connection);
        }
    }

    /** Returns the connection; null: not open yet. */
    @Nullable
    Connection connection() {
        return connection;
    }

    void closed() {
        if (connection != null) {
            connection.closed();
        }
    }

    void broken(Throwable cause) {
        if (connection != null) {
            connection.receiveGarbage(cause instanceof IllegalStateException ? 1009 : 1002);
        } else if (netty != null) {
            netty.terminate(); // opening failed, and the handshake has no response
        }
    }
}
