package dev.roomcast.app.config;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Refuses settings under former names: if settings of moderation were ignored, every message would pass. */
public final class FormerKeys {

    private static final String VARIABLE = "ROOMCAST_SCREEN_";

    private FormerKeys() {}

    /**
     * Checks that no former key is set.
     *
     * @param screenKeys the keys below {@code roomcast.screen}
     * @param variables the names of all environment variables
     * @throws IllegalArgumentException with the new name of the first former key
     */
    public static void check(Set<String> screenKeys, Set<String> variables) {
        Set<String> keys = new TreeSet<>(screenKeys);
        for (String variable : variables) {
            if (variable.startsWith(VARIABLE)) {
                keys.add(variable.substring(VARIABLE.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-'));
            }
        }
        for (String key : keys) {
            String name = key.replace('.', '-');
            throw new IllegalArgumentException(
                    "Configuration: roomcast.screen." + name + " is now called roomcast.moderation." + name + " ("
                            + EnvironmentCheck.variable("roomcast.moderation." + name) + ").");
        }
    }
}
