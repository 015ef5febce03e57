package dev.roomcast.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Restarts of the server while a member is away: no publication is recovered, and the member is notified. */
@Tag("slow")
class RecoveryTableIT {

    private static final Map<String, String> SETTINGS =
            Map.of("roomcast.room.history-size", String.valueOf(RecoveryTable.SIZE));

    @TestFactory
    Stream<DynamicTest> recovers_nothing_after_a_restart_and_reports_it() {
        Map<RecoveryTable.Row, RecoveryTable> tables = new LinkedHashMap<>();
        BuiltServer[] server = {new BuiltServer(SETTINGS)};
        try (BuiltServer first = server[0]) {
            for (RecoveryTable.Row row : RecoveryTable.rows()) {
                RecoveryTable table = new RecoveryTable(() -> server[0].uri(), "restarted-", row);
                table.miss();
                tables.put(row, table);
            }
        }
        server[0] = new BuiltServer(SETTINGS);
        return tables.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey().toString(), () -> {
                    try (RecoveryTable table = each.getValue()) {
                        String before = table.epoch();
                        table.expectNewRoom(before, table.reconnect());
                    }
                }))
                .onClose(server[0]::close);
    }
}
