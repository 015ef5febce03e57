package dev.roomcast.faults;

import dev.roomcast.testkit.Json;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One WebSocket of a client, which processes only the frames of its latest one. */
final class ClientConnection implements WebSocket.Listener {

    private final Client client;
    private final StringBuilder text = new StringBuilder();
    /** Null until the socket is open. */
    WebSocket socket;

    boolean welcome;
    /** Whether the answer to the latest {@code $members} has arrived. */
    boolean listed;

    boolean reads = true;
    /** Completion of the last send: Java's WebSocket refuses a second text before it. */
    private CompletionStage<?> sent = CompletableFuture.completedStage(null);

    ClientConnection(Client client) {
        this.client = client;
    }

    @Override
    public void onOpen(WebSocket socket) {
        synchronized (client) {
            this.socket = socket;
            if (!client.isLatest(this)) {
                socket.abort();
                return;
            }
            welcome = client.isPlain;
            if (!client.isPlain) {
                client.connect(this);
            }
        }
        socket.request(1);
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        synchronized (client) {
            text.append(data);
            if (last) {
                if (client.isLatest(this)) {
                    client.hear(this, Json.parse(text.toString()));
                }
                text.setLength(0);
            }
            if (reads) {
                socket.request(1);
            }
        }
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        client.gone(this, code);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        client.gone(this, 1006);
    }

    void send(String text) {
        sent = sent.handle((done, failed) -> socket.sendText(text, true)).thenCompose(sending -> sending);
    }

    void send(ByteBuffer bytes) {
        sent = sent.handle((done, failed) -> socket.sendBinary(bytes, true)).thenCompose(sending -> sending);
    }
}
