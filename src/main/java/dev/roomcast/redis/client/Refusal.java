package dev.roomcast.redis.client;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the reason of a refusal in a server's error reply. */
public final class Refusal {

    private static final Pattern CODE = Pattern.compile(
            "(?:^|[ :-])(OOM|NOREPLICAS|MISCONF|NOPERM|READONLY|LOADING|BUSY|MASTERDOWN|NOAUTH|WRONGPASS)(?= |$)");

    /** The errors of Redis 7 for a command in a script without the user's permission. */
    private static final Pattern NO_PERMISSION =
            Pattern.compile("can't (run this command|access at least one of the keys)|No permissions");

    private static final Pattern UNKNOWN_KIND = Pattern.compile("(?:^|[ :-])(WRONGTYPE)(?= |$)");

    private Refusal() {}

    /** @return the code, for example {@code OOM}; null: another error */
    static @Nullable String code(Throwable error) {
        String message = String.valueOf(error.getMessage());
        Matcher code = CODE.matcher(message);
        if (code.find()) {
            return code.group(1);
        }
        if (NO_PERMISSION.matcher(message).find()) {
            return "NOPERM";
        }
        return UNKNOWN_KIND.matcher(message).find() ? "WRONGTYPE" : null;
    }

    static boolean startsWith(Throwable error, String word) {
        return String.valueOf(error.getMessage()).startsWith(word);
    }

    /** Returns whether the server does not own the slot of the key, at least for the moment. */
    static boolean isMisrouted(Throwable error) {
        return List.of("MOVED", "ASK", "TRYAGAIN", "CLUSTERDOWN").stream().anyMatch(word -> startsWith(error, word));
    }

    /** Returns whether the error is a server's answer, so that the server is reachable. */
    public static boolean isAnswer(Throwable error) {
        return code(error) != null;
    }

    /** Returns the error in one line, beginning with its code if it has one. */
    public static String line(Throwable error) {
        String line = String.valueOf(error.getMessage()).lines().findFirst().orElse("");
        String code = code(error);
        return code == null || line.startsWith(code) ? line : code + ": " + line;
    }
}
