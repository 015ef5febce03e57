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
 * The HTTP response to a handshake. A 101 is held back until the connection is in its room, so that a client with an
 * open WebSocket misses nothing. After any other final response, the handler that uses this object leaves the pipeline,
 * because the connection may serve another request.
 */
final class HandshakeAnswer {

    /** Whether the response is 101, after which no HTTP message may follow. */
    private boolean upgraded;

    /** Sends the held 101; null: none is held. */
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

    /** Drops the response to a request that the client pipelined behind its handshake, which RFC 6455 forbids. */
    private static void refusePipelined(ChannelHandlerContext context, HttpObject message, ChannelPromise promise) {
        ReferenceCountUtil.release(message);
        promise.tryFailure(new ClosedChannelException());
        context.close();
    }

    boolean isHeld() {
        return held != null;
    }

    /** Sends the held response, if there is one. */
    void send() {
        if (held != null) {
            Runnable answer = held;
            held = null;
            answer.run();
        }
    }
}
