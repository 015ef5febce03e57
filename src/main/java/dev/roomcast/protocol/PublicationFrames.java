package dev.roomcast.protocol;

import org.jspecify.annotations.Nullable;

/** Encodes publications of members and the server in level 1 form. Thread: any. */
public final class PublicationFrames {

    /** The sender fields of publications by the server itself: none. */
    public static final byte[] SERVER = new byte[0];

    /** The method at level 1 for a level 0 text that is no publication. */
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
     * Encodes a publication in level 1 form.
     *
     * @param data the data; null: absent
     * @param offset the offset; 0: none, for a direct or volatile publication
     * @param time the time in milliseconds since 1970
     */
    public static Frame publication(String method, @Nullable RawJson data, byte[] sender, long offset, long time) {
        return publication(method, data, null, sender, offset, time);
    }

    /**
     * Encodes a publication, possibly with a state change, in level 1 form.
     *
     * @param set the state change as members see it; null: none
     */
    public static Frame publication(
            String method, RawJson data, @Nullable RawJson set, byte[] sender, long offset, long time) {
        return withOffset(body(method, data, set, sender, 70), offset, time);
    }

    /**
     * Encodes a publication without its last fields, offset and time: <code>{"method":…,"client":…</code>.
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
     * Completes a publication whose body is at the end of an array.
     *
     * @param from the index at which the body begins
     * @param offset the offset; 0: none
     * @param time the time in milliseconds since 1970
     */
    public static Frame publication(byte[] bytes, int from, long offset, long time) {
        int length = bytes.length - from;
        return withOffset(new JsonWriter(length + 70).raw(bytes, from, length), offset, time);
    }

    /** Encodes a level 0 text in level 1 form: as its publication, or as {@code $text}. */
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

    /** Encodes a level 1 publication in level 0 form: the text of a {@code $text}; otherwise the same frame. */
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
