package dev.roomcast.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message of a member that is not in the order of the room yet. */
public interface Publication {

    /** Stands for the method of a text of level 0 that has none. */
    String TEXT = "$text";

    /** Stands for the method of a binary message. */
    String BINARY = "$binary";

    /** The method, or {@link #TEXT} or {@link #BINARY}. */
    String method();

    /** The data; a missing node where there is none. */
    @Nullable
    JsonNode data();

    /**
     * The data as a type, usually a record. Unknown fields are ignored; a missing or {@code null} number or boolean, or a
     * value of another type, does not fit.
     *
     * @throws BadDataException where the data does not fit; if it leaves the rule, it refuses with {@code bad_request}
     */
    <T> T data(Class<T> type);

    /** The keys that the sender itself sets; empty without. A removed key has a null node. */
    Map<String, JsonNode> set();

    /** The users and clients that alone would get it; empty: all members. */
    List<String> to();

    /** Whether it may be dropped for a slow member, and is not kept. */
    boolean isVolatile();

    /** The whole text of a level 0 member, which others of level 0 read as it is; null at level 1. */
    @Nullable
    String text();
}
