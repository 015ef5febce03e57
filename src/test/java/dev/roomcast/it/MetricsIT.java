package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The values of metrics after a few messages. */
class MetricsIT {

    @Test
    void counts_connections_messages_and_bytes() throws Exception {
        try (ServerProcess server = ServerProcess.options().start()) {
            RawClient li = RawClient.open(server, "/ws/a");
            List<RawClient> others = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                others.add(RawClient.open(server, "/ws/a"));
            }
            eventually("all members have joined", () -> server.members() == 3);
            for (int i = 0; i < 5; i++) {
                li.sendText("hello");
            }
            for (int i = 0; i < 5; i++) {
                for (RawClient each : others) {
                    assertEquals("hello", each.read().text());
                }
                assertEquals("hello", li.read().text());
            }
            RawClient silent = RawClient.open(server, "/ws/b?v=2");
            assertEquals(4514, silent.readCloseCode());
            silent.close();
            others.get(0).close();
            eventually("two connections remain", () -> server.connections() == 2);

            assertEquals(4, server.metric("roomcast_connections_opened_total"));
            assertEquals(1, server.metric("roomcast_connections_left_total"));
            assertEquals(1, server.metric("roomcast_connections_closed_total{code=\"4514\""));
            assertEquals(1, server.metric("roomcast_connections_closed_total"));
            assertEquals(5, server.metric("roomcast_messages_received_total"));
            assertEquals(25, server.metric("roomcast_messages_received_bytes_total"));
            assertEquals(15, server.metric("roomcast_messages_delivered_total"));
            assertEquals(15 * "..hello".length(), server.metric("roomcast_messages_delivered_bytes_total"));
            assertEquals(0, server.metric("roomcast_messages_dropped_total"));
            assertEquals(2, server.members());
            assertEquals(1, server.rooms());
        }
    }
}
