package dev.roomcast.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One of thousands of clients: it connects, waits for its welcome, and processes only close frames and pings. */
final class StormClient {

    private static final Pattern AFTER = Pattern.compile("\"after\":(\\d+)");
    private static final byte[] CONNECT = text("{\"method\":\"$connect\",\"id\":1}");
    private static final byte[] PONG = {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0};

    private final StormClients herd;
    private final String path;
    private SocketChannel channel;
    /** Bytes of an incomplete frame. */
    private byte[] rest = {};

    private boolean upgraded;
    private boolean welcome;
    private long began;
    private long after;
    /** The time of the next connect, by {@link System#nanoTime()}. */
    long due;

    StormClient(StormClients herd, String path) {
        this.herd = herd;
        this.path = path;
    }

    private static byte[] text(String text) {
        byte[] payload = text.getBytes(US_ASCII);
        return ByteBuffer.allocate(payload.length + 6)
                .put((byte) 0x81)
                .put((byte) (0x80 | payload.length))
                .putInt(0)
                .put(payload)
                .array();
    }

    void waits(long nanos) {
        due = System.nanoTime() + nanos;
        herd.later(this);
    }

    /** Returns once the pause that the server requested, in milliseconds, or 0. */
    long takeAfter() {
        long once = after;
        after = 0;
        return once;
    }

    void connect(SocketAddress server, Selector selector) {
        began = System.nanoTime();
        rest = new byte[0];
        upgraded = false;
        try {
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            boolean connected = channel.connect(server);
            channel.register(selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
            if (connected) {
                ask();
            }
        } catch (IOException e) {
            herd.lost(this);
        }
    }

    void ask() throws IOException {
        channel.finishConnect();
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
        channel.write(ByteBuffer.wrap(request.getBytes(US_ASCII)));
    }

    /** @return whether the client had been admitted */
    boolean end() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // The socket is already closed.
        }
        boolean was = welcome;
        welcome = false;
        return was;
    }

    void read(ByteBuffer came) throws IOException {
        ByteBuffer bytes = came;
        if (rest.length > 0) {
            bytes = ByteBuffer.allocate(rest.length + came.remaining())
                    .put(rest)
                    .put(came)
                    .flip();
        }
        if (!upgraded) {
            upgrade(bytes);
        }
        while (upgraded && readFrame(bytes)) {}
        rest = new byte[bytes.remaining()];
        bytes.get(rest);
    }

    private void upgrade(ByteBuffer bytes) throws IOException {
        byte[] all = new byte[bytes.remaining()];
        bytes.duplicate().get(all);
        int end = new String(all, ISO_8859_1).indexOf("\r\n\r\n");
        if (end >= 0 && all[9] != '1') {
            throw new IOException("refused");
        }
        if (end >= 0) {
            bytes.position(bytes.position() + end + 4);
            upgraded = true;
            channel.write(ByteBuffer.wrap(CONNECT));
        }
    }

    private boolean readFrame(ByteBuffer bytes) throws IOException {
        int from = bytes.position();
        int length = bytes.remaining() < 2 ? 0 : bytes.get(from + 1);
        int header = length == 127 ? 10 : length == 126 ? 4 : 2;
        if (bytes.remaining() < header) {
            return false;
        }
        length =
                header == 10 ? (int) bytes.getLong(from + 2) : header == 4 ? bytes.getShort(from + 2) & 0xffff : length;
        if (bytes.remaining() < header + length) {
            return false;
        }
        byte[] payload = new byte[length];
        bytes.position(from + header);
        bytes.get(payload);
        hear(bytes.get(from) & 15, payload);
        return true;
    }

    private void hear(int opcode, byte[] payload) throws IOException {
        if (opcode == 9) {
            channel.write(ByteBuffer.wrap(PONG));
        } else if (opcode == 8) {
            throw new IOException("closed");
        } else {
            String text = new String(payload, ISO_8859_1);
            if (text.startsWith("{\"method\":\"$connect\"")) {
                welcome = true;
                herd.welcome(System.nanoTime() - began);
            } else if (text.startsWith("{\"method\":\"$close\"")) {
                Matcher told = AFTER.matcher(text);
                after = told.find() ? Long.parseLong(told.group(1)) : 0;
                herd.told(after);
            }
        }
    }
}
