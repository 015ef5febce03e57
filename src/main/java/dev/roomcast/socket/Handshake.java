package dev.roomcast.socket;

import dev.roomcast.hub.Connection;
import dev.roomcast.hub.Hub;
import dev.roomcast.hub.Ticket;
import dev.roomcast.hub.Transport;
import dev.roomcast.room.Room;
import dev.roomcast.room.RoomService;
import io.quarkus.websockets.next.UserData;
import io.quarkus.websockets.next.WebSocketConnection;

/** What a handshake brought about, kept with the WebSocket: the ticket, the transport, and then the connection. */
final class Handshake {

    private static final UserData.TypedKey<Handshake> KEY = new UserData.TypedKey<>("roomcast.handshake");

    private final Hub hub;
    private final Ticket ticket;
    private final NettyTransport netty;
    private Connection connection;

    /** @param netty the fast transport; null where it is not to be used */
    Handshake(Hub hub, Ticket ticket, NettyTransport netty) {
        this.hub = hub;
        this.ticket = ticket;
        this.netty = netty;
    }

    void keepIn(UserData data) {
        data.put(KEY, this);
    }

    static Handshake of(WebSocketConnection socket) {
        return socket.userData().get(KEY);
    }

    /** The WebSocket is open: it enters its room. */
    void open(RoomService rooms, WebSocketConnection socket) {
        Transport transport = netty == null ? new PortableTransport(socket) : netty;
        if (netty != null) {
            netty.attach();
        }
        Room room = rooms.open(ticket.room());
        connection = hub.connection(ticket, transport, room.type().echo());
        connection.open(room);
        if (netty != null) {
            netty.begin(connection);
        }
    }

    /** Null until it is open. */
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
        }
    }
}
