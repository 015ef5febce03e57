package dev.roomcast.api;

import dev.roomcast.concurrent.Clock;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.jboss.logmanager.Level;

/** Changes the log levels of this node at run time. Thread: any. */
final class LogLevels {

    private static final org.jboss.logging.Logger LOG = org.jboss.logging.Logger.getLogger("dev.roomcast");

    /** The category of Roomcast itself. */
    private static final String OWN = "dev.roomcast";

    private static final Map<String, java.util.logging.Level> LEVELS = Map.of(
            "OFF", Level.OFF, "ERROR", Level.ERROR, "WARN", Level.WARN, "INFO", Level.INFO, "DEBUG", Level.DEBUG);

    private static final Pattern CATEGORY = Pattern.compile("[A-Za-z0-9_.$-]{1,128}");
    /** The maximum number of categories with changed levels. */
    private static final int MAX_CHANGED = 100;
    /** The longest temporary change, in seconds: a week. */
    private static final long MAX_SECONDS = 7 * 24 * 3600;

    private final Clock clock;
    private final Map<String, Change> changes = new TreeMap<>();

    /** @param logger retained because a logger without a reference loses its level */
    private record Change(Logger logger, java.util.logging.Level before, long endsAt) {}

    LogLevels(Clock clock) {
        this.clock = clock;
    }

    /**
     * Sets the level of a category.
     *
     * @param body {@code {"category":…,"level":…,"seconds":…}}; without {@code level}, restores the previous one
     * @param by the name of the key
     */
    synchronized byte[] change(RequestBody body, String by) {
        body.allow("category", "level", "seconds");
        String name = body.string("category", 128);
        String category = name == null ? OWN : name;
        String word = body.string("level", 16);
        long seconds = body.integer("seconds", 1, MAX_SECONDS, 0);
        if (!CATEGORY.matcher(category).matches()) {
            throw ProblemException.badRequest("category is the name of a logger, for example " + OWN);
        }
        if (word == null) {
            restore(category);
        } else {
            set(category, level(word), seconds);
        }
        LOG.infof("event=log-level category=%s level=%s seconds=%d key=%s", category, word, seconds, by);
        return json();
    }

    private static java.util.logging.Level level(String word) {
        java.util.logging.Level level = LEVELS.get(word);
        if (level == null) {
            throw ProblemException.badRequest("level is OFF, ERROR, WARN, INFO or DEBUG");
        }
        return level;
    }

    private void set(String category, java.util.logging.Level level, long seconds) {
        Change old = changes.get(category);
        if (old == null && changes.size() >= MAX_CHANGED) {
            throw ProblemException.badRequest("at most " + MAX_CHANGED + " categories have levels of their own");
        }
        Logger logger = Logger.getLogger(category);
        long endsAt = seconds == 0 ? 0 : clock.monotonicMillis() + seconds * 1000;
        changes.put(category, new Change(logger, old == null ? logger.getLevel() : old.before, endsAt));
        logger.setLevel(level);
        if (seconds > 0) {
            clock.schedule(seconds * 1000, () -> end(category));
        }
    }

    private synchronized void end(String category) {
        Change change = changes.get(category);
        if (change != null && change.endsAt > 0 && change.endsAt <= clock.monotonicMillis()) {
            restore(category);
        }
    }

    private void restore(String category) {
        Change change = changes.remove(category);
        if (change != null) {
            change.logger.setLevel(change.before);
        }
    }

    /** Returns the changed levels, and the level of Roomcast's own category. */
    synchronized byte[] json() {
        JsonObject levels = new JsonObject().put(OWN, effective(Logger.getLogger(OWN)));
        changes.forEach((category, change) -> levels.put(category, effective(change.logger)));
        return new JsonObject().put("levels", levels).toBuffer().getBytes();
    }

    private static String effective(Logger logger) {
        for (Logger each = logger; each != null; each = each.getParent()) {
            if (each.getLevel() != null) {
                return each.getLevel().getName();
            }
        }
        return "INFO";
    }
}
