package dev.roomcast.nativeimage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.PropertyName;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The executable's hash of a configuration key is consistent with equality of keys. */
class KeyHashTest {

    private static final List<String> KEYS = List.of(
            "quarkus",
            "*.x",
            "quarkus.x",
            "quarkus.log.category.*.level",
            "quarkus.log.category.\"a.b\".level",
            "quarkus.log.category.a.level",
            "quarkus.tls.*.key-store.pem[*].key",
            "quarkus.tls.a.key-store.pem[0].key",
            "quarkus.tls.\"a[1]\".key-store.pem[0].key",
            "quarkus.tls.*.key-store.pem.*.key",
            "quarkus.tls.\"a\".key-store.pem.b.key",
            "quarkus.http.filter.*.header.*",
            "quarkus.http.filter.pages.header.\"Cache-Control\"");

    @Test
    void gives_equal_keys_the_same_hash() {
        int equal = 0;
        for (String one : KEYS) {
            for (String other : KEYS) {
                if (!one.equals(other) && new PropertyName(one).equals(new PropertyName(other))) {
                    assertEquals(KeyHash.hashCode(one), KeyHash.hashCode(other), () -> one + " and " + other);
                    equal++;
                }
            }
        }
        assertTrue(equal >= 12, () -> "the keys have no differences");
    }

    @Test
    void gives_keys_of_different_depth_different_hashes() {
        assertNotEquals(KeyHash.hashCode("quarkus.tls.*.alpn"), KeyHash.hashCode("quarkus.http.port"));
    }
}
