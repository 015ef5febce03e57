package dev.roomcast.api;

import dev.roomcast.protocol.BadFrame;
import dev.roomcast.protocol.Codec;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.Frame;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What is to be published, in the words of a level 1 client.
 *
 * @param key under which it is done once; null: every time
 * @param rooms where; empty: the address says it
 */
record PublishRequest(Command.Publish command, String key, Set<String> rooms) {

    private static final int MAX_KEY = 128;
    private static final int MAX_ROOMS = 1000;

    /** @throws Problem for what cannot be published */
    static PublishRequest of(byte[] body, Codec codec) {
        Command.Publish command = command(body, codec);
        try {
            JsonObject json = new JsonObject(Buffer.buffer(body));
            return new PublishRequest(command, key(json.getValue("idempotencyKey")), rooms(json.getValue("rooms")));
        } catch (DecodeException e) {
            throw Problem.badRequest("not JSON");
        }
    }

    private static Command.Publish command(byte[] body, Codec codec) {
        Frame frame = Frame.allocate(true, body.length);
        System.arraycopy(body, 0, frame.bytes(), frame.payload(), body.length);
        try {
            if (frame.isUtf8() && codec.decode(frame) instanceof Command.Publish publish) {
                return publish;
            }
        } catch (BadFrame e) {
            throw Problem.badRequest(e.getMessage());
        }
        throw Problem.badRequest("a method that begins with $ is the protocol's");
    }

    private static String key(Object key) {
        if (key == null || key instanceof String text && !text.isEmpty() && text.length() <= MAX_KEY) {
            return (String) key;
        }
        throw Problem.badRequest("idempotencyKey is a string of 1 to " + MAX_KEY + " characters");
    }

    private static Set<String> rooms(Object value) {
        Set<String> rooms = new LinkedHashSet<>();
        if (value == null) {
            return rooms;
        }
        if (value instanceof JsonArray list && list.size() <= MAX_ROOMS) {
            list.stream().map(each -> each instanceof String name ? name : "").forEach(rooms::add);
        }
        if (rooms.isEmpty() || rooms.contains("")) {
            throw Problem.badRequest("rooms is a list of 1 to " + MAX_ROOMS + " names");
        }
        return rooms;
    }

    /** Whether it gets a place in the order of a room. */
    boolean isOrdered() {
        return command.to() == null && !command.isVolatile();
    }
}
