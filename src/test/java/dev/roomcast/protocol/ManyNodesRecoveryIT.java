package dev.roomcast.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.protocol.RecoveryTable.Row;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** {@code recovered} is also correct if connections alternate between two nodes. */
@Tag("slow")
class ManyNodesRecoveryIT {

    private static final Map<String, String> SETTINGS = Map.of(
            "roomcast.room.history-size", String.valueOf(RecoveryTable.SIZE),
            "roomcast.rooms.\"gone-\".linger", "0s",
            "roomcast.rooms.\"expired-\".history-age", "0s");

    private static ManyNodes nodes;

    @BeforeAll
    static void start() {
        nodes = new ManyNodes(2, SETTINGS);
    }

    @AfterAll
    static void stop() {
        if (nodes != null) {
            nodes.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> recovers_the_held_history_for_a_resumed_member() {
        return each("kept-", true, (row, table, welcome) -> table.expectWhatIsHeld(welcome));
    }

    @TestFactory
    Stream<DynamicTest> recovers_the_held_history_for_a_new_member_with_an_old_position() {
        return each("gone-", false, (row, table, welcome) -> table.expectWhatIsHeld(welcome));
    }

    @TestFactory
    Stream<DynamicTest> recovers_unless_too_old() {
        return each("expired-", true, (row, table, welcome) -> {
            if (row.missed() == 0) {
                table.expectAll(welcome);
            } else {
                table.expectNothing(welcome);
            }
        });
    }

    private interface Expectation {
        void hold(Row row, RecoveryTable table, JsonNode welcome);
    }

    private static Stream<DynamicTest> each(String kind, boolean resumed, Expectation expectation) {
        return RecoveryTable.rows().stream()
                .map(row -> DynamicTest.dynamicTest(row.toString(), () -> {
                    try (RecoveryTable table = new RecoveryTable(nodes::uri, kind, row)) {
                        table.miss();
                        JsonNode welcome = table.reconnect();
                        assertEquals(resumed, welcome.get("resumed").booleanValue());
                        expectation.hold(row, table, welcome);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> loses_nothing_when_all_nodes_restart() {
        Map<Row, RecoveryTable> tables = new LinkedHashMap<>();
        for (Row row : RecoveryTable.rows()) {
            RecoveryTable table = new RecoveryTable(nodes::uri, "restarted-", row);
            table.miss();
            tables.put(row, table);
        }
        nodes.replace(SETTINGS);
        return tables.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey().toString(), () -> {
                    try (RecoveryTable table = each.getValue()) {
                        JsonNode welcome = table.reconnect();
                        assertEquals(true, welcome.get("resumed").booleanValue());
                        table.expectWhatIsHeld(welcome);
                    }
                }));
    }
}
