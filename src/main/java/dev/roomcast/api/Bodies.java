package dev.roomcast.api;

import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.FrameWriter;
import dev.roomcast.protocol.Frames;
import dev.roomcast.protocol.Position;
import dev.roomcast.room.Excerpt;
import dev.roomcast.room.RoomView;
import java.util.Collection;
import java.util.List;

/** What the API answers, as JSON. What members said and show of themselves stands there in their own characters. */
final class Bodies {

    private Bodies() {}

    /** @param next from where the next page goes on, or null: this is the last one */
    static byte[] rooms(List<RoomView> rooms, String next) {
        FrameWriter writer = new FrameWriter(64 + 100 * rooms.size()).ascii("{\"rooms\":[");
        String comma = "";
        for (RoomView room : rooms) {
            head(writer.ascii(comma), room).ascii("}");
            comma = ",";
        }
        return next(writer.ascii("]"), next).json();
    }

    /**
     * @param members the page of them that is shown
     * @param next from where the next page goes on, or null: this is the last one
     */
    static byte[] room(RoomView room, List<Frames.MemberView> members, String next) {
        FrameWriter writer = head(new FrameWriter(512 + 100 * members.size()), room)
                .ascii(",\"settings\":" + RoomSettings.json(room.type()).encode() + ",\"members\":[");
        String comma = "";
        for (Frames.MemberView member : members) {
            member(writer.ascii(comma), member);
            comma = ",";
        }
        return next(writer.ascii("]"), next).json();
    }

    private static FrameWriter head(FrameWriter writer, RoomView room) {
        writer.ascii("{\"room\":")
                .string(room.name())
                .ascii(",\"count\":" + room.count() + ",\"away\":" + room.away() + ",");
        return position(writer, room.position());
    }

    private static void member(FrameWriter writer, Frames.MemberView member) {
        writer.ascii("{\"user\":")
                .string(member.user())
                .ascii(",\"client\":")
                .string(member.client())
                .ascii(member.away() ? ",\"state\":\"away\"" : ",\"state\":\"online\"")
                .ascii(",\"info\":")
                .raw(member.info())
                .ascii("}");
    }

    private static FrameWriter position(FrameWriter writer, Position position) {
        return writer.ascii("\"epoch\":").string(position.epoch()).ascii(",\"offset\":" + position.offset());
    }

    private static FrameWriter next(FrameWriter writer, String next) {
        if (next != null) {
            writer.ascii(",\"next\":").string(next);
        }
        return writer.ascii("}");
    }

    static byte[] history(Excerpt excerpt) {
        FrameWriter writer = position(new FrameWriter(1024).ascii("{"), excerpt.position())
                .ascii(",\"complete\":" + excerpt.complete() + ",\"publications\":[");
        String comma = "";
        for (Frame each : excerpt.publications()) {
            writer.ascii(comma).raw(each.bytes(), each.payload(), each.payloadLength());
            comma = ",";
        }
        return writer.ascii("]}").json();
    }

    /** @param position null for what has none */
    static byte[] published(Position position) {
        FrameWriter writer = new FrameWriter(64).ascii("{");
        return (position == null ? writer : position(writer, position))
                .ascii("}")
                .json();
    }

    static byte[] published(Collection<Receipt> receipts) {
        FrameWriter writer = new FrameWriter(100 * receipts.size()).ascii("{\"results\":[");
        String comma = "";
        for (Receipt receipt : receipts) {
            writer.ascii(comma).ascii("{\"room\":").string(receipt.room());
            if (receipt.problem() != null) {
                receipt.problem().write(writer.ascii(",\"problem\":"));
            } else if (receipt.position() != null) {
                position(writer.ascii(","), receipt.position());
            }
            writer.ascii("}");
            comma = ",";
        }
        return writer.ascii("]}").json();
    }

    /** {@code {"kicked":2}} */
    static byte[] count(String what, int count) {
        return new FrameWriter(32).ascii("{\"" + what + "\":" + count + "}").json();
    }
}
