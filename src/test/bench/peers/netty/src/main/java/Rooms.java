import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A hand-written server: epoll, one event loop, each message encoded once and shared by all, one flush for each member
 * at the end of a loop iteration. It has no order for rooms, no limits, and no protection against slow members.
 */
final class Rooms extends SimpleChannelInboundHandler<TextWebSocketFrame> {

    private static final Map<String, Set<Rooms>> ROOMS = new HashMap<>();
    private static final List<Rooms> UNFLUSHED = new ArrayList<>();

    private Channel channel;
    private Set<Rooms> room;
    private boolean unflushed;

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof HandshakeComplete handshake) {
            channel = context.channel();
            room = ROOMS.computeIfAbsent(handshake.requestUri().split("\\?")[0], name -> new LinkedHashSet<>());
            room.add(this);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame message) {
        ByteBuf text = message.content();
        int length = text.readableBytes();
        ByteBuf frame = context.alloc().directBuffer(length + 4).writeByte(0x81);
        if (length < 126) {
            frame.writeByte(length);
        } else {
            frame.writeByte(126).writeShort(length);
        }
        frame.writeBytes(text);
        for (Rooms member : room) {
            member.write(frame.retainedDuplicate());
        }
        frame.release();
    }

    private void write(ByteBuf frame) {
        channel.write(frame, channel.voidPromise());
        if (!unflushed) {
            unflushed = true;
            if (UNFLUSHED.isEmpty()) {
                channel.eventLoop().execute(Rooms::flush);
            }
            UNFLUSHED.add(this);
        }
    }

    private static void flush() {
        for (Rooms member : UNFLUSHED) {
            member.unflushed = false;
            member.channel.flush();
        }
        UNFLUSHED.clear();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (room != null) {
            room.remove(this);
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
                                        new Rooms());
                    }
                })
                .bind("127.0.0.1", Integer.parseInt(System.getenv("PORT")))
                .sync();
    }
}
