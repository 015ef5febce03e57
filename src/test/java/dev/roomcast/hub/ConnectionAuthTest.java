package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.Rights;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Authentication of connections, the lifetime of tokens, and the rights of members. */
class ConnectionAuthTest {

    private static final long HOUR = 3_600_000;

    private final Issuer issuer = new Issuer();
    private ManualNode node = new ManualNode(ManualNode.LIMITS, ManualNode.TYPE, 1, issuer);

    /** Knows some tokens, and answers for some of them only when the test says so. */
    private static final class Issuer implements Authenticator {
        private final Map<String, CompletableFuture<Identity>> known = new HashMap<>();

        @Override
        public boolean isAsking() {
            return true;
        }

        @Override
        public CompletionStage<Identity> identify(String token, String room) {
            return known.getOrDefault(
                    token, Authenticator.refused(CloseCode.INVALID_TOKEN).toCompletableFuture());
        }

        void knows(String token, Identity identity) {
            known.put(token, CompletableFuture.completedFuture(identity));
        }
    }

    private Identity user(String name) {
        return new Identity(name, null, node.clock.epochMillis() + HOUR, null, null);
    }

    private Identity user(String name, String... rights) {
        return new Identity(name, null, node.clock.epochMillis() + HOUR, Rights.of(List.of(rights)), null);
    }

    @AfterEach
    void nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

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
        String session = own.get(0).replaceAll(".*\"session\":\"([^\"]+)\".*", "$1");
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
        String session = li.received().get(0).replaceAll(".*\"session\":\"([^\"]+)\".*", "$1");
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
    void leaves_nothing_of_a_connection_closed_before_its_token_check() {
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
    void answers_forbidden_without_the_right_to_join() {
        issuer.knows("t", user("li", "publish"));
        ManualNode.Peer plain = node.bringing("t", "r1", true);
        node.settle();

        assertEquals("close 4507", last(plain));
    }

    @Test
    void refuses_publications_of_listeners() {
        issuer.knows("listener", user("li", "join"));
        issuer.knows("t", user("wang"));
        ManualNode.Peer listener = connected("listener");
        ManualNode.Peer speaker = connected("t");
        speaker.received();
        listener.received();
        for (String command : new String[] {
            "{\"method\":\"m\",\"id\":2}",
            "{\"method\":\"$history\",\"id\":2,\"data\":{\"limit\":1}}",
            "{\"method\":\"$members\",\"id\":2}"
        }) {
            listener.send(command);
            String answer = last(listener);
            assertTrue(answer.contains("\"code\":\"forbidden\""), answer);
        }

        speaker.send("{\"method\":\"m\"}");
        node.settle();

        assertTrue(last(listener).contains("\"user\":\"wang\""));
        assertEquals(1, speaker.received().size(), "nothing of what was forbidden was heard");
    }

    @Test
    void refuses_binary_messages_with_rights_to_single_methods() {
        issuer.knows("t", user("li", "join", "publish:move"));
        issuer.knows("other", user("wang"));
        ManualNode.Peer other = connected("other");
        ManualNode.Peer member = connected("t");
        other.received();

        member.connection.receive(Frame.allocate(false, 5));

        assertTrue(last(member).contains("\"code\":\"forbidden\""));
        assertEquals(List.of(), other.received());
    }

    @Test
    void welcomes_without_members_without_the_right() {
        issuer.knows("t", user("wang"));
        issuer.knows("listener", user("li", "join"));
        connected("t");
        ManualNode.Peer listener = node.bringing("listener", "r1", false);
        listener.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();

        assertTrue(!listener.received().get(0).contains("wang"));
    }

    @Test
    void refuses_other_methods_and_recipients_with_a_right_to_one_method() {
        issuer.knows("t", user("li", "join", "publish:move"));
        ManualNode.Peer member = connected("t");
        member.send("{\"method\":\"move\",\"id\":2}");
        member.send("{\"method\":\"shout\",\"id\":3}");
        member.send("{\"method\":\"move\",\"id\":4,\"to\":[\"wang\"]}");
        node.settle();

        List<String> received = member.received();
        assertTrue(received.stream().anyMatch(each -> each.contains("\"$ack\",\"id\":2")));
        assertTrue(received.stream().anyMatch(each -> each.contains("\"id\":3,\"data\":{\"code\":\"forbidden\"")));
        assertTrue(received.stream().anyMatch(each -> each.contains("\"id\":4,\"data\":{\"code\":\"forbidden\"")));
    }

    @Test
    void closes_a_level_0_member_that_publishes_without_the_right() {
        issuer.knows("t", user("li", "join", "publish:move"));
        issuer.knows("other", user("wang"));
        ManualNode.Peer listener = plainWith("other");
        ManualNode.Peer member = plainWith("t");
        member.send("{\"method\":\"move\"}");
        member.send("{\"method\":\"shout\"}");
        node.settle();

        assertEquals(List.of("{\"method\":\"move\"}"), listener.received());
        assertEquals("close 4507", last(member));
    }

    @Test
    void shows_the_info_of_the_token() {
        issuer.knows("t", new Identity("li", RawJson.of("{\"nick\":\"Li\"}"), 0, null, null));
        ManualNode.Peer member = node.bringing("t", "r1", false);
        member.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"info\":{\"nick\":\"admin\"}}}");
        node.settle();
        assertTrue(member.received().get(0).contains("\"info\":{\"nick\":\"Li\"}"));

        member.send("{\"method\":\"$info\",\"id\":2,\"data\":{\"nick\":\"admin\"}}");

        assertTrue(last(member).contains("\"code\":\"forbidden\""));
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

    private ManualNode.Peer plainWith(String token) {
        issuer.known.computeIfAbsent(token, name -> CompletableFuture.completedFuture(user("u")));
        ManualNode.Peer peer = node.bringing(token, "r1", true);
        node.settle();
        return peer;
    }

    private ManualNode.Peer connected(String token) {
        ManualNode.Peer peer = node.bringing(token, "r1", false);
        peer.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();
        peer.received();
        return peer;
    }

    private String last(ManualNode.Peer peer) {
        node.settle();
        List<String> received = peer.received();
        return received.get(received.size() - 1);
    }
}
