package dev.roomcast.socket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {

    /** Returns the address in the form of the HTTP decoder, with one character per byte. */
    private static Query query(String raw) {
        return Query.of(new String(raw.getBytes(UTF_8), ISO_8859_1));
    }

    @ParameterizedTest
    @CsvSource({
        "user=li, li",
        "v=1&user=li&echo=0, li",
        "user=caf%C3%A9, café",
        "user=café, café",
        "user=中文, 中文",
        "user=%E4%B8%AD文, 中文",
        "user=😀, 😀",
        "user=a+b%20c, a b c",
        "user=a=b, a=b",
        "user=a;b, a;b",
        "%75ser=li, li",
        "user=first&user=second, first",
        "user=, ''",
        "user, ''",
        "&&user=li&&, li",
        "other=%ff&user=li, li"
    })
    void reads_percent_encoded_and_raw_utf_8(String raw, String user) {
        assertTrue(query(raw).isGood());
        assertEquals(user, query(raw).get("user"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user=%ff", "user=%C3", "user=%zz", "user=%", "user=%4", "user=%ED%A0%80", "v=1&token=%80"})
    void finds_values_that_are_not_utf_8(String raw) {
        assertFalse(query(raw).isGood());
        assertFalse(Query.of("user=\u00e9").isGood());
    }

    @Test
    void has_no_values_without_a_query() {
        assertTrue(Query.of(null).isGood());
        assertNull(Query.of(null).get("user"));
        assertNull(Query.of("").get("user"));
    }

    @Test
    void ignores_parameters_beyond_the_limit() {
        assertNull(Query.of("x&".repeat(10_000) + "user=li").get("user"));
        assertEquals("li", Query.of("user=li" + "&x".repeat(10_000)).get("user"));
    }
}
