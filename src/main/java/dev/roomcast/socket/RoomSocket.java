package dev.roomcast.socket;

import dev.roomcast.hub.Connection;
import dev.roomcast.protocol.Frame;
import dev.roomcast.room.RoomService;
import dev.roomcast.socket.netty.NettyTransport;
import io.quarkus.websockets.next.InboundProcessingMode;
import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.OpenConnections;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Inject;

/**
 * The WebSocket endpoint: a client that connects enters the room of the path, and all members receive its messages.
 *
 * <p>Callbacks run on the connection's event loop and never block. With {@link NettyTransport}, messages bypass this
 * class and go to {@link Connection#receive} directly. Callbacks that never block need no queue to keep their order;
 * that saves a kilobyte per connection.
 */
@WebSocket(path = "/ws/{room}", inboundProcessingMode = InboundProcessingMode.CONCURRENT)
public class RoomSocket {

    /** All connections of this node, in all rooms, for messages to every client. */
    @Inject
    OpenConnections connections;

    /** The rooms by name: a connection enters one, which broadcasts its messages. */
    @Inject
    RoomService rooms;

    @OnOpen
    @NonBlocking
    void onOpen(WebSocketConnection socket) {
        SocketSession.of(socket).open(rooms, socket);
    }

    @OnTextMessage
    @NonBlocking
    void text(String message, WebSocketConnection socket) {
        SocketSession.of(socket).connection().receive(Frame.text(message));
    }

    @OnBinaryMessage
    @NonBlocking
    void binary(Buffer message, WebSocketConnection socket) {
        SocketSession.of(socket).connection().receive(Frame.binary(message.getBytes()));
    }

    @OnClose
    @NonBlocking
    void leave(WebSocketConnection socket) {
        SocketSession.of(socket).closed();
    }

    /** Handles the failure of a connection, which affects no other; {@link #leave} follows. */
    @OnError
    @NonBlocking
    void broken(Throwable cause, WebSocketConnection socket) {
        SocketSession.of(socket).broken(cause);
    }

    /** Returns all connections of this node. */
    public Iterable<Connection> everybody() {
        return () -> connections.stream()
                .map(SocketSession::of)
                .map(SocketSession::connection)
                .filter(connection -> connection != null)
                .iterator();
    }
}
