package dev.roomcast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an operator reads of a server. */
class LogIT {

    @Test
    void every_line_is_json_where_it_is_asked_for() throws Exception {
        try (ServerProcess server = ServerProcess.options()
                .with("QUARKUS_LOG_CONSOLE_JSON_ENABLED", true)
                .start()) {
            server.stop();
            List<JsonObject> lines =
                    server.log().newest().lines().map(JsonObject::new).toList();
            assertTrue(lines.stream().anyMatch(line -> line.getString("message").startsWith("event=start ")));
            JsonObject last = lines.stream()
                    .filter(line -> line.getString("message").startsWith("event=drained "))
                    .findFirst()
                    .orElseThrow();
            assertEquals("INFO", last.getString("level"));
            assertEquals("dev.roomcast", last.getString("loggerName"));
        }
    }
}
