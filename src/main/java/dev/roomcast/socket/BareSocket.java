package dev.roomcast.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.nio.AbstractNioChannel.NioUnsafe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Map;

/** The socket below a Netty channel. */
final class BareSocket {

    private BareSocket() {}

    /**
     * The socket of a channel, if what is written from this place in its pipeline reaches it as it is.
     *
     * @param handler the place's name
     * @return null: something lies between, TLS for example, or there is no such place
     */
    static SocketChannel of(Channel channel, String handler) {
        for (Map.Entry<String, ChannelHandler> each : channel.pipeline()) {
            if (each.getKey().equals(handler)) {
                return channel.unsafe() instanceof NioUnsafe nio && nio.ch() instanceof SocketChannel own ? own : null;
            }
            if (each.getValue() instanceof ChannelOutboundHandler) {
                return null;
            }
        }
        return null;
    }

    /**
     * Writes at once, on the channel's event loop; one call of the system in the executable ({@link BareSend}).
     *
     * @param bytes all from 0 to its limit, outside of the heap
     * @return how many of them the socket took; 0 also where it is broken, which the next to write to it finds as well
     */
    static int write(SocketChannel socket, ByteBuffer bytes) {
        try {
            return socket.write(bytes.position(0));
        } catch (IOException e) {
            return 0;
        }
    }
}
