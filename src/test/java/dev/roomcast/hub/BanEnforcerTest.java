package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.bans.Ban;
import dev.roomcast.bans.BanStore;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.testkit.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Banned users, and users whose tokens are revoked, at one node. */
class BanEnforcerTest {

    private final Map<String, Identity> tokens = new HashMap<>();
    private ManualNode node = new ManualNode();
    private BanStore store;

    private final Authenticator issuer = new Authenticator() {
        @Override
        public boolean isAsking() {
            return true;
        }

        @Override
        public CompletionStage<Identity> identify(String token, String room) {
            return tokens.containsKey(token)
                    ? CompletableFuture.completedFuture(tokens.get(token))
                    : Authenticator.refused(CloseCode.INVALID_TOKEN);
        }
    };

    @BeforeEach
    void enforce() {
        node.hub.bans().enforceBy(new BanEnforcer(node.hub, node.rooms));
        store = BanStore.inMemory(node.hub.bans());
    }

    @AfterEach
    void check_that_nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    private void withLogin() {
        node = new ManualNode(ManualNode.LIMITS, ManualNode.TYPE, 1, issuer);
        enforce();
    }

    private void ban(String room, String user) {
        store.put(node.hub.bans().dated(Ban.ofUser(room, user, Ban.NEVER, "no spam")));
        node.settle();
    }

    private ManualNode.Peer member(String room, String user, int loop) {
        ManualNode.Peer peer = node.open(room, false, user, loop);
        connect(peer, "");
        return peer;
    }

    private void connect(ManualNode.Peer peer, String data) {
        peer.send("{\"method\":\"$connect\",\"id\":1,\"data\":{" + data + "}}");
        node.settle();
    }

    private ManualNode.Peer bringing(String token) {
        ManualNode.Peer peer = node.bringing(token, "r1", false);
        connect(peer, "");
        return peer;
    }

    private static String last(ManualNode.Peer peer) {
        List<String> received = peer.received();
        return received.isEmpty() ? "" : received.get(received.size() - 1);
    }

    @Test
    void closes_every_connection_of_the_user_with_the_reason_and_removes_its_members() {
        ManualNode.Peer first = member("r1", "li", 0);
        ManualNode.Peer second = member("r2", "li", 1);
        ManualNode.Peer plain = node.open("r1", true, "li", 1);
        ManualNode.Peer away = member("r3", "li", 0);
        away.cut();
        ManualNode.Peer other = member("r1", "wang", 0);
        node.settle();
        other.received();

        ban("", "li");

        List<String> goodbye = first.received();
        assertTrue(
                goodbye.contains(
                        "{\"method\":\"$close\",\"data\":{\"code\":4519,\"reason\":\"no spam\",\"reconnect\":false}}"),
                goodbye::toString);
        assertEquals("close 4519", goodbye.get(goodbye.size() - 1));
        assertEquals("close 4519", last(second));
        List<String> plainly = plain.received();
        assertTrue(plainly.get(0).contains("no spam"), plainly::toString);
        assertEquals("close 4519", plainly.get(1));
        assertEquals(1, node.rooms.counters().members.sum(), "wang alone");
        assertTrue(other.received().stream().anyMatch(each -> each.contains("\"reason\":\"kicked\"")));
    }

    @Test
    void keeps_a_banned_user_out_of_all_rooms_until_the_ban_is_lifted() {
        ban("", "li");
        assertEquals("close 4519", last(member("r1", "li", 0)));
        ManualNode.Peer plain = node.open("r1", true, "li", 0);
        node.settle();
        assertEquals("close 4519", last(plain));

        store.put(node.hub.bans().lifted(Ban.Kind.USER, "", "li"));
        assertTrue(last(member("r1", "li", 0)).contains("\"user\":\"li\""));
    }

    @Test
    void keeps_a_user_out_of_a_single_room() {
        ManualNode.Peer here = member("r1", "li", 0);
        ManualNode.Peer there = member("r2", "li", 0);
        there.received();

        ban("r1", "li");

        assertEquals("close 4519", last(here));
        assertEquals("", last(there));
        assertEquals("close 4519", last(member("r1", "li", 0)));
    }

    @Test
    void refuses_to_resume_a_session_of_a_banned_user() {
        ManualNode.Peer unnamed = node.open("r1", false, null, 0);
        connect(unnamed, "");
        String welcome = last(unnamed);
        String user = welcome.replaceAll(".*\"user\":\"([^\"]+)\",\"client.*", "$1");
        String session = Json.field(welcome, "session");
        unnamed.cut();
        node.settle();
        // The ban is from another node; this one does not know yet that the members there were removed.
        node.hub.bans().enforceBy(ban -> {});
        ban("", user);

        ManualNode.Peer back = node.open("r1", false, null, 0);
        connect(back, "\"session\":\"" + session + "\"");
        assertEquals("close 4519", last(back));
    }

    @Test
    void closes_connections_of_revoked_tokens_and_accepts_only_newer_ones() {
        withLogin();
        long now = node.clock.epochMillis();
        tokens.put("old", new Identity("li", null, 0, null, now - 1000, null));
        tokens.put("fresh", new Identity("li", null, 0, null, now, null));
        tokens.put("undated", new Identity("li", null, 0, null, 0, null));
        ManualNode.Peer old = bringing("old");
        ManualNode.Peer fresh = bringing("fresh");
        fresh.received();

        store.put(node.hub.bans().dated(Ban.ofTokens("li", now, Ban.NEVER)));
        node.settle();

        List<String> goodbye = old.received();
        assertTrue(
                goodbye.contains(
                        "{\"method\":\"$close\",\"data\":{\"code\":4005,\"reason\":\"token revoked\",\"reconnect\":true}}"),
                goodbye::toString);
        assertEquals("close 4005", goodbye.get(goodbye.size() - 1));
        assertEquals("close 4005", last(bringing("old")));
        assertEquals("close 4005", last(bringing("undated")));
        assertTrue(last(bringing("fresh")).contains("\"user\":\"li\""));

        fresh.received();
        fresh.send("{\"method\":\"$refresh\",\"id\":2,\"data\":{\"token\":\"old\"}}");
        node.settle();
        assertEquals("close 4005", last(fresh));
    }

    @Test
    void refreshes_no_token_of_a_banned_user() {
        withLogin();
        tokens.put("t", new Identity("li", null, 0, null, 1, null));
        ManualNode.Peer member = bringing("t");
        node.hub.bans().enforceBy(ban -> {});
        ban("r1", "li");
        member.send("{\"method\":\"$refresh\",\"id\":2,\"data\":{\"token\":\"t\"}}");
        node.settle();

        assertEquals("close 4519", last(member));
    }
}
