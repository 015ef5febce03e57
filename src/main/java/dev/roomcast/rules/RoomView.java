package dev.roomcast.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A room at one position of its order, as the node of the member concerned knows it. It stays readable on other threads
 * until the decision is made.
 *
 * <p>Reads of the state are remembered: the decision holds only if those keys have not changed meanwhile. Members, host and
 * history are not checked in that way.
 */
public interface RoomView {

    /** The name of the room. */
    String name();

    /** The epoch of the order. */
    String epoch();

    /** The offset of the last publication; 0: none. */
    long offset();

    /** The server's time in milliseconds since 1970. */
    long time();

    /** All members in the order in which they joined, those who are away included. */
    List<RoomMember> members();

    /** The players among them. */
    List<RoomMember> players();

    /** A member by its client id. */
    Optional<RoomMember> member(String client);

    /** The host; empty where there is no player. */
    Optional<RoomMember> host();

    /** The value of a key of the shared state; a missing node where it is absent. */
    @Nullable
    JsonNode state(String key);

    /** The value of a key as a type, usually a record; null where it is absent. */
    <T> T state(String key, Class<T> type);

    /** The whole shared state. The decision then depends on every key; read single keys where they do. */
    Map<String, JsonNode> state();

    /**
     * The newest publications, oldest first.
     *
     * @param limit at most so many, and at most 100
     */
    List<PastPublication> history(int limit);
}
