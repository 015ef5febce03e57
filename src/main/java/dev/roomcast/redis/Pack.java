package dev.roomcast.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.roomcast.protocol.Frame;
import java.util.ArrayList;
import java.util.List;

/** Puts together an {@link Event}: a line of words and what follows it. */
final class Pack {

    private record Piece(byte[] bytes, int from, int length) {}

    private final List<Piece> pieces = new ArrayList<>(4);
    private int length;

    static Pack line(String words) {
        return new Pack().add((words + '\n').getBytes(ISO_8859_1));
    }

    Pack add(byte[] bytes) {
        return add(bytes, 0, bytes.length);
    }

    /** What it holds. */
    Pack add(Frame frame) {
        return add(frame.bytes(), frame.payload(), frame.payloadLength());
    }

    private Pack add(byte[] bytes, int from, int length) {
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
