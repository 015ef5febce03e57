package dev.roomcast.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.roomcast.protocol.Frame;
import java.util.ArrayList;
import java.util.List;

/** Builds a {@link RoomEvent}: a line of words, then the content. */
final class EventWriter {

    private record Piece(byte[] bytes, int from, int length) {}

    private final List<Piece> pieces = new ArrayList<>(4);
    private int length;

    static EventWriter line(String words) {
        return new EventWriter().add((words + '\n').getBytes(ISO_8859_1));
    }

    /** Begins with a text, without a line break. */
    static EventWriter text(String text) {
        return new EventWriter().add(text.getBytes(ISO_8859_1));
    }

    EventWriter add(byte[] bytes) {
        return add(bytes, 0, bytes.length);
    }

    /** Adds content. */
    EventWriter add(Frame frame) {
        return add(frame.bytes(), frame.payloadStart(), frame.payloadLength());
    }

    private EventWriter add(byte[] bytes, int from, int length) {
        pieces.add(new Piece(bytes, from, length));
        this.length += length;
        return this;
    }

    byte[] bytes() {
        byte[] all = new byte[length];
        int at = 0;
        for (Piece piece : pieces) {
            System.arraycopy(piece.bytes, piece.from, all, at, piece.length);
            at += piece.length;
        }
        return all;
    }
}
