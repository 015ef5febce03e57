package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.testkit.Json;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jumps of the machine's wall clock by a day or a second, forward or back. */
class ClockJumpTest {

    private static final long LIFE = 100_000;

    private final Authenticator issuer = new Authenticator() {
        @Override
        public boolean isAsking() {
            return true;
        }

        @Override
        public CompletionStage<Identity> identify(String token, String room) {
            return CompletableFuture.completedFuture(
                    new Identity(token, null, node.clock.epochMillis() + LIFE, null, null));
        }
    };

    private final ManualNode node = new ManualNode(ManualNode.LIMITS, ManualNode.TYPE, 1, issuer);

    @AfterEach
    void check_that_nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    @ParameterizedTest
    @ValueSource(longs = {86_400_000, 1000, -1000, -86_400_000})
    void affects_no_connection_and_no_token(long jump) {
        ManualNode.Peer li = connected("li", "");
        li.received();
        node.clock.jump(jump);
        node.pass(LIFE / 2);
        li.connection.receiveSign();
        node.pass(LIFE / 2 - 5000);
        assertTrue(li.connection.isOpen());
        assertEquals(List.of(), li.received());

        node.pass(6000);
        assertEquals(1, node.hub.counters().closed(CloseCode.TOKEN_EXPIRED).sum());
    }

    @ParameterizedTest
    @ValueSource(longs = {86_400_000, 1000, -1000, -86_400_000})
    void preserves_linger_time_and_history_age_after_a_clock_jump(long jump) {
        ManualNode.Peer li = connected("li", "");
        String welcome = li.received().get(0);
        li.send("{\"method\":\"m\"}");
        node.settle();
        li.cut();
        node.clock.jump(jump);
        node.pass(ManualNode.TYPE.linger() - 1000);

        ManualNode.Peer back = connected(
                "li",
                ",\"data\":{\"session\":\"" + Json.field(welcome, "session") + "\",\"epoch\":\""
                        + Json.field(welcome, "epoch") + "\",\"offset\":0}");
        String again = back.received().get(0);
        assertTrue(again.contains("\"resumed\":true,\"recovered\":true"), again);
        back.cut();
        node.pass(ManualNode.TYPE.linger() + ManualNode.TYPE.historyAge());
        assertEquals(0, node.rooms.rooms().size());
        assertEquals(0, node.clock.timers());
    }

    @ParameterizedTest
    @ValueSource(longs = {86_400_000, -86_400_000})
    void shows_the_new_time_and_keeps_the_order(long jump) {
        ManualNode.Peer li = connected("li", "");
        li.received();
        li.send("{\"method\":\"m\"}");
        node.clock.jump(jump);
        li.send("{\"method\":\"m\"}");
        node.settle();

        List<String> heard = li.received();
        assertTrue(heard.get(0).endsWith("\"offset\":1,\"time\":1764000000000}"), heard.get(0));
        assertTrue(heard.get(1).endsWith("\"offset\":2,\"time\":" + (1764000000000L + jump) + "}"), heard.get(1));
    }

    private ManualNode.Peer connected(String user, String data) {
        ManualNode.Peer peer = node.bringing(user, "r1", false);
        peer.send("{\"method\":\"$connect\",\"id\":1" + data + "}");
        node.settle();
        return peer;
    }
}
