package dev.roomcast.app.config;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds environment variables with the prefix of Roomcast that set no key, and suggests the right key. An unknown key
 * in other sources prevents the start by itself.
 */
public final class EnvironmentCheck {

    private static final String PREFIX = "ROOMCAST_";
    private static final String ROOMS = PREFIX + "ROOMS_";
    private static final String ROOM = PREFIX + "ROOM_";

    /** Kubernetes sets such variables for a service named roomcast. */
    private static final String OF_KUBERNETES = PREFIX + "(SERVICE_.*|PORT(_.*)?)";

    private final Map<String, String> keys = new TreeMap<>();

    public EnvironmentCheck() {
        collect("roomcast", RoomcastConfig.class);
    }

    private void collect(String prefix, Class<?> type) {
        for (Method method : type.getDeclaredMethods()) {
            String key =
                    prefix + "." + method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            if (isGroup(method.getReturnType())) {
                collect(key, method.getReturnType());
            } else if (method.getReturnType() != Map.class) {
                keys.put(variable(key), key);
            }
        }
    }

    /** Returns whether a type is a group of keys. */
    static boolean isGroup(Class<?> type) {
        return type.isInterface() && type.getPackage() == RoomcastConfig.class.getPackage();
    }

    static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /** Returns whether a variable may be a setting of Roomcast; without such a variable, no check is necessary. */
    public static boolean looksLikeOne(String variable) {
        return variable.startsWith(PREFIX);
    }

    /** Returns all keys except those of rooms by prefix. */
    Collection<String> all() {
        return keys.values();
    }

    /** Returns the variables that set no key, each with the most similar key. */
    public Map<String, String> misspelled(Set<String> variables) {
        Map<String, String> misspelled = new LinkedHashMap<>();
        for (String variable : variables) {
            if (looksLikeOne(variable) && !isKnown(variable) && !variable.matches(OF_KUBERNETES)) {
                misspelled.put(variable, nearest(variable));
            }
        }
        return misspelled;
    }

    private boolean isKnown(String variable) {
        return keys.containsKey(variable)
                || variable.startsWith(ROOMS)
                        && keys.keySet().stream()
                                .filter(each -> each.startsWith(ROOM))
                                .anyMatch(each -> variable.endsWith("_" + each.substring(ROOM.length())));
    }

    /**
     * Finds the most similar key.
     *
     * @param key an unknown key, for example {@code roomcast.drian}
     */
    public String nearestKey(String key) {
        return nearest(variable(key));
    }

    private String nearest(String variable) {
        String known = keys.keySet().stream()
                .min(Comparator.comparingInt(each -> distance(each, variable)))
                .orElseThrow();
        return keys.get(known);
    }

    /** Returns the edit distance: the number of inserted, removed or replaced characters. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            int diagonal = i - 1;
            for (int j = 0; j <= other.length(); j++) {
                int above = row[j];
                if (i == 0 || j == 0) {
                    row[j] = i + j;
                } else {
                    int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                    row[j] = Math.min(changed, 1 + Math.min(above, row[j - 1]));
                }
                diagonal = above;
            }
        }
        return row[other.length()];
    }
}
