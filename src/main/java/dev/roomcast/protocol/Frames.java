package dev.roomcast.protocol;

import java.util.Collection;
import java.util.List;

/** Every frame that the server itself says, and the publications that it passes on. */
public final class Frames {

    /** The signature of what the server itself publishes: nobody's. */
    public static final byte[] SERVER = new byte[0];

    private Frames() {}

    /**
     * Who published, ready to be spliced into a frame: {@code "user":…,"client":…}.
     */
    public static byte[] signature(String user, String client) {
        return new FrameWriter(32 + user.length() + client.length())
                .ascii(",\"user\":")
                .string(user)
                .ascii(",\"client\":")
                .string(client)
                .json();
    }

    /**
     * A publication as level 1 sees it.
     *
     * @param data null where absent
     * @param offset 0 for what has none: direct and volatile ones
     * @param time milliseconds since 1970
     */
    public static Frame publication(String method, RawJson data, byte[] signature, long offset, long time) {
        return placed(beginning(method, data, signature, 70), offset, time);
    }

    /** The same without its place in the order and its time, which come last: {@code {"method":…,"client":…}. */
    public static byte[] beginning(String method, RawJson data, byte[] signature) {
        return beginning(method, data, signature, 0).json();
    }

    private static FrameWriter beginning(String method, RawJson data, byte[] signature, int more) {
        int length = data == null ? 0 : data.length();
        FrameWriter writer = new FrameWriter(length + signature.length + method.length() + 30 + more)
                .ascii("{\"method\":")
                .string(method);
        if (data != null) {
            writer.ascii(",\"data\":").raw(data);
        }
        return writer.raw(signature);
    }

    /** A publication from its beginning, which stands at the end of some bytes, and its place. */
    public static Frame publication(byte[] bytes, int from, long offset, long time) {
        int length = bytes.length - from;
        return placed(new FrameWriter(length + 70).raw(bytes, from, length), offset, time);
    }

    /** A plain client's text as level 1 sees it: as the publication that it is, or else as {@code $text}. */
    public static Frame publication(Codec codec, Frame text, byte[] signature, long offset, long time) {
        Codec.Plain plain = codec.peek(text);
        if (plain != null && plain.isPublication()) {
            return publication(plain.method(), plain.data(), signature, offset, time);
        }
        FrameWriter writer = new FrameWriter(text.payloadLength() + signature.length + 100)
                .ascii("{\"method\":\"$text\",\"data\":")
                .string(text.bytes(), text.payload(), text.payloadLength());
        return placed(writer.raw(signature), offset, time);
    }

    private static Frame placed(FrameWriter writer, long offset, long time) {
        if (offset > 0) {
            writer.ascii(",\"offset\":").number(offset);
        }
        return writer.ascii(",\"time\":").number(time).ascii("}").frame();
    }

    /** A member as others see it. */
    public record MemberView(String user, String client, boolean away, RawJson info) {}

    /** A member who left, and why. */
    public record Departure(String user, String client, String reason) {}

    /**
     * What changed of a member who stays.
     *
     * @param info null unless it changed
     */
    public record Update(String user, String client, Boolean away, RawJson info) {}

    /** The answer to {@code $connect}. */
    public record Welcome(
            String room,
            String user,
            String client,
            String session,
            Position position,
            boolean resumed,
            boolean recovered,
            List<Frame> publications,
            Collection<MemberView> members,
            int count,
            long time,
            long ping) {}

    public static Frame welcome(long id, Welcome welcome) {
        FrameWriter writer = answer("$connect", id)
                .ascii("{\"room\":")
                .string(welcome.room)
                .ascii(",\"user\":")
                .string(welcome.user)
                .ascii(",\"client\":")
                .string(welcome.client)
                .ascii(",\"session\":")
                .string(welcome.session);
        position(writer.ascii(","), welcome.position)
                .ascii(",\"resumed\":" + welcome.resumed + ",\"recovered\":" + welcome.recovered
                        + ",\"publications\":");
        publications(writer, welcome.publications).ascii(",\"members\":");
        members(writer, welcome.members);
        if (welcome.count > welcome.members.size()) {
            writer.ascii(",\"count\":").number(welcome.count);
        }
        return writer.ascii(",\"time\":")
                .number(welcome.time)
                .ascii(",\"ping\":")
                .number(welcome.ping)
                .ascii("}}")
                .frame();
    }

