package dev.roomcast.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers are integers by their value, not by their spelling. */
class IntegerValueTest {

    @ParameterizedTest
    @CsvSource({
        "7, 7",
        "7.0, 7",
        "7e0, 7",
        "7E+0, 7",
        "70e-1, 7",
        "0.7e1, 7",
        "0.0, 0",
        "-0, 0",
        "-0.0, 0",
        "0e999999999999, 0",
        "1.50e1, 15",
        "1e3, 1000",
        "9007199254740993, 9007199254740993",
        "1e17, 100000000000000000",
        "1e18, 1000000000000000000",
        "1e999999999999, 1000000000000000000",
        "99999999999999999999, 1000000000000000000",
        "-1, -1",
        "-1e99, -1",
        "7.5, -1",
        "5e-1, -1",
        "1e-999999999999, -1",
        "0.1, -1",
        "'', -1",
        "-, -1",
        "+5, -1",
        "5., -1",
        ".5, -1",
        "5e, -1",
        "5e+, -1",
        "'5 ', -1",
        "0x10, -1",
        "NaN, -1",
        "five, -1"
    })
    void reads_an_integer_in_any_notation(String number, long value) {
        assertEquals(value, IntegerValue.of(number));
    }

    @Test
    void reads_a_number_as_long_as_a_message() {
        assertEquals(7, IntegerValue.of("7." + "0".repeat(65_000)));
        assertEquals(IntegerValue.MAX, IntegerValue.of("9".repeat(65_000)));
        assertEquals(1, IntegerValue.of("1" + "0".repeat(60_000) + "e-60000"));
    }
}
