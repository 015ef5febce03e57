package dev.roomcast.nativeimage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.PropertyName;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The executable's hash of a key holds what a hash has to hold. */
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
    void keys_that_are_equal_to_the_configuration_have_one_hash() {
        int equal = 0;
        for (String one : KEYS) {
            for (String other : KEYS) {
                if (!one.equals(other) && new PropertyName(one).equals(new PropertyName(other))) {
                    assertEquals(KeyHash.hashCode(one), KeyHash.hashCode(other), () -> one + " and " + other);
                    equal++;
                }
            }
        }
        assertTrue(equal >= 12, () -> "the keys show nothing");
    }

    @Test
    void keys_of_another_depth_have_another_hash() {
        assertNotEquals(KeyHash.hashCode("quarkus.tls.*.alpn"), KeyHash.hashCode("quarkus.http.port"));
    }
}
