package dev.roomcast.room;

import org.jspecify.annotations.Nullable;

/**
 * Sends messages to the members of one room on this node; each member receives them in the order of the calls. Thread: the
 * room's serial executor.
 */
public interface Broadcaster {

    /** Sends a message to its receivers. */
    void broadcast(OutboundMessage message);

    /** Adds a receiver. */
    void subscribe(Subscriber subscriber);

    /**
     * Removes a receiver.
     *
     * @param disconnect how its connection is closed after the messages so far; null: it is closed already
     */
    void unsubscribe(Subscriber subscriber, @Nullable Disconnect disconnect);

    /** Closes the connection of a receiver after the messages so far; it gets none of the later ones. */
    default void disconnect(Subscriber subscriber, Disconnect disconnect) {
        subscriber.disconnect(disconnect);
    }
}
