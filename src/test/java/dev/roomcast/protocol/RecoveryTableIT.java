package dev.roomcast.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The server is restarted while somebody is away: nothing of what was said before is left, and nobody is deceived. */
class RecoveryTableIT {

    private static final Map<String, String> SETTINGS =
            Map.of("roomcast.room.history-size", String.valueOf(RecoveryTable.SIZE));

    @TestFactory
    Stream<DynamicTest> afterARestartNothingIsRecoveredAndThatIsSaid() {
        Map<RecoveryTable.Row, RecoveryTable> tables = new LinkedHashMap<>();
        try (BuiltServer first = new BuiltServer(SETTINGS)) {
            for (RecoveryTable.Row row : RecoveryTable.rows()) {
                RecoveryTable table = new RecoveryTable(first.uri(), "restarted-", row);
                table.miss(first.uri());
                tables.put(row, table);
            }
        }
        BuiltServer second = new BuiltServer(SETTINGS);
        return tables.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey().toString(), () -> {
                    try (RecoveryTable table = each.getValue()) {
                        String before = table.epoch();
                        table.expectNewRoom(before, table.reconnect(second.uri()));
                    }
                }))
                .onClose(second::close);
    }
}
