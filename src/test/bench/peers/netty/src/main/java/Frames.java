import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Lock-step by hand: epoll, one event loop, inputs appended as bytes, each frame encoded once and shared by all. It
 * supports one rate, does not parse JSON, and has no presence, no log and no protection against slow members.
 */
final class Frames extends SimpleChannelInboundHandler<TextWebSocketFrame> {

    private static final long INTERVAL_NANOS = 1_000_000_000 / 30;
    private static final byte[] RUN = "{\"method\":\"$run\"".getBytes(StandardCharsets.US_ASCII);
    private static final int INPUT = "{\"method\":\"$input\",\"data\":".length();
    private static final Map<String, Room> ROOMS = new HashMap<>();

    private static final class Room {
        private final List<Frames> players = new ArrayList<>();
        private final ByteBuf entries = Unpooled.buffer();
        private int slots;
        private long frame;
        private boolean running;
        private long startedAt;

        private void tick() {
            if (players.isEmpty()) {
                return;
            }
            ByteBuf payload = Unpooled.buffer(40 + entries.readableBytes());
            ByteBufUtil.writeAscii(payload, "{\"method\":\"$frame\",\"data\":[" + ++frame);
            payload.writeBytes(entries);
            entries.clear();
            ByteBufUtil.writeAscii(payload, "]}");
            int length = payload.readableBytes();
            Channel first = players.get(0).channel;
            ByteBuf bytes = first.alloc().directBuffer(length + 4).writeByte(0x81);
            if (length < 126) {
                bytes.writeByte(length);
            } else {
                bytes.writeByte(126).writeShort(length);
            }
            bytes.writeBytes(payload);
            for (Frames player : players) {
                player.channel.writeAndFlush(bytes.retainedDuplicate(), player.channel.voidPromise());
            }
            bytes.release();
            schedule(first);
        }

        private void schedule(Channel first) {
            long due = startedAt + (frame + 1) * INTERVAL_NANOS - System.nanoTime();
            first.eventLoop().schedule(this::tick, Math.max(0, due), TimeUnit.NANOSECONDS);
        }
    }

    private Channel channel;
    private Room room;
    private byte[] slot;

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof HandshakeComplete handshake) {
            channel = context.channel();
            room = ROOMS.computeIfAbsent(handshake.requestUri().split("\\?")[0], name -> new Room());
            slot = (",[" + room.slots++ + ",").getBytes(StandardCharsets.US_ASCII);
            room.players.add(this);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame message) {
        ByteBuf text = message.content();
        if (ByteBufUtil.equals(text, text.readerIndex(), Unpooled.wrappedBuffer(RUN), 0, Math.min(RUN.length, text.readableBytes()))) {
            if (!room.running) {
                room.running = true;
                room.startedAt = System.nanoTime();
                room.schedule(channel);
            }
            return;
        }
        room.entries.writeBytes(slot);
        room.entries.writeBytes(text, text.readerIndex() + INPUT, text.readableBytes() - INPUT - 1);
        room.entries.writeByte(']');
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (room != null) {
            room.players.remove(this);
            if (room.players.isEmpty()) {
                ROOMS.values().remove(room);
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    public static void main(String[] arguments) throws InterruptedException {
        WebSocketServerProtocolConfig config = WebSocketServerProtocolConfig.newBuilder()
                .websocketPath("/ws")
                .checkStartsWith(true)
                .build();
        new ServerBootstrap()
                .group(new EpollEventLoopGroup(1))
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        new HttpServerCodec(),
                                        new HttpObjectAggregator(8192),
                                        new WebSocketServerProtocolHandler(config),
                                        new Frames());
                    }
                })
                .bind("127.0.0.1", Integer.parseInt(System.getenv("PORT")))
                .sync();
    }
}
