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
            return new OfSystem(socket);
        }
        return channel.unsafe() instanceof NioUnsafe nio && nio.ch() instanceof SocketChannel own
                ? new OfJava(own)
                : null;
    }

    /** @return how many bytes the socket took; 0 also where it is broken, which the next to write to it finds as well */
    abstract int write(Packed batch);

    /** Where Netty calls the system itself: one call, past the locks of Java's channel. */
    private static final class OfSystem extends BareSocket {

        private final Socket socket;

        OfSystem(Socket socket) {
            this.socket = socket;
        }

        /** Whoever closes the socket does so on the same thread: as long as it is open, its number is its own. */
        @Override
        int write(Packed batch) {
            try {
                return socket.isOpen() ? socket.sendAddress(batch.address(), 0, batch.size()) : 0;
            } catch (IOException e) {
                return 0;
            }
        }
    }

    private static final class OfJava extends BareSocket {

        private final SocketChannel socket;

        OfJava(SocketChannel socket) {
            this.socket = socket;
        }

        @Override
        int write(Packed batch) {
            return BareSocket.write(socket, batch.bytes());
        }
    }

    /**
     * One call of the system in the executable ({@link BareSend}).
     *
     * @param bytes all from 0 to its limit, outside of the heap
     * @return as {@link #write(Packed)}
     */
    static int write(SocketChannel socket, ByteBuffer bytes) {
        try {
            return socket.write(bytes.position(0));
        } catch (IOException e) {
            return 0;
        }
    }
}
