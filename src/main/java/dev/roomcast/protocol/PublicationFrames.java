package dev.roomcast.protocol;

import org.jspecify.annotations.Nullable;

/** The frames of publications: what a member or the server published, as level 1 receives it. Thread: any. */
public final class PublicationFrames {

    /** The sender of publications by the server itself: no field. */
    public static final byte[] SERVER = new byte[0];

    /** The method of a level 0 text that is no publication. */
    private static final String TEXT = "$text";

    private PublicationFrames() {}

    /** Encodes the sender fields for a later frame: {@code ,"user":…,"client":…}. */
    public static byte[] sender(String user, String client) {
        return new JsonWriter(32 + user.length() + client.length())
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
    public static Frame publication(String method, @Nullable RawJson data, byte[] sender, long offset, long time) {
        return publication(method, data, null, sender, offset, time);
    }

    /**
     * A publication that may change the room's state, as level 1 sees it.
     *
     * @param set the change as members see it; null: none
     */
    public static Frame publication(
            String method, RawJson data, @Nullable RawJson set, byte[] sender, long offset, long time) {
        return withOffset(body(method, data, set, sender, 70), offset, time);
    }

    /**
     * Encodes a publication without offset and time, which are its last fields: <code>{"method":…,"client":…</code>.
     */
    public static byte[] body(String method, RawJson data, RawJson set, byte[] sender) {
        return body(method, data, set, sender, 0).json();
    }

    private static JsonWriter body(
            String method, @Nullable RawJson data, @Nullable RawJson set, byte[] sender, int more) {
        int length = (data == null ? 0 : data.length()) + (set == null ? 0 : set.length() + 8);
        JsonWriter writer = new JsonWriter(length + sender.length + method.length() + 30 + more)
                .ascii("{\"method\":")
                .string(method);
        if (data != null) {
            writer.ascii(",\"data\":").raw(data);
        }
        if (set != null) {
            writer.ascii(",\"set\":").raw(set);
        }
        return writer.raw(sender);
    }

    /**
     * Completes a publication whose body is the end of an array.
     *
     * @param from the index where the body starts
     * @param offset 0 without an offset
     * @param time milliseconds since 1970
     */
    public static Frame publication(byte[] bytes, int from, long offset, long time) {
        int length = bytes.length - from;
        return withOffset(new JsonWriter(length + 70).raw(bytes, from, length), offset, time);
    }

    /** A plain client's text as level 1 sees it: as the publication that it is, or else as {@code $text}. */
    public static Frame publication(CommandDecoder decoder, Frame text, byte[] sender, long offset, long time) {
        PlainText plain = decoder.peek(text);
        if (plain != null && plain.isPublication()) {
            return publication(plain.method(), plain.data(), sender, offset, time);
        }
        JsonWriter writer = new JsonWriter(text.payloadLength() + sender.length + 100)
                .ascii("{\"method\":\"$text\",\"data\":")
                .string(text.bytes(), text.payloadStart(), text.payloadLength());
        return withOffset(writer.raw(sender), offset, time);
    }

    /** A publication of level 1 as level 0 sees it: {@code $text} is the text alone, anything else the same frame. */
    public static Frame plain(CommandDecoder decoder, Frame publication) {
        PlainText fields = decoder.peek(publication);
        return fields != null && TEXT.equals(fields.method()) && fields.data() != null
                ? Frame.text(decoder.textOf(fields.data()))
                : publication;
    }

    private static Frame withOffset(JsonWriter writer, long offset, long time) {
        if (offset > 0) {
            writer.ascii(",\"offset\":").number(offset);
        }
        return writer.ascii(",\"time\":").number(time).ascii("}").frame();
    }
}
