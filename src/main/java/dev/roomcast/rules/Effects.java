package dev.roomcast.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The effects of a decision or an event. The change of the state and its publication are one step; the rest follows in
 * this order: other publications, the host, removed members. The methods change this object and return it.
 *
 * @param <T> the type that the methods return
 */
public abstract sealed class Effects<T extends Effects<T>> permits Decision, Reaction {

    private Map<String, Object> set = Map.of();
    private List<Message> messages = List.of();
    private List<String> kicks = List.of();
    private @Nullable String host;

    /**
     * A publication of the server.
     *
     * @param data null: none
     * @param to the users and clients that alone get it; null: all
     */
    public record Message(
            String method, @Nullable Object data, @Nullable List<String> to) {}

    abstract T self();

    /**
     * Sets a key of the shared state, also one that members may not set, such as those that begin with {@code server/}.
     *
     * @param value any value that Jackson writes as JSON, at most 4 KiB; null removes the key
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

    /** Opens or closes the door: whether new members may join while the room has a host. */
    public T door(boolean open) {
        return set("$open", open);
    }

    /**
     * Publishes to all members as the server.
     *
     * @param data any value that Jackson writes as JSON; null: none
     */
    public T publish(String method, @Nullable Object data) {
        return add(new Message(method, data, null));
    }

    /**
     * Sends to some members as the server. It has no offset and is not kept.
     *
     * @param to users and clients
     * @param data any value that Jackson writes as JSON; null: none
     */
    public T send(Collection<String> to, String method, @Nullable Object data) {
        return add(new Message(method, data, List.copyOf(to)));
    }

    private T add(Message message) {
        messages = messages.isEmpty() ? new ArrayList<>(2) : messages;
        messages.add(message);
        return self();
    }

    /** Removes a member; its user cannot join again while the room lives. */
    public T kick(String client) {
        kicks = kicks.isEmpty() ? new ArrayList<>(1) : kicks;
        kicks.add(client);
        return self();
    }

    /** Makes a player who is online the host. */
    public T host(String client) {
        host = client;
        return self();
    }

    /** The keys that are set, with their values; null removes. */
    public @Nullable Map<String, Object> state() {
        return Collections.unmodifiableMap(set);
    }

    /** The publications of the server. */
    public List<Message> messages() {
        return Collections.unmodifiableList(messages);
    }

    /** The clients that are removed. */
    public List<String> kicks() {
        return Collections.unmodifiableList(kicks);
    }

    /** The client that becomes the host; null: nobody. */
    public @Nullable String host() {
        return host;
    }

    /** Whether nothing follows. */
    public boolean isEmpty() {
        return set.isEmpty() && messages.isEmpty() && kicks.isEmpty() && host == null;
    }
}
