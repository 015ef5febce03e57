package dev.roomcast.api;

import dev.roomcast.protocol.BadFrameException;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.Frame;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request to publish, in the form of a level 1 publication.
 *
 * @param key the idempotency key; null: none
 * @param rooms the target rooms; empty: the room in the path
 */
record PublishBody(Command.Publish command, @Nullable String key, Set<String> rooms) {

    private static final int MAX_KEY = 128;
    private static final int MAX_ROOMS = 1000;

    /** @throws ProblemException for an invalid publication */
    static PublishBody of(byte[] body, CommandDecoder decoder) {
        RequestBody.checkUtf8(body);
        Command.Publish command = publication(body, decoder);
        RequestBody.of(body).allow("method", "data", "to", "volatile", "set", "if", "idempotencyKey", "rooms");
        try {
            JsonObject json = new JsonObject(Buffer.buffer(body));
            return new PublishBody(command, key(json.getValue("idempotencyKey")), rooms(json.getValue("rooms")));
        } catch (DecodeException e) {
            throw ProblemException.badRequest("not JSON");
        }
    }

    /** Decodes method, data, recipients and state change of a publication of the server. */
    static Command.Publish publication(byte[] body, CommandDecoder decoder) {
        Frame frame = Frame.allocate(true, body.length);
        System.arraycopy(body, 0, frame.bytes(), frame.payloadStart(), body.length);
        try {
            if (decoder.decode(frame) instanceof Command.Publish publish) {
                return publish;
            }
        } catch (BadFrameException e) {
            throw ProblemException.badRequest(e.getMessage());
        }
        throw ProblemException.badRequest("a method that begins with $ is the protocol's");
    }

    private static String key(@Nullable Object key) {
        if (key == null || key instanceof String text && !text.isEmpty() && text.length() <= MAX_KEY) {
            return (String) key;
        }
        throw ProblemException.badRequest("idempotencyKey is a string of 1 to " + MAX_KEY + " characters");
    }

    private static Set<String> rooms(@Nullable Object value) {
        Set<String> rooms = new LinkedHashSet<>();
        if (value == null) {
            return rooms;
        }
        if (value instanceof JsonArray list && list.size() <= MAX_ROOMS) {
            list.stream().map(each -> each instanceof String name ? name : "").forEach(rooms::add);
        }
        if (rooms.isEmpty() || rooms.contains("")) {
            throw ProblemException.badRequest("rooms is a list of 1 to " + MAX_ROOMS + " names");
        }
        return rooms;
    }
}
