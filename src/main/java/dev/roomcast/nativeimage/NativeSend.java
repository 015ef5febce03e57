package dev.roomcast.nativeimage;

import com.oracle.svm.core.SubstrateUtil;
import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.BooleanSupplier;
import org.graalvm.nativeimage.c.function.CFunction;

/**
 * A substitution in the executable: {@code DirectWriter.write} becomes one system call. Java's channel would first
 * acquire its locks and use several objects.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/send.2.html">send(2)</a>
 */
@TargetClass(className = "dev.roomcast.socket.netty.DirectWriter", onlyWith = NativeSend.OnLinux.class)
public final class NativeSend {

    /** Writes to the socket. Only this thread closes it: while it is open, its descriptor is valid. */
    @Substitute
    static int write(SocketChannel socket, ByteBuffer bytes) {
        if (!socket.isOpen()) {
            return 0;
        }
        int number = SubstrateUtil.cast(socket, Socket.class).fdVal;
        long address = SubstrateUtil.cast(bytes, Memory.class).address;
        long taken = LibC.send(number, address, bytes.limit(), LibC.MSG_DONTWAIT | LibC.MSG_NOSIGNAL);
        return (int) Math.max(taken, 0);
    }

    @TargetClass(className = "sun.nio.ch.SocketChannelImpl", onlyWith = OnLinux.class)
    private static final class Socket {

        @Alias
        int fdVal;
    }

    @TargetClass(value = Buffer.class, onlyWith = OnLinux.class)
    private static final class Memory {

        @Alias
        long address;
    }

    private static final class LibC {

        static final int MSG_DONTWAIT = 0x40;
        static final int MSG_NOSIGNAL = 0x4000;

        /** Declared without a transition, because the call does not block. */
        @CFunction(value = "send", transition = CFunction.Transition.NO_TRANSITION)
        static native long send(int socket, long start, long bytes, int flags);
    }

    /** Applies on systems where the flags have these values. */
    static final class OnLinux implements BooleanSupplier {

        @Override
        public boolean getAsBoolean() {
            return System.getProperty("os.name").equals("Linux");
        }
    }
}
