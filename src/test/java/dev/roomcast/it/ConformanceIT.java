package dev.roomcast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.testkit.WireFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** RFC 6455 with the cases of the Autobahn test suite, in a room with one level 0 member that receives its own echo. */
@Tag("slow")
@FastTransport("it does not receive text that is not UTF-8")
class ConformanceIT {

    private static final int LARGEST = 16 << 20;

    @Test
    void produces_the_verdicts_of_the_conformance_page() throws Exception {
        ConformanceTable table = new ConformanceTable();
        Map<String, String> verdicts = new TreeMap<>();
        try (ServerProcess server = ServerProcess.options()
                .withoutRates()
                .with("ROOMCAST_LIMITS_MESSAGE_BYTES", LARGEST)
                .with("ROOMCAST_LIMITS_OUTBOX_BYTES", 4 * LARGEST)
                .start()) {
            for (ConformanceCase each : table.cases()) {
                String verdict = verdict(server, each);
                verdicts.put(each.number(), verdict);
                if (!verdict.equals(ConformanceTable.OK)) {
                    System.err.println(each.number() + " " + each.sent() + ": " + verdict);
                }
            }
        }
        String page = table.page(verdicts);
        Path written = Path.of("target", ConformanceTable.PAGE.getFileName().toString());
        Files.writeString(written, page);
        assertEquals(Files.readString(ConformanceTable.PAGE), page, "Look at " + written + " and check it in.");
    }

    private static String verdict(ServerProcess server, ConformanceCase each) throws IOException {
        try (RawClient client = RawClient.open(server, "/ws/case-" + each.number())) {
            write(client, each);
            for (ConformanceCase.Wanted wanted : each.wanted()) {
                WireFrame came = client.read();
                if (wanted.isOptional() && came != null && came.opcode() == WireFrame.CLOSE) {
                    wanted = each.wanted().get(each.wanted().size() - 1);
                }
                String wrong = difference(wanted, came);
                if (wrong != null) {
                    return "FAILED: " + wrong;
                }
                if (wanted.opcode() == WireFrame.CLOSE) {
                    return endsAfterGoodbye(client, came) ? ConformanceTable.OK : "FAILED: it goes on after the close";
                }
            }
            if (each.wanted().isEmpty() && !answersNothingButTheNextText(client)) {
                return "FAILED: something came";
            }
            return closesCleanly(client) ? ConformanceTable.OK : "FAILED: no clean close";
        }
    }

    private static void write(RawClient client, ConformanceCase each) throws IOException {
        try {
            for (byte[] bytes : each.writes()) {
                client.send(bytes);
            }
        } catch (IOException e) {
            if (!each.endsInClose()) {
                throw e;
            }
        }
    }

    /** @return the failure, or null */
    private static String difference(ConformanceCase.Wanted wanted, WireFrame came) {
        if (came == null) {
            return "the connection ended";
        }
        if (came.first() != (WireFrame.FIN | wanted.opcode())) {
            return "a frame that starts with " + Integer.toHexString(came.first()) + " came"
                    + (came.opcode() == WireFrame.CLOSE ? ", " + came.closeCode() : "");
        }
        int compared = wanted.opcode() == WireFrame.CLOSE ? Math.min(2, wanted.payload().length) : -1;
        boolean same = compared < 0
                ? Arrays.equals(wanted.payload(), came.payload())
                : came.payload().length >= compared
                        && ByteBuffer.wrap(came.payload(), 0, compared)
                                .equals(ByteBuffer.wrap(wanted.payload(), 0, compared));
        if (same) {
            return null;
        }
        return compared < 0 ? came.payload().length + " other bytes arrived" : "close " + came.closeCode() + " came";
    }

    private static boolean endsAfterGoodbye(RawClient client, WireFrame goodbye) throws IOException {
        try {
            client.send(WireFrame.whole(WireFrame.CLOSE, goodbye.payload()));
        } catch (IOException e) {
            // The server has already ended the connection.
        }
        return client.read() == null;
    }

    /** The echo of a later text follows every answer to what came before it. */
    private static boolean answersNothingButTheNextText(RawClient client) throws IOException {
        client.sendText("next");
        WireFrame answer = client.read();
        return answer != null
                && answer.opcode() == WireFrame.TEXT
                && answer.text().equals("next");
    }

    private static boolean closesCleanly(RawClient client) throws IOException {
        client.send(WireFrame.close(1000));
        WireFrame answer = client.read();
        return answer != null
                && answer.opcode() == WireFrame.CLOSE
                && answer.closeCode() == 1000
                && client.read() == null;
    }
}
