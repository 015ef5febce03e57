package dev.roomcast.api;

import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.JsonWriter;
import dev.roomcast.protocol.Position;
import dev.roomcast.protocol.ServerFrames;
import dev.roomcast.room.HistoryPage;
import dev.roomcast.room.RoomView;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes the responses of the API. Data and info keep their original encoding. */
final class ApiJson {

    private ApiJson() {}

    /** @param next the start of the next page; null: this is the last one */
    static byte[] rooms(List<RoomView> rooms, @Nullable String next) {
        JsonWriter writer = new JsonWriter(64 + 100 * rooms.size()).ascii("{\"rooms\":[");
        String comma = "";
        for (RoomView room : rooms) {
            head(writer.ascii(comma), room).ascii("}");
            comma = ",";
        }
        return next(writer.ascii("]"), next).json();
    }

    /** @param nodes the reports of all nodes, as JSON objects */
    static byte[] nodes(List<String> nodes) {
        JsonObject all = new JsonObject();
        JsonArray list = new JsonArray();
        nodes.stream()
                .map(JsonObject::new)
                .sorted(Comparator.comparing((JsonObject node) -> node.getString("node", "")))
                .forEach(list::add);
        return all.put("nodes", list).toBuffer().getBytes();
    }

    /**
     * @param members the members of this page
     * @param next the start of the next page; null: this is the last one
     */
    static byte[] room(RoomView room, List<ServerFrames.MemberView> members, @Nullable String next) {
        JsonWriter writer = head(new JsonWriter(512 + 100 * members.size()), room)
                .ascii(",\"settings\":" + RoomSettingsJson.json(room.type()).encode() + ",\"members\":[");
        String comma = "";
        for (ServerFrames.MemberView member : members) {
            member(writer.ascii(comma), member);
            comma = ",";
        }
        return next(game(writer.ascii("]"), room), next).json();
    }

    private static JsonWriter game(JsonWriter writer, RoomView room) {
        if (room.host() != null) {
            writer.ascii(",\"host\":");
            String host = room.host().client();
            writer = host == null ? writer.ascii("null") : writer.string(host);
        }
        if (room.state() != null) {
            ServerFrames.state(writer.ascii(",\"state\":"), room.state());
        }
        if (room.run() != null) {
            writer.ascii(",\"run\":").raw(room.run());
        }
        return writer;
    }

    private static JsonWriter head(JsonWriter writer, RoomView room) {
        writer.ascii("{\"room\":")
                .string(room.name())
                .ascii(",\"count\":" + room.count() + ",\"away\":" + room.away() + ",");
        return position(writer, room.position());
    }

    private static void member(JsonWriter writer, ServerFrames.MemberView member) {
        writer.ascii("{\"user\":")
                .string(member.user())
                .ascii(",\"client\":")
                .string(member.client())
                .ascii(member.away() ? ",\"state\":\"away\"" : ",\"state\":\"online\"")
                .ascii(",\"info\":")
                .raw(member.info());
        if (member.game() != null) {
            writer.ascii(",\"game\":\"" + member.game().wire() + '"');
        }
        writer.ascii("}");
    }

    private static JsonWriter position(JsonWriter writer, Position position) {
        return writer.ascii("\"epoch\":").string(position.epoch()).ascii(",\"offset\":" + position.offset());
    }

    private static JsonWriter next(JsonWriter writer, @Nullable String next) {
        if (next != null) {
            writer.ascii(",\"next\":").string(next);
        }
        return writer.ascii("}");
    }

    static byte[] history(HistoryPage page) {
        JsonWriter writer = position(new JsonWriter(1024).ascii("{"), page.position())
                .ascii(",\"complete\":" + page.complete() + ",\"publications\":[");
        String comma = "";
        for (Frame each : page.publications()) {
            writer.ascii(comma).raw(each.bytes(), each.payloadStart(), each.payloadLength());
            comma = ",";
        }
        return writer.ascii("]}").json();
    }

    /** @param position the position; null: none */
    static byte[] published(Position position) {
        JsonWriter writer = new JsonWriter(64).ascii("{");
        return (position.offset() == 0 ? writer : position(writer, position))
                .ascii("}")
                .json();
    }

    static byte[] published(Collection<PublishResult> results) {
        JsonWriter writer = new JsonWriter(100 * results.size()).ascii("{\"results\":[");
        String comma = "";
        for (PublishResult result : results) {
            writer.ascii(comma).ascii("{\"room\":").string(result.room());
            if (result.problem() != null) {
                result.problem().write(writer.ascii(",\"problem\":"));
            } else if (result.position().offset() > 0) {
                position(writer.ascii(","), result.position());
            }
            writer.ascii("}");
            comma = ",";
        }
        return writer.ascii("]}").json();
    }

    /** Returns {@code {}}. */
    static byte[] nothing() {
        return new JsonWriter(2).ascii("{}").json();
    }

    /** Returns a count, for example {@code {"kicked":2}}. */
    static byte[] count(String what, int count) {
        return new JsonWriter(32).ascii("{\"" + what + "\":" + count + "}").json();
    }
}
