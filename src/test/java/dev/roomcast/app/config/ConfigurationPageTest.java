package dev.roomcast.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The configuration page documents exactly the existing keys. */
class ConfigurationPageTest {

    /** A line of a table: key, environment, type, default, meaning. */
    private static final Pattern LINE =
            Pattern.compile("(?m)^\\| `(roomcast\\.[a-z.-]+)` \\| `([A-Z_]+)` \\| (.*?) \\| (.*?) \\| (.*?) \\|$");

    private record Line(String variable, String type, String value, String meaning) {}

    private static Map<String, Line> page() throws IOException {
        return page("configuration.md");
    }

    private static Map<String, Line> page(String name) throws IOException {
        Map<String, Line> lines = new TreeMap<>();
        Matcher line = LINE.matcher(Files.readString(Path.of("src/site/markdown", name)));
        while (line.find()) {
            lines.put(line.group(1), new Line(line.group(2), line.group(3), line.group(4), line.group(5)));
        }
        return lines;
    }

    @Test
    void documents_exactly_the_existing_keys() throws IOException {
        Set<String> keys = new TreeSet<>(new EnvironmentCheck().all());
        assertEquals(keys, page().keySet());
        assertTrue(keys.size() > 50);
    }

    @Test
    void lists_the_same_keys_variables_and_defaults_in_chinese() throws IOException {
        Map<String, Line> english = page();
        Map<String, Line> chinese = page("zh/configuration.md");
        assertEquals(english.keySet(), chinese.keySet());
        english.forEach((key, line) -> {
            assertEquals(line.variable(), chinese.get(key).variable());
            assertTrue(
                    !line.value().startsWith("`")
                            || line.value().equals(chinese.get(key).value()),
                    key);
        });
    }

    @Test
    void gives_variable_type_default_and_meaning_of_every_key() throws IOException {
        page().forEach((key, line) -> {
            assertEquals(EnvironmentCheck.variable(key), line.variable());
            assertTrue(
                    !line.type().isBlank()
                            && !line.value().isBlank()
                            && !line.meaning().isBlank(),
                    key);
        });
    }

    @Test
    void documents_the_effective_defaults() throws IOException {
        Map<String, String> defaults = new TreeMap<>();
        collect("roomcast", RoomcastConfig.class, defaults);
        Map<String, Line> page = page();
        defaults.forEach(
                (key, value) -> assertEquals("`" + value + "`", page.get(key).value(), key));
        assertTrue(defaults.size() > 30);
    }

    private static void collect(String prefix, Class<?> type, Map<String, String> defaults) {
        for (Method method : type.getDeclaredMethods()) {
            String key =
                    prefix + "." + method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            if (method.isAnnotationPresent(WithDefault.class)) {
                defaults.put(key, method.getAnnotation(WithDefault.class).value());
            } else if (EnvironmentCheck.isGroup(method.getReturnType())) {
                collect(key, method.getReturnType(), defaults);
            }
        }
    }
}
