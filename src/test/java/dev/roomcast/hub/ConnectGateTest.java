package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.bans.Ban;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.Rights;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections whose admission to a room the application decides. */
class ConnectGateTest {

    private static final long HOUR = 3_600_000;

    private final List<ConnectGate.ConnectRequest> asked = new ArrayList<>();
    private CompletionStage<Identity> answer = CompletableFuture.completedFuture(null);
    private ManualNode node = new ManualNode();

    private final ConnectGate gate = new ConnectGate() {
        @Override
        public boolean isAsking() {
            return true;
        }

        @Override
        public CompletionStage<Identity> admit(ConnectRequest request) {
            asked.add(request);
            return answer;
        }
    };

    @BeforeEach
    void ask() {
        node.hub.setConnectGate(gate);
    }

    @AfterEach
    void check_that_nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    private void grants(String user, String info, long expires, String... rights) {
        answer = CompletableFuture.completedFuture(new Identity(
                user,
                info == null ? null : RawJson.of(info),
                expires,
                rights.length == 0 ? null : Rights.of(List.of(rights)),
                null));
    }

    private List<String> connect(ManualNode.Peer peer, String data) {
        peer.send("{\"method\":\"$connect\",\"id\":1,\"data\":{" + data + "}}");
        node.settle();
        return peer.received();
    }

    @Test
    void asks_once_with_the_credentials_of_the_client() {
        ManualNode.Peer level1 = node.open("r1", false, "li", 0);
        connect(level1, "\"token\":\"opaque\",\"info\":{\"nick\":\"Li\"}");
        node.open("r1", true, "wang", 0);
        node.settle();

        assertEquals(2, asked.size());
        assertEquals("li", asked.get(0).user());
        assertEquals("opaque", asked.get(0).token());
        assertEquals("{\"nick\":\"Li\"}", asked.get(0).info().toString());
        assertEquals("127.0.0.1", asked.get(0).address());
        assertTrue(asked.get(1).plain());
        assertEquals(2, node.rooms.counters().members.sum());
    }

    @Test
    void admits_a_connection_with_the_user_and_info_of_the_application() {
        grants("u_42", "{\"nick\":\"Li\"}", 0);
        String welcome = connect(node.open("r1", false, "li", 0), "\"info\":{\"nick\":\"admin\"}")
                .get(0);

        assertTrue(welcome.contains("\"user\":\"u_42\""), welcome);
        assertTrue(welcome.contains("\"info\":{\"nick\":\"Li\"}"), welcome);
    }

    @Test
    void keeps_the_client_s_name_if_the_application_sets_none() {
        grants(null, null, 0, "join");
        ManualNode.Peer member = node.open("r1", false, "li", 0);
        assertTrue(connect(member, "").get(0).contains("\"user\":\"li\""));

        member.send("{\"method\":\"m\",\"id\":2}");
        node.settle();
        assertTrue(member.received().get(0).contains("\"forbidden\""));
    }

    @Test
    void closes_the_connection_at_the_granted_expiry() {
        grants("li", null, node.clock.epochMillis() + 20_000);
        ManualNode.Peer plain = node.open("r1", true, "li", 0);
        node.pass(19_000);
        assertEquals(List.of(), plain.received());
        node.pass(3_000);
        assertTrue(plain.received().contains("close 4005"));
    }

    @Test
    void refuses_inside_the_socket_with_the_message_of_the_application() {
        answer = Authenticator.refused(CloseCode.FORBIDDEN, "this room is private");
        List<String> level1 = connect(node.open("r1", false, "li", 0), "");
        assertTrue(level1.get(0).contains("this room is private"), level1::toString);
        assertTrue(level1.contains("close 4507"), level1::toString);
        ManualNode.Peer plain = node.open("r1", true, "li", 0);
        node.settle();
        List<String> plainly = plain.received();
        assertTrue(plainly.get(0).contains("this room is private"), plainly::toString);
        assertEquals("close 4507", plainly.get(1));
        assertEquals(0, node.rooms.counters().members.sum());
    }

    @Test
    void refuses_a_granted_user_without_the_right_to_join_or_with_a_ban() {
        grants("li", null, 0, "publish");
        assertTrue(connect(node.open("r1", false, null, 0), "").contains("close 4507"));

        grants("wang", null, 0);
        node.hub.bans().apply(node.hub.bans().dated(Ban.ofUser("", "wang", Ban.NEVER, "")));
        assertTrue(connect(node.open("r1", false, null, 0), "").contains("close 4519"));
    }

    @Test
    void asks_a_client_to_retry_without_an_answer_of_the_application() {
        answer = new CompletableFuture<>();
        ManualNode.Peer level1 = node.open("r1", false, "li", 0);
        connect(level1, "");
        ManualNode.Peer plain = node.open("r1", true, "li", 0);
        node.settle();
        node.pass(12_000);

        assertTrue(level1.received().contains("close 1013"));
        assertEquals(List.of("close 1013"), plain.received());
    }

    @Test
    void counts_a_connection_for_the_granted_user() {
        node = new ManualNode(ManualNode.limits(0, 0, 0, 1), ManualNode.TYPE, 1);
        ask();
        grants("li", null, 0);
        ManualNode.Peer first = node.open("r1", true, "one", 0);
        node.settle();
        ManualNode.Peer second = node.open("r1", true, "two", 0);
        node.settle();
        assertTrue(second.received().contains("close 4504"));

        first.cut();
        second.cut();
        ManualNode.Peer third = node.open("r1", true, "three", 0);
        node.settle();
        assertEquals(List.of(), third.received());
    }

    @Test
    void keeps_the_granted_rights_after_a_token_refresh() {
        Authenticator issuer = new Authenticator() {
            @Override
            public boolean isAsking() {
                return true;
            }

            @Override
            public CompletionStage<Identity> identify(String token, String room) {
                return CompletableFuture.completedFuture(
                        new Identity("li", null, node.clock.epochMillis() + HOUR, null, 1, null));
            }
        };
        node = new ManualNode(ManualNode.LIMITS, ManualNode.TYPE, 1, issuer);
        ask();
        grants(null, null, 0, "join");
        ManualNode.Peer member = node.bringing("t", "r1", false);
        connect(member, "");
        assertEquals(1, asked.size());
        assertEquals("li", asked.get(0).identity().user());
        assertEquals(null, asked.get(0).token(), "a verified token is not passed on");

        member.send("{\"method\":\"$refresh\",\"id\":2,\"data\":{\"token\":\"t\"}}");
        member.send("{\"method\":\"m\",\"id\":3}");
        node.settle();
        List<String> answers = member.received();
        assertTrue(answers.get(0).contains("$refresh"), answers::toString);
        assertTrue(answers.get(1).contains("\"forbidden\""), answers::toString);
    }
}
