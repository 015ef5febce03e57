package dev.roomcast.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page about the configuration names every key that there is, and none that there is not. */
class ConfigurationPageTest {

    private static final Pattern KEY = Pattern.compile(
            "`(roomcast\\.(?:limits|room|auth|wechat|screen|hooks\\.before-publish|hooks)?\\.?[a-z-]+)`");

    @Test
    void every_key_is_on_the_page_and_no_other() throws IOException {
        String page = Files.readString(Path.of("src/site/markdown/configuration.md"));
        Set<String> named = new TreeSet<>();
        Matcher matcher = KEY.matcher(page);
        while (matcher.find()) {
            named.add(matcher.group(1));
        }

        Set<String> keys = new TreeSet<>();
        collect("roomcast", RoomcastConfig.class, keys);

        Set<String> missing = new TreeSet<>(keys);
        missing.removeAll(named);
        assertEquals(Set.of(), missing, "keys that the page lacks");
        named.removeAll(keys);
        named.removeAll(List.of("roomcast.limits", "roomcast.room", "roomcast.rooms"));
        assertEquals(Set.of(), named, "keys that do not exist");
        assertTrue(keys.size() > 20);
    }

    private static void collect(String prefix, Class<?> type, Set<String> keys) {
        for (Method method : type.getDeclaredMethods()) {
            String key = prefix + "." + kebab(method.getName());
            if (method.getReturnType().getName().startsWith(RoomcastConfig.class.getName())
                    && method.getReturnType().isInterface()) {
                collect(key, method.getReturnType(), keys);
            } else if (!method.getName().equals("rooms") || prefix.endsWith("limits")) {
                keys.add(key);
            }
        }
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
    }
}
