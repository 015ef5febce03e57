package dev.roomcast.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A raw WebSocket client: it sends the given handshake and unmodified text, and validates every frame of the server.
 * Single-threaded; only {@link #next()} waits.
 */
public final class WireClient implements AutoCloseable {

    /** The timeout of an expected frame in milliseconds, which a passing test never reaches. */
    private static final int PATIENCE = 20_000;

    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    /** One frame: {@code code} applies to close frames only, and is 1005 for a close frame without a code. */
    public record Message(int kind, byte[] payload, int code) {
        public static final int TEXT = 1;
        public static final int BINARY = 2;
        public static final int CLOSE = 8;
        public static final int PING = 9;

        /** The connection ended without a close frame. */
        public static final int END = -1;

        public String text() {
            try {
                return UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
            } catch (CharacterCodingException e) {
                throw new AssertionError("the server sent text that is not UTF-8");
            }
        }

        @Override
        public String toString() {
            return switch (kind) {
                case TEXT -> text();
                case END -> "the end";
                case CLOSE -> "close " + code;
                default -> "frame of kind " + kind + ", " + payload.length + " bytes";
            };
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final Map<String, String> headers = new HashMap<>();
    private int status;
    /** Whether the client answers the server's pings; otherwise it can be silent. */
    public boolean answersPings = true;
    /** Whether every received frame must match the description. */
    private final boolean level1;

    /** @param target path and query, sent as they are */
    public WireClient(URI server, String target, Map<String, String> moreHeaders) {
        try {
            level1 = target.contains("v=1");
            socket = new Socket(server.getHost(), server.getPort());
            socket.setSoTimeout(PATIENCE);
            socket.setTcpNoDelay(true);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            shakeHands(server, target, moreHeaders);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void shakeHands(URI server, String target, Map<String, String> moreHeaders) throws IOException {
        Map<String, String> request =
                new HashMap<>(Map.of("Host", server.getAuthority(), "Upgrade", "websocket", "Connection", "Upgrade"));
        request.put("Sec-WebSocket-Key", KEY);
        request.put("Sec-WebSocket-Version", "13");
        request.putAll(moreHeaders);
        StringBuilder text = new StringBuilder("GET " + target + " HTTP/1.1\r\n");
        request.forEach((name, value) -> text.append(name + ": " + value + "\r\n"));
        socket.getOutputStream().write(text.append("\r\n").toString().getBytes(UTF_8));
        status = Integer.parseInt(line().split(" ")[1]);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        if (status == 101 && !ACCEPT.equals(headers.get("sec-websocket-accept"))) {
            throw new AssertionError("Sec-WebSocket-Accept is " + headers.get("sec-websocket-accept"));
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.readUnsignedByte(); b != '\n'; b = in.readUnsignedByte()) {
            line.write(b);
        }
        return line.toString(US_ASCII).stripTrailing();
    }

    /** Returns the status of the answer to the handshake. */
    public int status() {
        return status;
    }

    /** Returns a header of the answer to the handshake by its lower-case name, or null. */
    public String header(String name) {
        return headers.get(name);
    }

    public void sendText(String text) {
        send(0x80 | Message.TEXT, text.getBytes(UTF_8));
    }

    /** @param first the first byte of the frame: its kind, and 0x80 if it is final */
    public void send(int first, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65536) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        frame.putInt(0).put(payload); // a zero mask leaves the payload unchanged
        try {
            socket.getOutputStream().write(frame.array(), 0, frame.position());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param code 1005: a close frame without a code */
    public void sendClose(int code) {
        byte[] body = code == 1005 ? new byte[0] : new byte[] {(byte) (code >> 8), (byte) code};
        send(0x80 | Message.CLOSE, body);
    }

    /** Returns the next frame, without pongs and answered pings. */
    public Message next() {
        while (true) {
            Message message = read();
            if (message.kind == Message.PING && answersPings) {
                send(0x8a, message.payload);
            } else if (message.kind != 10) {
                if (level1 && message.kind == Message.TEXT && message.payload.length > 0 && message.payload[0] == '{') {
                    assertTrue(AsyncApi.document().isSaid(message.text()), "not in asyncapi.yaml: " + message.text());
                }
                return message;
            }
        }
    }

    private Message read() {
        try {
            int first = in.read();
            if (first < 0) {
                return new Message(Message.END, new byte[0], 1006);
            }
            int length = in.readUnsignedByte();
            if ((first & 0xf0) != 0x80 || length > 127) {
                throw new AssertionError("every frame of the server is final, unmasked and without extensions");
            }
            byte[] payload =
                    new byte[length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length];
            in.readFully(payload);
            int kind = first & 15;
            int code = kind == Message.CLOSE && length >= 2
                    ? ByteBuffer.wrap(payload).getShort() & 0xffff
                    : 1005;
            return new Message(kind, payload, code);
        } catch (SocketException e) {
            return new Message(Message.END, new byte[0], 1006);
        } catch (IOException e) {
            throw new AssertionError("nothing came: " + e);
        }
    }

    /** Returns all frames until the connection ends. */
    public List<Message> rest() {
        List<Message> all = new ArrayList<>();
        for (Message message = next(); message.kind != Message.END; message = next()) {
            all.add(message);
        }
        return all;
    }

    /** Resets the connection without a close frame. */
    public void cut() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
