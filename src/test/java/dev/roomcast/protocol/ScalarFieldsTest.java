package dev.roomcast.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The canonical form of the values that are compared in lists of rooms and in searches. */
class ScalarFieldsTest {

    private final CommandDecoder decoder = new CommandDecoder(65536);

    private String canonical(String number) {
        return decoder.scalarsIn(RawJson.of("{\"n\":" + number + "}")).get("n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "-0.00", "0e9", "3", "-3.0", "300", "3E2", "0.5", "5e-1", "0.00000012", "-12.50e+3", "1e400"
            })
    void writes_numbers_as_big_decimals_without_trailing_zeros(String number) {
        assertEquals(new BigDecimal(number).stripTrailingZeros().toString(), canonical(number));
    }

    @Test
    void compares_long_numbers_by_value() {
        String digits = "123456789".repeat(5);
        assertEquals(canonical(digits + "0"), canonical(digits + "0.000"));
        assertEquals(canonical(digits + "e1"), canonical(digits + "0"));
        assertEquals(canonical("0." + digits), canonical(digits + "e-" + digits.length()));
    }

    @Test
    void keeps_numbers_whose_exponent_is_out_of_range() {
        assertEquals("1e99999999999", canonical("1e99999999999"));
    }

    @Test
    void reads_long_numbers_in_linear_time() {
        String list = "1" + "0".repeat(1000);
        assertTimeout(Duration.ofSeconds(3), () -> {
            for (int i = 0; i < 10_000; i++) {
                canonical(list);
            }
        });
    }
}
