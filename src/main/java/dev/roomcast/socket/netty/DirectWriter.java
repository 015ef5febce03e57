package dev.roomcast.socket.netty;

import dev.roomcast.nativeimage.NativeSend;
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
import org.jspecify.annotations.Nullable;

/** The socket below a Netty channel, to be written to at once, on the channel's event loop. */
public abstract class DirectWriter {

    private DirectWriter() {}

    /**
     * Returns the writer for the socket of a channel, if no later handler changes the bytes.
     *
     * @param handler the name of the handler that writes
     * @return null with such a handler in between, for example TLS, or without the named handler
     */
    static @Nullable DirectWriter of(Channel channel, String handler) {
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

    private static @Nullable DirectWriter below(Channel channel) {
        if (channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket) {
            return new Native(socket);
        }
        return channel.unsafe() instanceof NioUnsafe nio && nio.ch() instanceof SocketChannel socket
                ? new Nio(socket)
                : null;
    }

    /** @return how many bytes the socket took; 0 also where it is broken, which the next to write to it finds as well */
    final int write(SharedBatch batch) {
        try {
            return take(batch);
        } catch (IOException e) {
            return 0;
        }
    }

    abstract int take(SharedBatch batch) throws IOException;

    /** Where Netty calls the system itself: one call, past the locks of Java's channel. */
    private static final class Native extends DirectWriter {

        private final Socket socket;

        Native(Socket socket) {
            this.socket = socket;
        }

        /** The socket is closed on this thread alone: while it is open, its descriptor is valid. */
        @Override
        int take(SharedBatch batch) throws IOException {
            return socket.isOpen() ? socket.sendAddress(batch.address(), 0, batch.size()) : 0;
        }
    }

    private static final class Nio extends DirectWriter {

        private final SocketChannel socket;

        Nio(SocketChannel socket) {
            this.socket = socket;
        }

        @Override
        int take(SharedBatch batch) throws IOException {
            return write(socket, batch.bytes());
        }
    }

    /**
     * One call of the system in the executable ({@link NativeSend}).
     *
     * @param bytes all from 0 to its limit, outside of the heap
     * @return how many of them the socket took
     * @throws IOException it is broken
     */
    static int write(SocketChannel socket, ByteBuffer bytes) throws IOException {
        return socket.write(bytes.position(0));
    }
}
