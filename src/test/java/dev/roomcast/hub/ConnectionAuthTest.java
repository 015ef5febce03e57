package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.Json;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Authentication of connections, and the lifetime of tokens. */
class ConnectionAuthTest extends AuthenticatedNode {

    @Test
    void trusts_the_user_of_the_token_over_the_client() {
        issuer.knows("t", user("li"));
        ManualNode.Peer member = node.bringing("t", "r1", false);
        member.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();

        assertTrue(member.received().get(0).contains("\"user\":\"li\""));
    }

    @Test
    void accepts_a_token_in_connect() {
        issuer.knows("t", user("li"));
        ManualNode.Peer member = node.level1("r1");
        member.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"token\":\"t\"}}");
        node.settle();

        assertTrue(member.received().get(0).contains("\"user\":\"li\""));
    }

    @Test
    void refuses_connections_without_a_token() {
        ManualNode.Peer plain = node.plain("r1");
        ManualNode.Peer level1 = node.level1("r1");
        level1.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();

        assertEquals("close 4500", plain.received().get(1));
        assertTrue(level1.received().contains("close 4500"));
        assertEquals(0, node.rooms.counters().members.sum());
    }

    @Test
    void refuses_a_token_of_another_user_than_the_handshakes_with_connect() {
        issuer.knows("t", user("li"));
        issuer.knows("other", user("wang"));
        ManualNode.Peer member = node.bringing("t", "r1", false);
        member.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"token\":\"other\"}}");
        node.settle();

        assertTrue(member.received().contains("close 4500"));
    }

    @Test
    void sends_a_session_to_its_owner_only() {
        issuer.knows("li", user("li"));
        issuer.knows("wang", user("wang"));
        ManualNode.Peer wang = node.bringing("wang", "r1", false);
        wang.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();
        ManualNode.Peer li = node.bringing("li", "r1", false);
        li.send("{\"method\":\"$connect\",\"id\":1}");
        node.pass(1000);
        wang.send("{\"method\":\"$members\",\"id\":2}");
        li.send("{\"method\":\"m\",\"id\":2}");
        node.pass(1000);

        List<String> own = li.received();
        assertTrue(own.get(0).contains("\"session\":\"s_"), own.toString());
        String session = Json.field(own.get(0), "session");
        String secret = session.substring(session.length() - 22);
        assertTrue(own.stream().skip(1).noneMatch(each -> each.contains(secret)), own.toString());
        List<String> others = wang.received();
        assertTrue(others.toString().contains("\"user\":\"li\""), others.toString());
        assertTrue(others.stream().noneMatch(each -> each.contains(secret)), others.toString());
    }

    @Test
    void does_not_resume_a_session_of_another_user() {
        issuer.knows("li", user("li"));
        issuer.knows("wang", user("wang"));
        ManualNode.Peer li = node.bringing("li", "r1", false);
        li.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();
        String session = Json.field(li.received().get(0), "session");
        li.cut();

        ManualNode.Peer wang = node.bringing("wang", "r1", false);
        wang.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"session\":\"" + session + "\"}}");
        node.settle();

        String welcome = wang.received().get(0);
        assertTrue(welcome.contains("\"resumed\":false") && welcome.contains("\"user\":\"wang\""), welcome);
    }

    @Test
    void holds_frames_in_order_during_a_token_check() {
        CompletableFuture<Identity> answer = new CompletableFuture<>();
        issuer.known.put("slow", answer);
        ManualNode.Peer listener = plainWith("t");
        ManualNode.Peer member = node.bringing("slow", "r1", true);
        member.send("1");
        member.send("2");
        node.settle();
        assertEquals(List.of(), listener.received());

        answer.complete(user("li"));
        node.settle();

        assertEquals(List.of("1", "2"), listener.received());
        assertEquals(List.of("1", "2"), member.received());
    }

    @Test
    void leaves_no_state_of_a_connection_closed_before_its_token_check() {
        CompletableFuture<Identity> answer = new CompletableFuture<>();
        issuer.known.put("slow", answer);
        ManualNode.Peer member = node.bringing("slow", "r1", true);
        member.send("1");
        member.cut();
        answer.complete(user("li"));
        node.settle();

        assertEquals(0, node.hub.admission().connections());
        assertEquals(0, node.rooms.counters().members.sum());
    }

    @Test
    void reports_internal_failures_as_such() {
        issuer.known.put("t", CompletableFuture.failedFuture(new IllegalStateException("broken")));
        ManualNode.Peer member = node.bringing("t", "r1", true);
        node.settle();

        assertEquals(List.of("close 1011"), member.received());
        assertEquals(1, node.failures.size());
        node.failures.clear();
    }

    @Test
    void closes_the_connection_when_the_token_expires() {
        issuer.knows("t", new Identity("li", null, node.clock.epochMillis() + 20_000, null, null));
        ManualNode.Peer plain = node.bringing("t", "r1", true);
        node.pass(19_000);
        assertEquals(List.of(), plain.received());

        node.pass(3000);

        assertEquals("close 4005", last(plain));
    }

    @Test
    void extends_a_connection_with_a_fresh_token_of_the_same_user() {
        issuer.knows("t", new Identity("li", null, node.clock.epochMillis() + 20_000, null, null));
        issuer.knows("fresh", new Identity("li", null, node.clock.epochMillis() + 60_000, null, null));
        ManualNode.Peer member = connected("t");
        member.send("{\"method\":\"$refresh\",\"id\":2,\"data\":{\"token\":\"fresh\"}}");
        node.settle();
        assertEquals(List.of("{\"method\":\"$refresh\",\"id\":2,\"data\":{}}"), member.received());
        node.pass(40_000);
        assertEquals(List.of(), member.received());

        node.pass(23_000);

        assertEquals("close 4005", last(member));
    }

    @Test
    void refuses_a_refresh_with_a_wrong_token_without_closing_the_connection() {
        issuer.knows("t", user("li"));
        issuer.knows("other", user("wang"));
        ManualNode.Peer member = connected("t");
        for (String token : new String[] {"other", "forged"}) {
            member.send("{\"method\":\"$refresh\",\"id\":2,\"data\":{\"token\":\"" + token + "\"}}");
            node.settle();

            assertEquals(
                    List.of(
                            "{\"method\":\"$error\",\"id\":2,\"data\":{\"code\":\"unauthorized\",\"message\":\"invalid token\",\"retry\":false}}"),
                    member.received());
        }
        member.send("{\"method\":\"m\"}");
        node.settle();
        assertTrue(member.received().get(0).contains("\"user\":\"li\""));
    }

    @Test
    void answers_rate_limited_to_a_refresh_without_memory_to_verify_the_token() {
        issuer.knows("t", user("li"));
        ManualNode.Peer member = connected("t");
        node.hub.input().add(1L << 40);

        member.send("{\"method\":\"$refresh\",\"id\":2,\"data\":{\"token\":\"t\"}}");

        assertTrue(last(member).contains("\"id\":2,\"data\":{\"code\":\"rate_limited\""));
        node.hub.input().add(-(1L << 40));
    }

    @Test
    void asks_a_client_to_wait_if_there_is_no_memory_to_verify_its_token() {
        ManualNode.Peer member = node.level1("r1");
        node.hub.input().add(1L << 40);

        member.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"token\":\"t\"}}");
        node.settle();

        List<String> received = member.received();
        assertEquals("close 4013", received.get(received.size() - 1));
        assertTrue(received.get(received.size() - 2).endsWith("\"after\":1000}}"), received::toString);
        node.hub.input().add(-(1L << 40));
    }

    @Test
    void answers_bad_request_to_a_refresh_without_a_token() {
        issuer.knows("t", user("li"));
        ManualNode.Peer member = node.bringing("t", "r1", false);
        member.send("{\"method\":\"$connect\"}");
        node.settle();
        member.received();

        for (String data : List.of("", ",\"data\":{}", ",\"data\":{\"token\":null}")) {
            member.send("{\"method\":\"$refresh\",\"id\":2" + data + "}");
            node.settle();

            String answer = member.received().toString();
            assertTrue(answer.contains("\"id\":2,\"data\":{\"code\":\"bad_request\""), answer);
        }
    }

    @Test
    void limits_the_connections_of_a_user() {
        node = new ManualNode(ManualNode.limits(0, 0, 0, 2), ManualNode.TYPE, 1, issuer);
        issuer.knows("t", user("li"));
        issuer.knows("other", user("wang"));
        ManualNode.Peer first = plainWith("t");
        plainWith("t");

        ManualNode.Peer third = plainWith("t");
        assertEquals("close 4504", last(third));
        third.cut();
        assertEquals(List.of(), plainWith("other").received());

        first.cut();
        assertEquals(List.of(), plainWith("t").received());
    }
}
