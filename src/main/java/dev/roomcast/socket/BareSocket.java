package dev.roomcast.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.nio.AbstractNioChannel.NioUnsafe;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Map;

/** The socket below a Netty channel, to be written to at once, on the channel's event loop. */
abstract class BareSocket {

    private BareSocket() {}

    /**
     * The socket of a channel, if what is written from this place in its pipeline reaches it as it is.
     *
     * @param handler the place's name
     * @return null: something lies between, TLS for example, or there is no such place
     */
    static BareSocket of(Channel channel, String handler) {
        for (Map.Entry<String, ChannelHandler> each : channel.pipeline()) {
            if (each.getKey().equals(handler)) {
                return below(channel);
            }
            if (each.getValue() instanceof ChannelOutboundHandler) {
                return null;
            }
        }
        return null;
    }

    private static BareSocket below(Channel channel) {
        if (channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket) {
            return new Native(socket);
        }
        return channel.unsafe() instanceof NioUnsafe nio && nio.ch() instanceof SocketChannel socket
                ? new Nio(socket)
                : null;
    }

    /** @return how many bytes the socket took; 0 also where it is broken, which the next to write to it finds as well */
    final int write(Packed batch) {
        try {
            return take(batch);
        } catch (IOException e) {
            return 0;
        }
    }

    abstract int take(Packed batch) throws IOException;

    /** Where Netty calls the system itself: one call, past the locks of Java's channel. */
    private static final class Native extends BareSocket {

        private final Socket socket;

        Native(Socket socket) {
            this.socket = socket;
        }

        /** Whoever closes the socket does so on the same thread: as long as it is open, its number is its own. */
        @Override
        int take(Packed batch) throws IOException {
            return socket.isOpen() ? socket.sendAddress(batch.address(), 0, batch.size()) : 0;
        }
    }

    private static final class Nio extends BareSocket {

        private final SocketChannel socket;

        Nio(SocketChannel socket) {
            this.socket = socket;
        }

        @Override
        int take(Packed batch) throws IOException {
            return write(socket, batch.bytes());
        }
    }

    /**
     * One call of the system in the executable ({@link BareSend}).
     *
     * @param bytes all from 0 to its limit, outside of the heap
     * @return how many of them the socket took
     * @throws IOException it is broken
     */
    static int write(SocketChannel socket, ByteBuffer bytes) throws IOException {
        return socket.write(bytes.position(0));
    }
}
