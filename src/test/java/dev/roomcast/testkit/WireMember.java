package dev.roomcast.testkit;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A well-behaved client in a room: it reads all frames, answers pings, and stores received messages. */
public final class WireMember implements WebSocket.Listener, AutoCloseable {

    private final List<Object> heard = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private ByteBuffer binary = ByteBuffer.allocate(0);
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private WebSocket socket;

    private WireMember() {}

    public static WireMember join(ServerProcess server, String path) {
        return joinLater(server, path).join();
    }

    public static CompletableFuture<WireMember> joinLater(ServerProcess server, String path) {
        return joinLater(ServerProcess.HTTP, server.uri("ws", path));
    }

    public static CompletableFuture<WireMember> joinLater(HttpClient client, URI room) {
        WireMember member = new WireMember();
        return client.newWebSocketBuilder().buildAsync(room, member).thenApply(socket -> {
            member.socket = socket;
            return member;
        });
    }

    public void say(String message) throws Exception {
        socket.sendText(message, true).get(60, TimeUnit.SECONDS);
    }

    public void say(byte[] message) throws Exception {
        socket.sendBinary(ByteBuffer.wrap(message), true).get(60, TimeUnit.SECONDS);
    }

    /** Returns the received messages: texts as strings, binary as buffers. */
    public List<Object> heard() {
        synchronized (heard) {
            return List.copyOf(heard);
        }
    }

    public int heardCount() {
        synchronized (heard) {
            return heard.size();
        }
    }

    /** Returns a received message by its index. */
    public Object heard(int index) {
        synchronized (heard) {
            return heard.get(index);
        }
    }

    public boolean hasHeard(Object message) {
        synchronized (heard) {
            return heard.contains(message);
        }
    }

    /** Returns the last received message, or null. */
    public Object lastHeard() {
        synchronized (heard) {
            return heard.isEmpty() ? null : heard.get(heard.size() - 1);
        }
    }

    /** Returns the close code; 1006 without one. */
    public CompletableFuture<Integer> closed() {
        return closed;
    }

    public boolean isOpen() {
        return !closed.isDone();
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            keep(text.toString());
            text.setLength(0);
        }
        socket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        binary = ByteBuffer.allocate(binary.remaining() + data.remaining())
                .put(binary)
                .put(data)
                .flip();
        if (last) {
            keep(binary);
            binary = ByteBuffer.allocate(0);
        }
        socket.request(1);
        return null;
    }

    private void keep(Object message) {
        synchronized (heard) {
            heard.add(message);
        }
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        closed.complete(1006);
    }

    /** Disconnects without a close frame. */
    public void breakOff() {
        socket.abort();
    }

    /** Closes the connection and waits for the server's close frame. */
    @Override
    public void close() throws Exception {
        if (isOpen()) {
            // The close may fail if the server has just closed the connection, which is equivalent.
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(failed -> socket);
            closed.get(60, TimeUnit.SECONDS);
        }
    }
}
