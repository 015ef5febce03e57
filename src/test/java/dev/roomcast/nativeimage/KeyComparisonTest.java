package dev.roomcast.nativeimage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.runtime.configuration.NameIterator;
import io.quarkus.runtime.configuration.PropertiesUtil;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The executable's shorter comparison of keys has the same results as Quarkus's own. */
class KeyComparisonTest {

    private static final List<String> KEYS = List.of(
            "quarkus",
            "quarkus.http.port",
            "quarkus.http.filter.pages.header.\"Cache-Control\"",
            "quarkus.log.category.\"a.b\".level",
            "quarkus.log.category.*.level",
            "quarkus.tls.*.key-store.pem[0].key",
            "*.x",
            "PATH",
            "a..b",
            "q");

    private static final List<String> EXPECTED = List.of(
            "quarkus",
            "http",
            "port",
            "filter",
            "*",
            "\"a.b\"",
            "level",
            "category",
            "pem[*]",
            "pem[0]",
            "key",
            "x",
            "q");

    @Test
    void matches_segments_of_keys_as_quarkus_does() {
        for (String key : KEYS) {
            for (String expected : EXPECTED) {
                NameIterator ours = new NameIterator(key);
                NameIterator theirs = new NameIterator(key);
                while (theirs.hasNext()) {
                    assertEquals(
                            PropertiesUtil.isMapped(theirs, expected),
                            KeyComparison.isMapped(ours, expected),
                            () -> key + " at " + theirs.getPosition() + ": " + expected);
                    ours.next();
                    theirs.next();
                }
            }
        }
    }
}
