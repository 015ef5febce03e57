package dev.roomcast.socket.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP answer to a handshake, on its way out. A 101 is held back until the connection is in its room: a client that
 * sees its WebSocket open misses nothing. After any other final answer the handler that uses this leaves the pipeline,
 * because the connection may be used for another request.
 */
final class HandshakeAnswer {

    /** Whether the answer is 101: no HTTP message may follow. */
    private boolean upgraded;

    /** Sends the 101; null: it is not there yet, or was sent. */
    private @Nullable Runnable held;

    void write(ChannelHandlerContext context, HttpObject message, ChannelPromise promise) {
        if (upgraded) {
            refusePipelined(context, message, promise);
        } else if (!(message instanceof HttpResponse response)) {
            context.write(message, promise);
        } else if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            upgraded = true;
            held = () -> context.writeAndFlush(message, promise);
        } else {
            context.write(message, promise);
            if (response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
                context.pipeline().remove(context.handler());
            }
        }
    }

    /** Drops the answer to a request that the client sent behind its handshake, which RFC 6455 forbids. */
    private static void refusePipelined(ChannelHandlerContext context, HttpObject message, ChannelPromise promise) {
        ReferenceCountUtil.release(message);
        promise.tryFailure(new ClosedChannelException());
        context.close();
    }

    boolean isHeld() {
        return held != null;
    }

    /** Sends the answer, if it is held back. */
    void send() {
        if (held != null) {
            Runnable answer = held;
            held = null;
            answer.run();
        }
    }
}
