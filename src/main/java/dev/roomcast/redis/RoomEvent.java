package dev.roomcast.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.GameRole;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.PendingPublication;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event of a room as its channel carries it, or a publication as its history keeps it: a line of words, and after it
 * the bytes whose lengths the last words give. On a channel, a publication is
 *
 * <pre>
 *   EPOCH SEQ TIME OFFSET LOOSE P CLIENT 30\n
 *   {"method":"m","user":…,"client":…
 * </pre>
 */
final class RoomEvent {

    private static final String[] NONE = {};

    private final byte[] bytes;
    /** The end of the epoch, which comes first; 0 in the history. */
    private int epochEnd;

    private final long seq;
    private final long time;
    private final long offset;
    private final long untracked;
    private final char kind;
    private final String client;
    private final String[] words;
    private int at;

    private RoomEvent(byte[] bytes, boolean isEvent) {
        this.bytes = bytes;
        if (isEvent) {
            while (bytes[at] != ' ') {
                at++;
            }
            epochEnd = at++;
            seq = parseNumber();
            time = parseNumber();
            offset = parseNumber();
            untracked = parseNumber();
        } else {
            seq = 0;
            time = parseNumber();
            offset = 0;
            untracked = 0;
        }
        kind = (char) bytes[at];
        at += 2;
        int from = at;
        while (bytes[at] != ' ' && bytes[at] != '\n') {
            at++;
        }
        client = new String(bytes, from, at - from, ISO_8859_1);
        words = bytes[at] == '\n' ? NONE : splitWords();
        at++;
    }

    /** Reads digits up to the next space, and skips that. */
    private long parseNumber() {
        long number = 0;
        for (byte digit = bytes[at++]; digit != ' '; digit = bytes[at++]) {
            number = 10 * number + (digit - '0');
        }
        return number;
    }

    private String[] splitWords() {
        int from = ++at;
        while (bytes[at] != '\n') {
            at++;
        }
        return new String(bytes, from, at - from, ISO_8859_1).split(" ");
    }

    /** An event as the channel carries it. */
    static RoomEvent of(byte[] message) {
        return new RoomEvent(message, true);
    }

    /** A publication as the history keeps it: TIME KIND … */
    static RoomEvent kept(byte[] entry) {
        return new RoomEvent(entry, false);
    }

    /**
     * Encodes a publication for Redis, from its kind on.
     *
     * @param client its publisher
     */
    static byte[] encode(PendingPublication publication, String client) {
        Frame frame = publication.frame();
        switch (publication.kind()) {
            case TEXT -> {
                byte[] sender = publication.sender();
                return EventWriter.line("T " + client + ' ' + sender.length)
                        .add(sender)
                        .add(frame)
                        .bytes();
            }
            case BINARY -> {
                return EventWriter.line("B " + client).add(frame).bytes();
            }
            case VOLATILE -> {
                return EventWriter.line("V " + client).add(publication.body()).bytes();
            }
            case DIRECT -> {
                return direct(publication, client);
            }
            default -> {
                return publication(publication, client);
            }
        }
    }

    /** A publication that changes the state says where its change stands: FROM LENGTH. */
    private static byte[] publication(PendingPublication publication, String client) {
        byte[] beginning = publication.body();
        String line = "P " + client;
        if (publication.set() != null) { // it stands right before the sender
            int length = publication.set().length();
            line += " " + (beginning.length - publication.sender().length - length) + ' ' + length;
        }
        return EventWriter.line(line).add(beginning).bytes();
    }

    /** The letter of a role. */
    static String role(@Nullable GameRole game) {
        return game == null ? "-" : game == GameRole.PLAY ? "p" : "w";
    }

    /** The role of a letter, null for none. */
    static @Nullable GameRole role(String letter) {
        return letter.equals("p") ? GameRole.PLAY : letter.equals("w") ? GameRole.WATCH : null;
    }

    /** The change of the state that a publication carries, or null. */
    @Nullable
    RawJson set() {
        return kind == 'P' && words.length == 2
                ? new RawJson(bytes, at + (int) number(0), (int) number(1)).detached()
                : null;
    }

    private static byte[] direct(PendingPublication publication, String client) {
        StringBuilder line = new StringBuilder("D ").append(client);
        line.append(publication.command().isVolatile() ? " 1" : " 0");
        List<byte[]> names = new ArrayList<>();
        for (String name : publication.command().to()) {
            names.add(name.getBytes(UTF_8));
        }
        names.forEach(name -> line.append(' ').append(name.length));
        EventWriter writer = EventWriter.line(line.toString());
        names.forEach(writer::add);
        return writer.add(publication.body()).bytes();
    }

    boolean hasEpoch(String epoch) {
        if (epoch.length() != epochEnd) {
            return false;
        }
        for (int i = 0; i < epochEnd; i++) {
            if (bytes[i] != epoch.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    String epoch() {
        return new String(bytes, 0, epochEnd, ISO_8859_1);
    }

    /** Events of an epoch are numbered without holes; those of a later epoch have higher numbers. */
    long seq() {
        return seq;
    }

    /** Of Redis's clock, in milliseconds since 1970. */
    long time() {
        return time;
    }

    /** The offset of the last publication, this one included. */
    long offset() {
        return offset;
    }

    /** How many unkept events the room has had that must not be missed, this one included. */
    long untracked() {
        return untracked;
    }

    char kind() {
        return kind;
    }

    /** Whether it has an offset. */
    boolean isPublication() {
        return kind == 'T' || kind == 'P';
    }

    /** Whether it is not kept and must not be missed. */
    boolean isUntracked() {
        return kind == 'B' || kind == 'D' && number(0) == 0;
    }

    /** Whom it is about; {@code =} for the server itself. */
    String client() {
        return client;
    }

    /** The number of words after the client. */
    int words() {
        return words.length;
    }

    /** The words after the client. The array is not to be changed. */
    String[] allWords() {
        return words;
    }

    /** One of the words after the client. */
    String word(int index) {
        return words[index];
    }

    long number(int index) {
        return Long.parseLong(words[index]);
    }

    /** Takes the next bytes, as many as that word says. */
    byte[] take(int index) {
        int length = (int) number(index);
        return Arrays.copyOfRange(bytes, at, at += length);
    }

    String takeText(int index) {
        return new String(take(index), UTF_8);
    }

    /** All its bytes; the content that was not {@link #take taken} is from {@link #rest()} to the end. */
    byte[] bytes() {
        return bytes;
    }

    int rest() {
        return at;
    }
}
