package dev.roomcast.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The effects of a decision or a reaction. The state change and its publication are one atomic step. The other effects
 * follow in this order: other publications, the host, removed members. The methods change this object and return it.
 *
 * @param <T> the return type of the methods
 */
public abstract sealed class Effects<T extends Effects<T>> permits Decision, Reaction {

    private Map<String, Object> set = Map.of();
    private List<Message> messages = List.of();
    private List<String> kicks = List.of();
    private @Nullable String host;

    /**
     * A publication of the server.
     *
     * @param data the data; null: none
     * @param to the users and clients that receive it; null: all
     */
    public record Message(
            String method, @Nullable Object data, @Nullable List<String> to) {}

    abstract T self();

    /**
     * Sets a key of the shared state, including keys that members may not set, for example those with the prefix {@code
     * server/}.
     *
     * @param value any value that Jackson can write as JSON, at most 4 KiB; null removes the key
     */
    public T set(String key, @Nullable Object value) {
        set = set.isEmpty() ? new LinkedHashMap<>() : set;
        set.put(key, value);
        return self();
    }

    /** Removes a key of the shared state. */
    public T remove(String key) {
        return set(key, null);
    }

    /** Sets whether new members may join while the room has a host. */
    public T door(boolean open) {
        return set("$open", open);
    }

    /**
     * Publishes to all members as the server.
     *
     * @param data any value that Jackson can write as JSON; null: none
     */
    public T publish(String method, @Nullable Object data) {
        return add(new Message(method, data, null));
    }

    /**
     * Sends a message to some members as the server. It has no offset and is not retained.
     *
     * @param to the users and clients
     * @param data any value that Jackson can write as JSON; null: none
     */
    public T send(Collection<String> to, String method, @Nullable Object data) {
        return add(new Message(method, data, List.copyOf(to)));
    }

    private T add(Message message) {
        messages = messages.isEmpty() ? new ArrayList<>(2) : messages;
        messages.add(message);
        return self();
    }

    /** Removes a member; its user cannot join again while the room exists. */
    public T kick(String client) {
        kicks = kicks.isEmpty() ? new ArrayList<>(1) : kicks;
        kicks.add(client);
        return self();
    }

    /** Makes an online player the host. */
    public T host(String client) {
        host = client;
        return self();
    }

    /** Returns the changed keys with their values; a null value removes the key. */
    public @Nullable Map<String, Object> state() {
        return Collections.unmodifiableMap(set);
    }

    /** Returns the publications of the server. */
    public List<Message> messages() {
        return Collections.unmodifiableList(messages);
    }

    /** Returns the clients of the members to remove. */
    public List<String> kicks() {
        return Collections.unmodifiableList(kicks);
    }

    /** Returns the client of the new host; null: no change. */
    public @Nullable String host() {
        return host;
    }

    /** Returns whether there are no effects. */
    public boolean isEmpty() {
        return set.isEmpty() && messages.isEmpty() && kicks.isEmpty() && host == null;
    }
}
