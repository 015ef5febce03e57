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
 * An event of a room in the format of its channel, or a publication in the format of its history: a line of words,
 * followed by byte sequences whose lengths are the last words of the line. On a channel, a publication is
 *
 * <pre>
 *   EPOCH SEQ TIME OFFSET LOOSE P CLIENT 30\n
 *   {"method":"m","user":…,"client":…
 * </pre>
 */
final class RoomEvent {

    private static final String[] NONE = {};

    private final byte[] bytes;
    /** The index of the end of the epoch, which comes first; 0 in the history. */
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

    /** Reads digits up to the next space, and skips the space. */
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

    /** Parses an event in the format of a channel. */
    static RoomEvent of(byte[] message) {
        return new RoomEvent(message, true);
    }

    /** Parses a publication in the format of the history: {@code TIME KIND …}. */
    static RoomEvent kept(byte[] entry) {
        return new RoomEvent(entry, false);
    }

    /**
     * Encodes a publication for Redis, from the kind on.
     *
     * @param client the client of the publisher
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

    /** Encodes a publication; for a state change it adds the words {@code FROM LENGTH}, the place of the change. */
    private static byte[] publication(PendingPublication publication, String client) {
        byte[] beginning = publication.body();
        String line = "P " + client;
        if (publication.set() != null) { // the change is directly before the sender
            int length = publication.set().length();
            line += " " + (beginning.length - publication.sender().length - length) + ' ' + length;
        }
        return EventWriter.line(line).add(beginning).bytes();
    }

    /** Returns the letter of a role. */
    static String role(@Nullable GameRole game) {
        return game == null ? "-" : game == GameRole.PLAY ? "p" : "w";
    }

    /** Returns the role of a letter; null: none. */
    static @Nullable GameRole role(String letter) {
        return letter.equals("p") ? GameRole.PLAY : letter.equals("w") ? GameRole.WATCH : null;
    }

    /** Returns the state change of a publication; null: none. */
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

    /** Returns the number of the event. Numbers have no gaps within an epoch; those of later epochs are higher. */
    long seq() {
        return seq;
    }

    /** Returns the time by Redis's clock, in milliseconds since 1970. */
    long time() {
        return time;
    }

    /** Returns the offset of the last publication up to this event. */
    long offset() {
        return offset;
    }

    /** Returns the number of unretained events, up to this one, that members must not miss. */
    long untracked() {
        return untracked;
    }

    char kind() {
        return kind;
    }

    /** Returns whether the event has an offset of its own. */
    boolean isPublication() {
        return kind == 'T' || kind == 'P';
    }

    /** Returns whether the event is not retained, although members must not miss it. */
    boolean isUntracked() {
        return kind == 'B' || kind == 'D' && number(0) == 0;
    }

    /** Returns the client that the event concerns; {@code =} for the server itself. */
    String client() {
        return client;
    }

    /** Returns the number of words after the client. */
    int words() {
        return words.length;
    }

    /** Returns the words after the client. The caller must not change the array. */
    String[] allWords() {
        return words;
    }

    /** Returns one of the words after the client. */
    String word(int index) {
        return words[index];
    }

    long number(int index) {
        return Long.parseLong(words[index]);
    }

    /** Takes the next bytes of the content, as many as the word specifies. */
    byte[] take(int index) {
        int length = (int) number(index);
        return Arrays.copyOfRange(bytes, at, at += length);
    }

    String takeText(int index) {
        return new String(take(index), UTF_8);
    }

    /** Returns all bytes of the event; the content not yet {@link #take taken} begins at {@link #rest()}. */
    byte[] bytes() {
        return bytes;
    }

    int rest() {
        return at;
    }
}
