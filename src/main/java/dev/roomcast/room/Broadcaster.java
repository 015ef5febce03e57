package dev.roomcast.room;

import org.jspecify.annotations.Nullable;

/**
 * Sends messages to the members of one room on this node; each member receives them in the order of the calls. Thread: the
 * room's serial executor.
 */
public interface Broadcaster {

    /** Sends a message to its recipients. */
    void broadcast(OutboundMessage message);

    /** Adds a recipient. */
    void subscribe(Subscriber subscriber);

    /**
     * Removes a recipient.
     *
     * @param disconnect the reason to close its connection after the messages so far; null: the connection is already
     *     closed
     */
    void unsubscribe(Subscriber subscriber, @Nullable Disconnect disconnect);

    /** Closes the connection of a recipient after the messages so far; it receives no later message. */
    default void disconnect(Subscriber subscriber, Disconnect disconnect) {
        subscriber.disconnect(disconnect);
    }
}
