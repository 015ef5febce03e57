package dev.roomcast.room;

import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.StateChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The decision of a room's rules.
 *
 * @param refusal the reason for a refusal; null: accepted
 * @param message the message for the sender of a refused message
 * @param watch whether a new member becomes a watcher
 * @param data the replacement for the data of the message; null: the data stays
 * @param dropsSet whether the sender's own {@code set} and {@code if} are left out
 * @param set the state change of the rules; null: none
 * @param messages the messages that the server publishes afterwards, in order
 * @param host the player that becomes the host afterwards; null: no change
 * @param kicks the members to remove afterwards
 */
public record LogicVerdict(
        @Nullable ErrorCode refusal,
        @Nullable String message,
        boolean watch,
        @Nullable RawJson data,
        boolean dropsSet,
        @Nullable StateChange set,
        List<ServerMessage> messages,
        @Nullable String host,
        List<String> kicks) {

    /** Accepts without a change and without further effects. */
    public static final LogicVerdict ACCEPT =
            new LogicVerdict(null, null, false, null, false, null, List.of(), null, List.of());

    /**
     * A publication of the server.
     *
     * @param data the data; null: none
     * @param to the users and clients that receive it; null: all
     */
    public record ServerMessage(
            String method, @Nullable RawJson data, @Nullable List<String> to) {}

    /** Returns a refusal. */
    public static LogicVerdict refused(ErrorCode code, String message) {
        return new LogicVerdict(code, message, false, null, false, null, List.of(), null, List.of());
    }
}
