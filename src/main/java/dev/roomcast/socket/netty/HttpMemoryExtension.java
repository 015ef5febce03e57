package dev.roomcast.socket.netty;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.util.internal.PlatformDependent;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Registers {@link HttpMemory} for every connection that a listener accepts. Netty loads this class as a service if the
 * system property {@code io.netty.bootstrap.extensions} is {@code serviceload}.
 */
@RegisterForReflection // Netty creates it as a service
public final class HttpMemoryExtension extends ChannelInitializerExtension {

    /** The divisor that yields the bound for requests from the direct memory. */
    private static final int PART = 4;

    private final HttpMemory.Node node;

    public HttpMemoryExtension() {
        long direct = PlatformDependent.maxDirectMemory();
        this.node =
                new HttpMemory.Node((direct > 0 ? direct : Runtime.getRuntime().maxMemory()) / PART);
    }

    @Override
    public void postInitializeServerChildChannel(Channel channel) {
        HttpMemory.watch(channel, node);
    }
}
