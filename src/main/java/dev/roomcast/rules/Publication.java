package dev.roomcast.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message of a member, before it is published. */
public interface Publication {

    /** The method name for a level 0 text without a method. */
    String TEXT = "$text";

    /** The method name for a binary message. */
    String BINARY = "$binary";

    /** Returns the method, or {@link #TEXT} or {@link #BINARY}. */
    String method();

    /** Returns the data; a missing node: none. */
    @Nullable
    JsonNode data();

    /**
     * Converts the data to a type, usually a record. Unknown fields are ignored. A number or boolean that is missing or
     * {@code null} does not match, nor does a value of another type.
     *
     * @throws BadDataException if the data does not match; a rule that throws it refuses as {@code bad_request}
     */
    <T> T data(Class<T> type);

    /** Returns the keys that the sender itself sets; empty: none. The value of a removed key is a null node. */
    Map<String, JsonNode> set();

    /** Returns the users and clients that are to receive the message; empty: all members. */
    List<String> to();

    /** Returns whether the message is not retained and slow members may miss it. */
    boolean isVolatile();

    /**
     * Returns the complete text of a level 0 member, which other level 0 members receive unchanged; null at level 1.
     */
    @Nullable
    String text();
}
