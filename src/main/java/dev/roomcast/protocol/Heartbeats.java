package dev.roomcast.protocol;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The heartbeats that old clients send as messages, and their answers: some plain words, and for plain clients JSON
 * objects that say {@code ping}.
 */
public final class Heartbeats {

    private static final Frame METHOD_PONG = Frame.text("{\"method\":\"pong\"}");
    private static final Frame TYPE_PONG = Frame.text("{\"type\":\"pong\"}");

    private final Map<String, Frame> words = new LinkedHashMap<>();
    private final Codec codec;
    private final int longest;

    /** @param words each plain word and its answer */
    public Heartbeats(Map<String, String> words, Codec codec) {
        words.forEach((word, answer) -> this.words.put(word, Frame.text(answer)));
        this.codec = codec;
        this.longest = words.keySet().stream()
                .mapToInt(word -> Frame.text(word).payloadLength())
                .max()
                .orElse(0);
    }

    /** The answer to a text that is one of the plain words, else null. */
    public Frame answerToWord(Frame text) {
        return text.payloadLength() > longest ? null : words.get(text.payloadText());
    }

    /** The answer to a plain client's text that is a heartbeat, else null. Most texts are told by a glance. */
    public Frame answerToPlain(Frame text) {
        Frame answer = answerToWord(text);
        if (answer != null || !mayBePing(text.bytes(), text.payload(), text.payload() + text.payloadLength())) {
            return answer;
        }
        Codec.Plain plain = codec.peek(text);
        if (plain == null) {
            return null;
        }
        if (plain.method() != null) {
            return plain.method().equals("ping") ? METHOD_PONG : null;
        }
        return "ping".equals(plain.type()) ? TYPE_PONG : null;
    }

    /** Whether it begins like a JSON object and has the word in it, or an escape that could stand for a letter of it. */
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
