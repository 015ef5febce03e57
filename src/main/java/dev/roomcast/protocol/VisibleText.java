package dev.roomcast.protocol;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Extracts the text that people may read, however a client displays it: unchanged, or with JSON escapes decoded, also
 * those in JSON within JSON strings. The text need not be valid JSON.
 */
public final class VisibleText {

    /** The maximum number of rounds in which escapes are decoded. */
    private static final int MAX_NESTING = 4;

    private VisibleText() {}

    /** Returns the different readings of a text, one after another. */
    public static String of(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        Set<String> readings = new LinkedHashSet<>();
        readings.add(unescaped(text, false));
        String inner = text;
        for (int i = 0; i < MAX_NESTING && inner.indexOf('\\') >= 0; i++) {
            inner = unescaped(inner, true);
            readings.add(inner);
        }
        return String.join("\n", readings);
    }

    /** @param all false: decodes only character escapes, so that a displayed backslash stays */
    private static String unescaped(String text, boolean all) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c != '\\' || at + 1 == text.length()) {
                plain.append(c);
                continue;
            }
            char next = text.charAt(++at);
            int code = next == 'u' ? hex(text, at + 1) : -1;
            if (code >= 0) {
                plain.append((char) code);
                at += 4;
            } else if (all && simple(next) != 0) {
                plain.append(simple(next));
            } else {
                plain.append(c).append(next);
            }
        }
        return plain.toString();
    }

    /** @return the value of four hexadecimal digits; -1: none */
    private static int hex(String text, int from) {
        if (from + 4 > text.length()) {
            return -1;
        }
        int value = 0;
        for (int at = from; at < from + 4; at++) {
            int digit = Character.digit(text.charAt(at), 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** @return the character of a one-letter escape; 0: no valid escape */
    private static char simple(char letter) {
        return switch (letter) {
            case '"', '\\', '/' -> letter;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> 0;
        };
    }
}
