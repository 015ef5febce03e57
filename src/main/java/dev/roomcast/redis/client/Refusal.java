package dev.roomcast.redis.client;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads from an error reply why a server that answers refuses a request. */
public final class Refusal {

    private static final Pattern CODE = Pattern.compile(
            "(?:^|[ :-])(OOM|NOREPLICAS|MISCONF|NOPERM|READONLY|LOADING|BUSY|MASTERDOWN|NOAUTH|WRONGPASS)(?= |$)");

    /** The errors of Redis 7 for a command in a script that the user may not run. */
    private static final Pattern NO_PERMISSION =
            Pattern.compile("can't (run this command|access at least one of the keys)|No permissions");

    private static final Pattern UNKNOWN_KIND = Pattern.compile("(?:^|[ :-])(WRONGTYPE)(?= |$)");

    private Refusal() {}

    /** @return the code, for example {@code OOM}; null where the error is another one */
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

    /** Returns whether the server does not own the slot of the key, or not at the moment. */
    static boolean isMisrouted(Throwable error) {
        return startsWith(error, "MOVED") || startsWith(error, "ASK") || startsWith(error, "CLUSTERDOWN");
    }

    /** Whether the error is the answer of a server, so that the server is reached. */
    public static boolean isAnswer(Throwable error) {
        return code(error) != null;
    }

    /** The error in one line that begins with its code, if it has one. */
    public static String line(Throwable error) {
        String line = String.valueOf(error.getMessage()).lines().findFirst().orElse("");
        String code = code(error);
        return code == null || line.startsWith(code) ? line : code + ": " + line;
    }
}
