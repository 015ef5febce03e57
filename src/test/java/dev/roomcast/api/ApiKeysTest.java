package dev.roomcast.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {

    private final ApiKeys keys = new ApiKeys(List.of("the key of this test", "the one before it"));

    @ParameterizedTest
    @ValueSource(strings = {"Bearer the key of this test", "bearer the one before it", "Bearer  the key of this test "})
    void accepts_every_key(String authorization) {
        assertNotNull(keys.find(authorization));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "the key of this test",
                "Basic the key of this test",
                "Bearer the key of this tesT",
                "Bearer the key of this test2",
                "Bearer the key of this test,the one before it"
            })
    void rejects_any_other_authorization_header(String authorization) {
        assertNull(keys.find(authorization));
    }

    @Test
    void accepts_nothing_without_keys() {
        ApiKeys none = new ApiKeys(List.of());
        assertFalse(none.exist());
        assertNull(none.find("Bearer "));
    }

    @Test
    void compares_every_character_of_a_key() {
        String key = "a key of this test, which is long";
        ApiKeys one = new ApiKeys(List.of(key));
        for (int i = 0; i < key.length(); i++) {
            String wrong = key.substring(0, i) + "#" + key.substring(i + 1);
            assertNull(one.find("Bearer " + wrong), wrong);
        }
    }

    @Test
    void compares_the_whole_hash_of_a_key() {
        ApiKeys one = new ApiKeys(List.of("a key of this test, which is long"));
        for (int i = 0; i < 200_000; i++) {
            assertNull(one.find("Bearer a wrong key of this test, number " + i));
        }
    }

    @Test
    void reads_names_and_scopes_of_a_file_and_reads_it_again_when_it_changes(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("keys");
        AtomicLong clock = new AtomicLong();
        Files.writeString(file, """
                # made by hand
                ci publish,read key-of-the-pipeline

                boss all    key-of-the-boss-1234
                """);
        ApiKeys named = new ApiKeys(List.of(), file, clock::get);
        assertEquals("ci", named.find("Bearer key-of-the-pipeline").name());
        assertEquals(
                Set.of(ApiScope.READ, ApiScope.PUBLISH),
                named.find("Bearer key-of-the-pipeline").scopes());
        assertEquals(
                Set.of(ApiScope.values()),
                named.find("Bearer key-of-the-boss-1234").scopes());

        Files.writeString(file, "ci read another-key-of-the-pipeline\n");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));
        clock.addAndGet(1000);
        assertNull(named.find("Bearer key-of-the-pipeline"));
        assertEquals("ci", named.find("Bearer another-key-of-the-pipeline").name());

        Files.writeString(file, "half a line");
        Files.setLastModifiedTime(file, FileTime.fromMillis(2));
        clock.addAndGet(1000);
        assertEquals("ci", named.find("Bearer another-key-of-the-pipeline").name(), "a mistake changes nothing");
        Files.delete(file);
        clock.addAndGet(1000);
        assertEquals("ci", named.find("Bearer another-key-of-the-pipeline").name());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ci read | line 1 is not NAME SCOPES KEY",
                "ci read key-of-the-pipeline more | line 1 is not NAME SCOPES KEY",
                "ci read short | the key of line 1 is shorter than 16 characters",
                "ci write key-of-the-pipeline | a scope is read, publish, moderate, operate or all, not write"
            })
    void refuses_a_file_with_a_mistake_at_the_start(String line, String sentence, @TempDir Path folder)
            throws Exception {
        Path file = Files.writeString(folder.resolve("keys"), line);
        Exception wrong = assertThrows(IllegalArgumentException.class, () -> new ApiKeys(List.of(), file, () -> 0));
        assertTrue(wrong.getMessage().contains(sentence), wrong.getMessage());
        assertTrue(!wrong.getMessage().contains("key-of"), "no key in an error");
    }
}
