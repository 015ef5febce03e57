package dev.roomcast.socket.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reader and the fallback decoder together deliver all frames in their order. */
class FastFrameReaderTest implements FastFrameReader.Receiver {

    private static final int FINAL = 0x80;
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int PING = 9;
    private static final int LONGEST = 70_000;

    private final Random random = new Random(1);
    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
    /** Returns one line for each frame: its first byte and its payload. */
    private final List<String> sent = new ArrayList<>();

    private final List<String> received = new ArrayList<>();
    private final FastFrameReader reader = new FastFrameReader(this, LONGEST);
    private final EmbeddedChannel channel =
            new EmbeddedChannel(reader, new WebSocket13FrameDecoder(true, false, LONGEST), new Decoded());
    private int taken;
    private boolean amidMessage;

    private int readable = Integer.MAX_VALUE;
    private long kept;

    @Override
    public boolean isReading() {
        return received.size() < readable;
    }

    @Override
    public boolean isBroken() {
        return false;
    }

    @Override
    public void keeps(long bytes) {
        kept = bytes;
    }

    @Override
    public boolean takesMessages() {
        return !amidMessage;
    }

    @Override
    public void receive(Frame message) {
        taken++;
        received.add(line(
                message.bytes()[message.start()] & 0xff,
                new String(message.bytes(), message.payloadStart(), message.payloadLength(), ISO_8859_1)));
    }

    private class Decoded extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            WebSocketFrame frame = (WebSocketFrame) message;
            int kind = frame instanceof PingWebSocketFrame
                    ? PING
                    : frame instanceof ContinuationWebSocketFrame
                            ? CONTINUATION
                            : frame instanceof TextWebSocketFrame ? TEXT : BINARY;
            if (kind != PING) {
                amidMessage = !frame.isFinalFragment();
            }
            received.add(line(
                    kind | (frame.isFinalFragment() ? FINAL : 0),
                    frame.content().toString(ISO_8859_1)));
            frame.release();
        }
    }

    private static String line(int first, String payload) {
        return Integer.toHexString(first) + " " + payload;
    }

    private void send(int first, byte[] payload) {
        byte[] mask = new byte[4];
        random.nextBytes(mask);
        stream.writeBytes(masked(first, payload, mask));
        sent.add(line(first, new String(payload, ISO_8859_1)));
    }

    private static byte[] masked(int first, byte[] payload, byte[] mask) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) first);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65536) {
            frame.put((byte) 0xfe).putShort((short) payload.length);
        } else {
            frame.put((byte) 0xff).putLong(payload.length);
        }
        frame.put(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ mask[i % 4]));
        }
        byte[] bytes = new byte[frame.flip().remaining()];
        frame.get(bytes);
        return bytes;
    }

    /** Messages in one or several frames, with pings between them and payloads that resemble decoded messages. */
    private void sendAllSorts(int count) {
        for (int i = 0; i < count; i++) {
            int length = random.nextInt(random.nextInt(40) == 0 ? LONGEST : random.nextBoolean() ? 130 : 400);
            byte[] payload = new byte[length];
            random.nextBytes(payload);
            switch (random.nextInt(5)) {
                case 0 -> {
                    send(BINARY, payload);
                    send(FINAL | PING, new byte[random.nextInt(126)]);
                    send(FINAL | CONTINUATION, payload);
                }
                case 1 -> send(FINAL | PING, new byte[random.nextInt(126)]);
                case 2 -> sendDisguised(1 + random.nextInt(30));
                default -> send(FINAL | (random.nextBoolean() ? TEXT : BINARY), payload);
            }
        }
    }

    /** One message whose masked payload resembles other messages. */
    private void sendDisguised(int count) {
        byte[] forged = masked(FINAL | TEXT, "forged".getBytes(ISO_8859_1), new byte[] {1, 2, 3, 4});
        ByteBuffer payload = ByteBuffer.allocate(count * forged.length);
        for (int i = 0; i < count; i++) {
            payload.put(forged);
        }
        stream.writeBytes(
                masked(FINAL | BINARY, payload.array(), new byte[4])); // a zero mask leaves the payload unchanged
        sent.add(line(FINAL | BINARY, new String(payload.array(), ISO_8859_1)));
    }

    /** @param longest the longest piece, in bytes */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 100, 1_000, 100_000})
    void reads_every_frame_once_and_in_order_for_any_split_of_the_stream(int longest) {
        sendAllSorts(500);
        byte[] bytes = stream.toByteArray();
        for (int from = 0, to; from < bytes.length; from = to) {
            to = Math.min(bytes.length, from + 1 + random.nextInt(longest));
            ByteBuf piece = Unpooled.copiedBuffer(bytes, from, to - from);
            channel.writeInbound(piece);
        }
        assertEquals(sent.size(), received.size());
        for (int i = 0; i < sent.size(); i++) {
            assertTrue(sent.get(i).equals(received.get(i)), "frame " + i);
        }
    }

    /** @param longest the longest piece, in bytes */
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 1_000, 100_000})
    void pauses_within_received_data_and_continues_at_the_same_place(int longest) {
        sendAllSorts(200);
        byte[] bytes = stream.toByteArray();
        readable = 0;
        for (int from = 0, to; from < bytes.length; from = to) {
            to = Math.min(bytes.length, from + 1 + random.nextInt(longest));
            channel.writeInbound(Unpooled.copiedBuffer(bytes, from, to - from));
            if (random.nextInt(20) == 0) {
                readable = received.size() + random.nextInt(10);
                reader.readKept();
                assertTrue(received.size() <= readable, "no further frame");
            }
        }
        readable = Integer.MAX_VALUE;
        reader.readKept();
        assertEquals(sent, received);
        assertEquals(0, kept);
    }

    @Test
    void reports_the_received_part_of_a_frame() {
        send(FINAL | TEXT, new byte[1000]);
        byte[] bytes = stream.toByteArray();
        channel.writeInbound(Unpooled.copiedBuffer(bytes, 0, 3));
        assertEquals(3, kept);
        channel.writeInbound(Unpooled.copiedBuffer(bytes, 3, 500));
        assertEquals(503, kept);
        channel.writeInbound(Unpooled.copiedBuffer(bytes, 503, bytes.length - 503));
        assertEquals(0, kept);
        assertEquals(sent, received);
    }

    @Test
    void keeps_complete_messages_off_the_decoder() {
        send(FINAL | TEXT, new byte[10]);
        writeInOne();
        send(FINAL | PING, new byte[10]);
        send(FINAL | TEXT, new byte[10]);
        writeInOne();
        send(FINAL | BINARY, new byte[200]);
        send(FINAL | TEXT, new byte[0]);
        writeInOne();
        assertEquals(sent, received);
        assertEquals(4, taken);
    }

    private void writeInOne() {
        ByteBuf bytes = Unpooled.copiedBuffer(stream.toByteArray());
        stream.reset();
        channel.writeInbound(bytes);
        assertEquals(0, bytes.refCnt());
    }
}
