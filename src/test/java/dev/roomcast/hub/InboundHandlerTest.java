package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.Frame;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Handling of a message before it reaches the room. */
class InboundHandlerTest {

    private final ManualNode node = new ManualNode();

    @AfterEach
    void check_that_nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    @Test
    void answers_text_pings_at_both_levels_without_publishing_them() {
        ManualNode.Peer plain = node.plain("r1");
        ManualNode.Peer level1 = node.level1("r1");
        node.settle();

        plain.send("ping");
        level1.send("ping");
        node.settle();

        assertEquals(List.of("pong"), plain.received());
        assertEquals(List.of("pong"), level1.received());
    }

    @Test
    void closes_a_connection_on_invalid_utf_8_without_publishing_it() {
        ManualNode.Peer other = node.plain("r1");
        ManualNode.Peer peer = node.plain("r1");
        Frame broken = Frame.allocate(true, 2);
        broken.bytes()[broken.payloadStart()] = (byte) 0xc3;
        broken.bytes()[broken.payloadStart() + 1] = '(';

        peer.connection.receive(broken);
        node.settle();

        assertTrue(peer.received().contains("close 1007"));
        assertEquals(List.of(), other.received());
    }

    @Test
    void counts_bad_requests_of_each_connection_of_a_member() {
        ManualNode.Peer before = node.level1("r1");
        before.send("{\"method\":\"$connect\"}");
        node.settle();
        String session = before.received().get(0).replaceAll(".*\"session\":\"([^\"]+)\".*", "$1");
        int most = ManualNode.LIMITS.badRequests() - 1;
        for (int i = 0; i < most; i++) {
            before.send("x");
        }

        ManualNode.Peer member = node.level1("r1");
        member.send("{\"method\":\"$connect\",\"data\":{\"session\":\"" + session + "\"}}");
        node.settle();
        assertTrue(member.received().get(0).contains("\"resumed\":true"));
        for (int i = 0; i < most; i++) {
            member.send("x");
        }
        node.settle();
        assertEquals(most, member.received().size());

        member.send("x");
        node.settle();
        assertTrue(member.received().contains("close 4501"));
    }

    @Test
    void refuses_level_1_messages_before_connect() {
        ManualNode.Peer other = node.plain("r1");
        ManualNode.Peer peer = node.level1("r1");

        peer.send("{\"method\":\"$members\",\"id\":3}");
        peer.connection.receive(Frame.allocate(false, 5));
        node.settle();

        List<String> answers = peer.received();
        assertEquals(2, answers.size());
        assertTrue(answers.get(0).contains("\"id\":3"), answers.get(0));
        assertTrue(answers.stream().allMatch(each -> each.contains("\"not_connected\"")), answers.toString());
        assertEquals(List.of(), other.received());
    }
}
