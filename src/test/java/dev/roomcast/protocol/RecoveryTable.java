package dev.roomcast.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * All combinations of the number of missed publications, the number of reconnects, and an own publication among the
 * missed ones. One member disconnects and returns ({@code goer}) while another stays and publishes ({@code stayer}).
 */
final class RecoveryTable implements AutoCloseable {

    /** Contents of the history of the rooms. */
    static final int SIZE = 8;

    private static final String CONNECT = "{\"method\":\"$connect\"";

    /** @param own whether the first missed publication is the goer's own */
    record Row(int missed, int reconnect, boolean own) {
        @Override
        public String toString() {
            return missed + " missed" + (own ? ", the first is an own one" : "") + ", reconnect " + reconnect;
        }
    }

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (int missed : new int[] {0, 1, SIZE / 2, SIZE, SIZE + 1}) {
            for (int reconnect : new int[] {1, 2, 5}) {
                rows.add(new Row(missed, reconnect, false));
                if (missed > 0) {
                    rows.add(new Row(missed, reconnect, true));
                }
            }
        }
        return rows;
    }

    private final String room;
    private final Row row;
    /** Returns the server of the next connection. */
    private final Supplier<URI> server;

    private WireClient stayer;
    private WireClient goer;
    /** State of the leaving client: its last welcome, and the offset up to which it received all publications. */
    private JsonNode known;

    private long position;
    private long published;

    /** @param kind the prefix of the room's name, which selects its settings */
    RecoveryTable(Supplier<URI> server, String kind, Row row) {
        this.room = kind + UUID.randomUUID();
        this.row = row;
        this.server = server;
        stayer = open();
        connect(stayer, CONNECT + "}");
        goer = open();
        known = connect(goer, CONNECT + "}");
    }

    private WireClient open() {
        return new WireClient(server.get(), "/ws/" + room + "?v=1", Map.of());
    }

    private static JsonNode connect(WireClient client, String request) {
        client.sendText(request);
        return next(client, "$connect").get("data");
    }

    private static JsonNode next(WireClient client, String method) {
        try {
            while (true) {
                JsonNode frame = Template.JSON.readTree(client.next().text());
                if (!frame.get("method").textValue().equals("$presence")) {
                    assertEquals(method, frame.get("method").textValue(), () -> "in " + frame);
                    return frame;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Disconnects for the last time, after all earlier reconnects, and misses publications. */
    void miss() {
        for (int i = 1; i < row.reconnect; i++) {
            cut();
            publish(stayer);
            reconnect();
        }
        if (row.own) {
            publish(goer);
        }
        cut();
        IntStream.range(row.own ? 1 : 0, row.missed).forEach(i -> publish(stayer));
    }

    /** Disconnects the goer and waits until the room has detected it. */
    private void cut() {
        goer.cut();
        String told;
        do {
            told = stayer.next().text();
        } while (!told.contains("\"leaves\":[{") && !told.contains("\"state\":\"away\""));
    }

    private void publish(WireClient client) {
        client.sendText("{\"method\":\"m\",\"data\":" + ++published + "}");
        assertEquals(published, next(stayer, "m").get("offset").longValue());
    }

    /** @return the answer to the reconnect of the goer */
    JsonNode reconnect() {
        goer = open();
        ObjectNode request = Template.JSON.createObjectNode().put("method", "$connect");
        request.putObject("data")
                .put("offset", position)
                .<ObjectNode>set("epoch", known.get("epoch"))
                .set("session", known.get("session"));
        known = connect(goer, request.toString());
        position = known.get("offset").longValue();
        return known;
    }

    /** Checks that all missed publications are recovered, or none if they exceed the history. */
    void expectWhatIsHeld(JsonNode welcome) {
        if (row.missed <= SIZE) {
            expectAll(welcome);
        } else {
            expectNothing(welcome);
        }
    }

    /** Checks that all missed publications arrived in order and once, followed by the next one. */
    void expectAll(JsonNode welcome) {
        assertEquals(published, welcome.get("offset").longValue());
        assertEquals(true, welcome.get("recovered").booleanValue());
        List<Long> expected = LongStream.rangeClosed(published - row.missed + 1, published)
                .boxed()
                .toList();
        assertEquals(expected, longs(welcome, "offset"));
        assertEquals(expected, longs(welcome, "data"));
        expectNext();
    }

    /** Checks that no missed publication arrived and that the welcome says so; the next one follows the welcome. */
    void expectNothing(JsonNode welcome) {
        assertEquals(published, welcome.get("offset").longValue());
        assertEquals(false, welcome.get("recovered").booleanValue());
        assertEquals(List.of(), longs(welcome, "offset"));
        expectNext();
    }

    /** Checks that the room begins a new epoch and that the returning member is notified. */
    void expectNewRoom(String oldEpoch, JsonNode welcome) {
        assertEquals(false, oldEpoch.equals(welcome.get("epoch").textValue()));
        assertEquals(false, welcome.get("resumed").booleanValue());
        published = 0;
        stayer.close();
        stayer = goer;
        expectNothing(welcome);
    }

    String epoch() {
        return known.get("epoch").textValue();
    }

    private void expectNext() {
        goer.sendText("{\"method\":\"next\"}");
        assertEquals(published + 1, next(goer, "next").get("offset").longValue());
    }

    private static List<Long> longs(JsonNode welcome, String field) {
        List<Long> longs = new ArrayList<>();
        welcome.get("publications").forEach(each -> longs.add(each.get(field).longValue()));
        return longs;
    }

    @Override
    public void close() {
        stayer.close();
        goer.close();
    }
}
