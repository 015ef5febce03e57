package dev.roomcast.redis.client;

import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the messages of the connection that is subscribed to channels. Thread: the event loop of its link. */
final class ChannelReader {

    private final RedisLink link;
    private final LinkListener listener;
    private final String pulseChannel;
    private final Runnable onPulse;
    private final Consumer<Throwable> broken;

    /**
     * @param pulseChannel the link's own channel
     * @param onPulse runs for each message on the link's own channel
     * @param broken receives the error if a subscription fails
     */
    ChannelReader(
            RedisLink link, LinkListener listener, String pulseChannel, Runnable onPulse, Consumer<Throwable> broken) {
        this.link = link;
        this.listener = listener;
        this.pulseChannel = pulseChannel;
        this.onPulse = onPulse;
        this.broken = broken;
    }

    void read(@Nullable Response message) {
        if (message == null) {
            return;
        }
        if (message.type() == ResponseType.ERROR) {
            fail((Throwable) message);
        } else if (message.type() == ResponseType.PUSH || message.type() == ResponseType.MULTI) {
            read(message.get(0).toString(), message.get(1).toString(), message);
        }
    }

    private void read(String kind, String channel, Response message) {
        switch (kind) {
            case "message", "smessage" -> {
                if (channel.equals(pulseChannel)) {
                    onPulse.run();
                } else {
                    listener.onMessage(link, channel, message.get(2).toBytes());
                }
            }
            case "subscribe", "ssubscribe" -> {
                if (!channel.equals(pulseChannel)) {
                    listener.onSubscribed(link, channel);
                }
            }
            case "sunsubscribe" -> {
                if (listener.wantsChannel(link, channel)) {
                    listener.onTopologySuspect(
                            link, new IllegalStateException("the channel has moved to another server"));
                }
            }
            default -> {
                // an unsubscription that the link requested
            }
        }
    }

    /** Handles a failed subscription; the error does not name the channel. */
    private void fail(Throwable error) {
        String message = String.valueOf(error.getMessage());
        if (message.startsWith("MOVED") || message.startsWith("CLUSTERDOWN")) {
            listener.onTopologySuspect(link, error);
        } else {
            broken.accept(error);
        }
    }
}
