package dev.roomcast.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A raw client: it sends any bytes, reads on request, and can break the connection in any way. */
public final class RawClient implements AutoCloseable {

    private static final int OPEN_MILLIS = 30_000;

    private final Socket socket = new Socket();
    private final OutputStream out;
    private final DataInputStream in;

    /** Answer to an HTTP request; header names in lower case. */
    public record Answer(int status, Map<String, String> headers, String body) {}

    private RawClient(ServerProcess server, int receiveBuffer) throws IOException {
        this(server.port(), receiveBuffer);
        server.hold(this);
    }

    private RawClient(int port, int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress("127.0.0.1", port), OPEN_MILLIS);
        socket.setSoTimeout(OPEN_MILLIS);
        out = socket.getOutputStream();
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    }

    /** Connects without sending data. */
    public static RawClient connect(ServerProcess server) throws IOException {
        return new RawClient(server, 0);
    }

    /** Connects to a local port, for example that of a proxy. */
    public static RawClient connect(int port) throws IOException {
        return new RawClient(port, 0);
    }

    /** Connects with a small receive buffer, which fills quickly without reads. */
    public static RawClient connectNarrow(int port) throws IOException {
        return new RawClient(port, 1024);
    }

    /** Connects and completes the handshake. */
    public static RawClient open(ServerProcess server, String path) throws IOException {
        return open(server, path, 0);
    }

    /** Completes the handshake with a small receive buffer, which fills quickly without reads. */
    public static RawClient openNarrow(ServerProcess server, String path) throws IOException {
        return open(server, path, 1024);
    }

    private static RawClient open(ServerProcess server, String path, int receiveBuffer) throws IOException {
        RawClient client = new RawClient(server, receiveBuffer);
        assertEquals(101, client.handshake(path).status());
        return client;
    }

    /** @param headers complete header lines */
    public static String request(String path, String... headers) {
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\n")
                .append("Host: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")
                .append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return request.append("\r\n").toString();
    }

    public Answer handshake(String path, String... headers) throws IOException {
        send(request(path, headers).getBytes(StandardCharsets.UTF_8));
        return readAnswer();
    }

    public Answer readAnswer() throws IOException {
        return readAnswer(true);
    }

    /** Returns the answer to a HEAD request, which has no body. */
    public Answer readHead() throws IOException {
        return readAnswer(false);
    }

    private Answer readAnswer(boolean hasBody) throws IOException {
        String status = readLine();
        Map<String, String> headers = new TreeMap<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        byte[] body = new byte[hasBody ? Integer.parseInt(headers.getOrDefault("content-length", "0")) : 0];
        in.readFully(body);
        return new Answer(Integer.parseInt(status.split(" ")[1]), headers, new String(body, StandardCharsets.UTF_8));
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.readUnsignedByte(); b != '\n'; b = in.readUnsignedByte()) {
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    public void send(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    public void sendText(String text) throws IOException {
        send(WireFrame.text(text));
    }

    /**
     * Sends the same bytes repeatedly until the server cuts the connection.
     *
     * @return whether the connection was cut in time
     */
    public boolean sendUntilCutOff(byte[] bytes, Duration time) throws InterruptedException {
        Thread sender = new Thread(() -> {
            try {
                while (true) {
                    out.write(bytes);
                }
            } catch (IOException e) {
                // The server cut the connection, as expected.
            }
        });
        sender.start();
        sender.join(time.toMillis());
        boolean cutOff = !sender.isAlive();
        reset();
        sender.join();
        return cutOff;
    }

    /** Returns the next frame, or null after the end of the connection. */
    public WireFrame read(Duration patience) throws IOException {
        socket.setSoTimeout((int) patience.toMillis());
        try {
            int first = in.readUnsignedByte();
            int length = in.readUnsignedByte();
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = Math.toIntExact(in.readLong());
            }
            byte[] payload = new byte[length];
            in.readFully(payload);
            return new WireFrame(first, payload);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no data arrived within " + patience.toSeconds() + " s.", e);
        } catch (EOFException | SocketException e) {
            return null;
        }
    }

    public WireFrame read() throws IOException {
        return read(Eventually.MAX_WAIT);
    }

    /** Reads until a text arrives and skips earlier data. */
    public void readUntil(String text) throws IOException {
        for (WireFrame frame = read(); ; frame = read()) {
            if (frame == null || frame.opcode() == WireFrame.CLOSE) {
                throw new AssertionError("Closed before " + text + ": " + (frame == null ? "" : frame.closeCode()));
            }
            if (frame.opcode() == WireFrame.TEXT && frame.text().equals(text)) {
                return;
            }
        }
    }

    /**
     * Reads to the end.
     *
     * @return the code of the close frame; 1006 if there was none
     */
    public int readCloseCode() throws IOException {
        for (WireFrame frame = read(); frame != null; frame = read()) {
            if (frame.opcode() == WireFrame.CLOSE) {
                return frame.closeCode();
            }
        }
        return 1006;
    }

    /** Returns whether the server ends the connection, with or without a close frame. */
    public boolean isEnded() throws IOException {
        WireFrame frame = read();
        while (frame != null) {
            frame = read();
        }
        return true;
    }

    /**
     * Shuts down the output.
     *
     * @return all remaining bytes of the server
     */
    public byte[] end() throws IOException {
        try {
            socket.shutdownOutput();
            return in.readAllBytes();
        } catch (SocketException e) {
            return new byte[0];
        }
    }

    /** Resets the connection without a close frame and without a TCP FIN. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // The connection is already closed.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
