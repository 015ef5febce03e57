package dev.roomcast.socket;

import dev.roomcast.hub.Connection;
import dev.roomcast.protocol.Frame;
import dev.roomcast.room.RoomService;
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
 * The endpoint: who opens a WebSocket here is in a room, and what one sends there, all get.
 *
 * <p>Every callback runs on the connection's own event loop and never waits. With {@link NettyTransport} messages take
 * a shorter way and come to the same {@link Connection#receive} without passing through here. Callbacks that never wait
 * need no queue to keep their order: the event loop does, and a kilobyte per connection is saved.
 */
@WebSocket(path = "/ws/{room}", inboundProcessingMode = InboundProcessingMode.CONCURRENT)
public class RoomSocket {

    /** Everybody who is connected to this node, whatever the room: asked when all are to be told something. */
    @Inject
    OpenConnections connections;

    /** The rooms, by name: asked for the room that somebody enters, which then broadcasts what its members say. */
    @Inject
    RoomService rooms;

    @OnOpen
    @NonBlocking
    void enter(WebSocketConnection socket) {
        Handshake.of(socket).open(rooms, socket);
    }

    @OnTextMessage
    @NonBlocking
    void text(String message, WebSocketConnection socket) {
        Handshake.of(socket).connection().receive(Frame.text(message));
    }

    @OnBinaryMessage
    @NonBlocking
    void binary(Buffer message, WebSocketConnection socket) {
        Handshake.of(socket).connection().receive(Frame.binary(message.getBytes()));
    }

    @OnClose
    @NonBlocking
    void leave(WebSocketConnection socket) {
        Handshake.of(socket).closed();
    }

    /** A connection that breaks ends alone; {@link #leave} follows. */
    @OnError
    @NonBlocking
    void broken(Throwable cause, WebSocketConnection socket) {
        Handshake.of(socket).broken(cause);
    }

    /** Everybody who is connected, to be told something. */
    public Iterable<Connection> everybody() {
        return () -> connections.stream()
                .map(Handshake::of)
                .map(Handshake::connection)
                .filter(connection -> connection != null)
                .iterator();
    }
}
