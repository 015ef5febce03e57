package dev.roomcast.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The application-level heartbeats of existing clients, and their answers: plain words, and at level 0 JSON objects
 * with {@code ping}.
 */
public final class Heartbeats {

    private static final Frame METHOD_PONG = Frame.text("{\"method\":\"pong\"}");
    private static final Frame TYPE_PONG = Frame.text("{\"type\":\"pong\"}");

    private final Map<String, Frame> words = new LinkedHashMap<>();
    private final CommandDecoder decoder;
    private final int longest;

    /** @param words the answers by plain word */
    public Heartbeats(Map<String, String> words, CommandDecoder decoder) {
        words.forEach((word, answer) -> this.words.put(word, Frame.text(answer)));
        this.decoder = decoder;
        this.longest = words.keySet().stream()
                .mapToInt(word -> Frame.text(word).payloadLength())
                .max()
                .orElse(0);
    }

    /** Returns the answer to a plain word; null: another text. */
    public @Nullable Frame answerToWord(Frame text) {
        return text.payloadLength() > longest ? null : words.get(text.payloadText());
    }

    /**
     * Returns the answer to a level 0 heartbeat; null: another text. A fast check excludes most texts.
     */
    public @Nullable Frame answerToPlain(Frame text) {
        Frame answer = answerToWord(text);
        if (answer != null
                || !mayBePing(text.bytes(), text.payloadStart(), text.payloadStart() + text.payloadLength())) {
            return answer;
        }
        PlainText plain = decoder.peek(text);
        if (plain == null) {
            return null;
        }
        if (plain.method() != null) {
            return plain.method().equals("ping") ? METHOD_PONG : null;
        }
        return "ping".equals(plain.type()) ? TYPE_PONG : null;
    }

    /**
     * Returns whether the text starts like a JSON object and contains the word, or an escape that may encode a letter
     * of it.
     */
    private static boolean mayBePing(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && (bytes[i] == ' ' || bytes[i] == '\n' || bytes[i] == '\r' || bytes[i] == '\t')) {
            i++;
        }
        if (i == end || bytes[i] != '{') {
            return false;
        }
        for (; i <= end - 4; i++) {
            byte b = bytes[i];
            if (b == 'p' && bytes[i + 1] == 'i' && bytes[i + 2] == 'n' && bytes[i + 3] == 'g'
                    || b == '\\' && bytes[i + 1] == 'u' && bytes[i + 2] == '0' && bytes[i + 3] == '0') {
                return true;
            }
        }
        return false;
    }
}
