package dev.roomcast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The conformance page shows every case of the table; {@link ConformanceIT} compares it with the server. */
class ConformancePageTest {

    private final ConformanceTable table = new ConformanceTable();

    @Test
    void shows_the_table_without_failures() throws IOException {
        assertEquals(table.page(Map.of()), Files.readString(ConformanceTable.PAGE));
    }

    @Test
    void contains_every_case_number_once() {
        List<String> numbers =
                table.cases().stream().map(ConformanceCase::number).toList();
        Set<String> different = new HashSet<>(numbers);
        assertEquals(numbers.size(), different.size());
        assertTrue(numbers.size() > 250, "Cases: " + numbers.size());
    }
}
