package dev.roomcast.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.protocol.RecoveryTable.Row;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code recovered} is true exactly if all missed publications were delivered. */
@QuarkusTest
@TestProfile(RecoveryTableTest.SmallHistories.class)
class RecoveryTableTest {

    public static final class SmallHistories implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            String size = String.valueOf(RecoveryTable.SIZE);
            return Map.of(
                    "roomcast.rooms.\"kept-\".history-size", size,
                    "roomcast.rooms.\"gone-\".history-size", size,
                    "roomcast.rooms.\"gone-\".linger", "0s",
                    "roomcast.rooms.\"expired-\".history-size", size,
                    "roomcast.rooms.\"expired-\".history-age", "0s");
        }
    }

    @TestHTTPResource("/")
    URI server;

    static List<Row> rows() {
        return RecoveryTable.rows();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void recovers_the_retained_history_for_a_resumed_member(Row row) {
        try (RecoveryTable table = new RecoveryTable(() -> server, "kept-", row)) {
            table.miss();
            JsonNode welcome = table.reconnect();
            assertEquals(true, welcome.get("resumed").booleanValue());
            table.expectWhatIsHeld(welcome);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void recovers_the_retained_history_for_a_new_member_with_an_old_position(Row row) {
        try (RecoveryTable table = new RecoveryTable(() -> server, "gone-", row)) {
            table.miss();
            JsonNode welcome = table.reconnect();
            assertEquals(false, welcome.get("resumed").booleanValue());
            table.expectWhatIsHeld(welcome);
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void recovers_unless_too_old(Row row) {
        try (RecoveryTable table = new RecoveryTable(() -> server, "expired-", row)) {
            table.miss();
            JsonNode welcome = table.reconnect();
            assertEquals(true, welcome.get("resumed").booleanValue());
            if (row.missed() == 0) {
                table.expectAll(welcome);
            } else {
                table.expectNothing(welcome);
            }
        }
    }
}
