package dev.roomcast.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.frames.FramePage;
import dev.roomcast.frames.FrameSnapshot;
import dev.roomcast.frames.PresenceEntry;
import dev.roomcast.frames.PresenceEntry.Word;
import dev.roomcast.frames.RunState;
import dev.roomcast.frames.RunState.Presence;
import dev.roomcast.frames.RunState.Slot;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.RunFrames;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run, and the presence in its frames, in the words of {@code run.lua} and {@code frame.lua}:
 *
 * <pre>
 *   ID RATE SEED TIME STARTED FRAME FIRST SNAPSHOT TICKER REASON ENDED TOLD PLAYERS… TERM
 *   aSLOT bSLOT lSLOT jSLOT:CLIENT …
 * </pre>
 */
final class RunWords {

    private static final int FIRST_PLAYER = 12;

    private RunWords() {}

    /** @return the run; null: none */
    static @Nullable RunState parse(String words) {
        return words.isEmpty() ? null : parse(words.split(" "), 0);
    }

    /** @param at the index of the first word of the run */
    static RunState parse(String[] words, int at) {
        String told = words[at + 11];
        List<Slot> slots = new ArrayList<>(told.length());
        for (int slot = 0; slot < told.length(); slot++) {
            slots.add(new Slot(words[at + FIRST_PLAYER + slot], presence(told.charAt(slot))));
        }
        String reason = words[at + 9];
        int term = at + FIRST_PLAYER + told.length();
        return new RunState(
                words[at],
                Integer.parseInt(words[at + 1]),
                number(words, at + 2),
                number(words, at + 3),
                number(words, at + 4),
                number(words, at + 5),
                number(words, at + 6),
                number(words, at + 7),
                words[at + 8],
                number(words, term),
                reason.equals("-") ? null : reason,
                number(words, at + 10),
                slots);
    }

    private static long number(String[] words, int at) {
        return Long.parseLong(words[at]);
    }

    private static Presence presence(char letter) {
        return switch (letter) {
            case 'o' -> Presence.ONLINE;
            case 'a' -> Presence.AWAY;
            default -> Presence.LEFT;
        };
    }

    /** Returns the run for a welcome; null: none. */
    static @Nullable RawJson view(String words) {
        RunState run = parse(words);
        if (run == null) {
            return null;
        }
        RunFrames.RunView view = new RunFrames.RunView(
                run.id(),
                run.reason() == null ? run.rate() : 0,
                run.seed(),
                run.timeMillis(),
                run.slots().stream().map(Slot::client).toList(),
                run.frame(),
                run.reason());
        return RunFrames.welcome(view, run.first(), run.snapshot());
    }

    static String presence(List<PresenceEntry> entries) {
        StringBuilder words = new StringBuilder();
        for (PresenceEntry each : entries) {
            words.append(words.length() == 0 ? "" : " ")
                    .append(letter(each.word()))
                    .append(each.slot());
            if (each.client() != null) {
                words.append(':').append(each.client());
            }
        }
        return words.toString();
    }

    private static char letter(Word word) {
        return switch (word) {
            case AWAY -> 'a';
            case BACK -> 'b';
            case LEFT -> 'l';
            case JOIN -> 'j';
        };
    }

    static PresenceEntry entry(String word) {
        int colon = word.indexOf(':');
        if (colon >= 0) {
            return new PresenceEntry(Word.JOIN, Integer.parseInt(word, 1, colon, 10), word.substring(colon + 1));
        }
        Word kind = switch (word.charAt(0)) {
            case 'a' -> Word.AWAY;
            case 'b' -> Word.BACK;
            default -> Word.LEFT;
        };
        return new PresenceEntry(kind, Integer.parseInt(word, 1, word.length(), 10), null);
    }

    /** Parses a page of retained frames. */
    static FramePage page(Response answer) {
        List<RawJson> frames = new ArrayList<>();
        for (Response each : answer.get(2)) {
            byte[] json = each.toBytes();
            frames.add(new RawJson(json, 0, json.length));
        }
        return new FramePage(
                answer.get(0).toLong(),
                answer.get(1).toInteger() == 1,
                frames,
                snapshot(answer.get(3).toLong(), answer.get(4).toBytes()));
    }

    /** @param text {@code CLIENT DATA} */
    private static @Nullable FrameSnapshot snapshot(long frame, byte[] text) {
        if (frame < 0) {
            return null;
        }
        int space = 0;
        while (text[space] != ' ') {
            space++;
        }
        RawJson data = new RawJson(text, space + 1, text.length - space - 1);
        return new FrameSnapshot(frame, new String(text, 0, space, UTF_8), data);
    }
}
