package dev.roomcast.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A room at one position of its order, as known to the node of the member concerned. Other threads may read it until
 * the decision is made.
 *
 * <p>Reads of the state are recorded: the decision is valid only if these keys have not changed in the meantime.
 * Members, host and history are not validated.
 */
public interface RoomView {

    /** Returns the name of the room. */
    String name();

    /** Returns the epoch of the order. */
    String epoch();

    /** Returns the offset of the last publication; 0: none. */
    long offset();

    /** Returns the server's time in milliseconds since 1970. */
    long time();

    /** Returns all members in the order of their joins, including those away. */
    List<RoomMember> members();

    /** Returns the members that are players. */
    List<RoomMember> players();

    /** Returns the member with a client id. */
    Optional<RoomMember> member(String client);

    /** Returns the host; empty: the room has no player. */
    Optional<RoomMember> host();

    /** Returns the value of a key of the shared state; a missing node: absent. */
    @Nullable
    JsonNode state(String key);

    /** Returns the value of a key, converted to a type, usually a record; null: absent. */
    <T> T state(String key, Class<T> type);

    /** Returns the whole shared state. The decision then depends on every key; prefer to read single keys. */
    Map<String, JsonNode> state();

    /**
     * Returns the newest publications, oldest first.
     *
     * @param limit the maximum number of publications, at most 100
     */
    List<PastPublication> history(int limit);
}