    public static Frame ack(long id, long offset) {
        FrameWriter writer = answer("$ack", id);
        return (offset > 0 ? writer.ascii("{\"offset\":").number(offset).ascii("}}") : writer.ascii("{}}")).frame();
    }

    public static Frame history(long id, Position position, boolean complete, List<Frame> publications) {
        FrameWriter writer = position(answer("$history", id).ascii("{"), position)
                .ascii(",\"complete\":" + complete + ",\"publications\":");
        return publications(writer, publications).ascii("}}").frame();
    }

    public static Frame members(long id, Collection<MemberView> members) {
        return members(answer("$members", id).ascii("{\"members\":"), members)
                .ascii("}}")
                .frame();
    }

    /** The answer that says no more than: done. */
    public static Frame done(String method, long id) {
        return answer(method, id).ascii("{}}").frame();
    }

    public static Frame pong(long id, long time) {
        return answer("$pong", id).ascii("{\"time\":").number(time).ascii("}}").frame();
    }

    /** @param message for a developer: no stack, no secret, nothing of another user */
    public static Frame error(long id, ErrorCode code, String message) {
        return answer("$error", id)
                .ascii("{\"code\":\"" + code.wire() + "\",\"message\":")
                .string(message)
                .ascii(",\"retry\":" + code.retry() + "}}")
                .frame();
    }

    /** @param after how long to stay away, in milliseconds; 0 where it does not matter */
    public static Frame goodbye(CloseCode code, long after) {
        FrameWriter writer = answer("$close", 0)
                .ascii("{\"code\":" + code.code() + ",\"reason\":")
                .string(code.reason())
                .ascii(",\"reconnect\":" + code.reconnect());
        if (after > 0) {
            writer.ascii(",\"after\":").number(after);
        }
        return writer.ascii("}}").frame();
    }

    public static Frame presence(List<MemberView> joins, List<Departure> leaves, List<Update> updates) {
        FrameWriter writer = answer("$presence", 0).ascii("{\"joins\":");
        members(writer, joins).ascii(",\"leaves\":[");
        String comma = "";
        for (Departure leave : leaves) {
            name(writer.ascii(comma), leave.user, leave.client)
                    .ascii(",\"reason\":")
                    .string(leave.reason)
                    .ascii("}");
            comma = ",";
        }
        writer.ascii("],\"updates\":[");
        comma = "";
        for (Update update : updates) {
            update(writer.ascii(comma), update);
            comma = ",";
        }
        return writer.ascii("]}}").frame();
    }

    public static Frame presence(int count) {
        return answer("$presence", 0)
                .ascii("{\"count\":")
                .number(count)
                .ascii("}}")
                .frame();
    }

    private static FrameWriter answer(String method, long id) {
        FrameWriter writer = new FrameWriter(256).ascii("{\"method\":\"" + method + "\"");
        if (id > 0) {
            writer.ascii(",\"id\":").number(id);
        }
        return writer.ascii(",\"data\":");
    }

    private static FrameWriter position(FrameWriter writer, Position position) {
        return writer.ascii("\"epoch\":")
                .string(position.epoch())
                .ascii(",\"offset\":")
                .number(position.offset());
    }

    private static FrameWriter publications(FrameWriter writer, List<Frame> publications) {
        writer.ascii("[");
        String comma = "";
        for (Frame publication : publications) {
            writer.ascii(comma).raw(publication.bytes(), publication.payload(), publication.payloadLength());
            comma = ",";
        }
        return writer.ascii("]");
    }

    private static FrameWriter members(FrameWriter writer, Collection<MemberView> members) {
        writer.ascii("[");
        String comma = "";
        for (MemberView member : members) {
            state(name(writer.ascii(comma), member.user, member.client), member.away)
                    .ascii(",\"info\":")
                    .raw(member.info)
                    .ascii("}");
            comma = ",";
        }
        return writer.ascii("]");
    }

    private static void update(FrameWriter writer, Update update) {
        name(writer, update.user, update.client);
        if (update.away != null) {
            state(writer, update.away);
        }
        if (update.info != null) {
            writer.ascii(",\"info\":").raw(update.info);
        }
        writer.ascii("}");
    }

    private static FrameWriter name(FrameWriter writer, String user, String client) {
        return writer.ascii("{\"user\":").string(user).ascii(",\"client\":").string(client);
    }

    private static FrameWriter state(FrameWriter writer, boolean away) {
        return writer.ascii(away ? ",\"state\":\"away\"" : ",\"state\":\"online\"");
    }
}
