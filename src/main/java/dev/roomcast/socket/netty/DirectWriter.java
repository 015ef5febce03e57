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

/** Writes directly to the socket of a Netty channel. Thread: the channel's event loop. */
public abstract class DirectWriter {

    private DirectWriter() {}

    /**
     * Returns the writer for the socket of a channel, if no later handler changes the bytes.
     *
     * @param handler the name of the handler that does the writing
     * @return the writer; null: a later handler changes the bytes, for example TLS, or the named handler is missing
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

    /**
     * @return the number of bytes that the socket took; also 0 if it is broken, which the next regular write detects
     */
    final int write(SharedBatch batch) {
        try {
            return take(batch);
        } catch (IOException e) {
            return 0;
        }
    }

    abstract int take(SharedBatch batch) throws IOException;

    /** Calls the operating system as Netty's native transport does: one call, without the locks of Java's channel. */
    private static final class Native extends DirectWriter {

        private final Socket socket;

        Native(Socket socket) {
            this.socket = socket;
        }

        /** Only this thread closes the socket: while it is open, its descriptor is valid. */
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
     * Writes with one system call, in the executable ({@link NativeSend}).
     *
     * @param bytes a direct buffer, from index 0 to its limit
     * @return the number of bytes that the socket took
     * @throws IOException if the socket is broken
     */
    static int write(SocketChannel socket, ByteBuffer bytes) throws IOException {
        return socket.write(bytes.position(0));
    }
}
