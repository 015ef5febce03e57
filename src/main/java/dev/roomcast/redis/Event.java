package dev.roomcast.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.protocol.Frame;
import dev.roomcast.room.Draft;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a room's channel said, or what its history holds: a line of words, and after it the bytes whose lengths the last
 * words are. As a channel says it, a publication is
 *
 * <pre>
 *   EPOCH SEQ TIME OFFSET P CLIENT 30\n
 *   {"method":"m","user":…,"client":…
 * </pre>
 */
final class Event {

    private final byte[] bytes;
    private final String[] words;
    /** The word that says the kind; what is meant by {@link #word} are the words after it. */
    private final int kind;

    private int at;

    private Event(byte[] bytes, int kind) {
        this.bytes = bytes;
        this.kind = kind;
        int end = 0;
        while (bytes[end] != '\n') {
            end++;
        }
        words = new String(bytes, 0, end, ISO_8859_1).split(" ");
        at = end + 1;
    }

    static Event said(byte[] message) {
        return new Event(message, 4);
    }

    /** As the history keeps it: TIME KIND … */
    static Event kept(byte[] entry) {
        return new Event(entry, 1);
    }

    /** What is published, as Redis is given it: from its kind on. @param client who says it */
    static byte[] of(Draft draft, String client) {
        Frame frame = draft.frame();
        switch (draft.kind()) {
            case TEXT -> {
                byte[] signature = draft.signature();
                return Pack.line("T " + client + ' ' + signature.length)
                        .add(signature)
                        .add(frame)
                        .bytes();
            }
            case BINARY -> {
                return Pack.line("B " + client).add(frame).bytes();
            }
            case VOLATILE -> {
                return Pack.line("V " + client).add(draft.beginning()).bytes();
            }
            case DIRECT -> {
                return direct(draft, client);
            }
            default -> {
                return Pack.line("P " + client).add(draft.beginning()).bytes();
            }
        }
    }

    private static byte[] direct(Draft draft, String client) {
        StringBuilder line = new StringBuilder("D ").append(client);
        line.append(draft.command().isVolatile() ? " 1" : " 0");
        List<byte[]> names = new ArrayList<>();
        for (String name : draft.command().to()) {
            names.add(name.getBytes(UTF_8));
        }
        names.forEach(name -> line.append(' ').append(name.length));
        Pack pack = Pack.line(line.toString());
        names.forEach(pack::add);
        return pack.add(draft.beginning()).bytes();
    }

    String epoch() {
        return words[0];
    }

    /** Events of an epoch are numbered without holes; those of a later epoch have higher numbers. */
    long seq() {
        return Long.parseLong(words[1]);
    }

    long time() {
        return Long.parseLong(words[kind == 4 ? 2 : 0]);
    }

    /** Of the last publication at that moment. */
    long offset() {
        return Long.parseLong(words[3]);
    }

    char kind() {
        return words[kind].charAt(0);
    }

    String client() {
        return words[kind + 1];
    }

    /** How many words come after the client. */
    int words() {
        return words.length - kind - 2;
    }

    /** The words after the client. */
    String word(int index) {
        return words[kind + 2 + index];
    }

    long number(int index) {
        return Long.parseLong(word(index));
    }

    /** Takes the next bytes, as many as that word says. */
    byte[] take(int index) {
        int length = (int) number(index);
        return Arrays.copyOfRange(bytes, at, at += length);
    }

    String takeText(int index) {
        return new String(take(index), UTF_8);
    }

    /** The whole, and where in it the bytes begin that were not taken: they go to its end. */
    byte[] bytes() {
        return bytes;
    }

    int rest() {
        return at;
    }
}
