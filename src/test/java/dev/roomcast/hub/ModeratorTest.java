package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.RawJson;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Effects of verdicts: order, refusal, replacement, bounds. */
class ModeratorTest extends ModeratedNode {

    @Test
    void keeps_the_order_of_a_member_during_moderation_without_delaying_others() {
        ManualNode.Peer member = connected("li");
        ManualNode.Peer other = connected("wang");
        other.received();
        member.send("{\"method\":\"chat\",\"data\":{\"text\":\"1\"}}");
        member.send("{\"method\":\"move\",\"data\":2}");
        member.send("{\"method\":\"chat\",\"data\":{\"text\":\"3\"}}");
        other.send("{\"method\":\"move\",\"data\":4}");
        node.settle();
        assertEquals(List.of("4"), data(other), "only the other member's message is delivered yet");

        slow.answer(0, Moderator.Verdict.PASSES);
        node.settle();
        assertEquals(List.of("{\"text\":\"1\"}", "2"), data(other));

        slow.answer(1, Moderator.Verdict.PASSES);
        node.settle();
        assertEquals(List.of("{\"text\":\"3\"}"), data(other));
    }

    @Test
    void reports_a_refusal_to_the_sender_only() {
        ManualNode.Peer member = connected("li");
        ManualNode.Peer other = connected("wang");
        other.received();
        member.received();
        member.send("{\"method\":\"chat\",\"id\":2,\"data\":\"bad\"}");
        member.send("{\"method\":\"chat\",\"id\":3,\"data\":\"unknown\"}");
        slow.answer(0, Moderator.Verdict.REFUSED);
        node.settle();
        slow.answer(1, Moderator.Verdict.UNCHECKED);
        node.settle();

        assertEquals(
                List.of(
                        "{\"method\":\"$error\",\"id\":2,\"data\":{\"code\":\"forbidden\",\"message\":\"this text is not let through\",\"retry\":false}}",
                        "{\"method\":\"$error\",\"id\":3,\"data\":{\"code\":\"unavailable\",\"message\":\"this text cannot be checked now\",\"retry\":true}}"),
                member.received());
        assertEquals(List.of(), other.received());
    }

    @Test
    void drops_a_refused_level_0_text_and_publishes_the_next_one() {
        ManualNode.Peer plain = node.plain("r1");
        plain.send("bad");
        plain.send("{\"method\":\"chat\",\"data\":{\"to\":\"good\"}}");
        slow.answer(0, Moderator.Verdict.REFUSED);
        node.settle();
        slow.answer(1, Moderator.Verdict.PASSES);
        node.settle();

        assertEquals(List.of("{\"method\":\"chat\",\"data\":{\"to\":\"good\"}}"), plain.received());
        assertEquals(List.of("bad", "{\"method\":\"chat\",\"data\":{\"to\":\"good\"}}"), slow.texts);
    }

    @Test
    void replaces_the_content() {
        ManualNode.Peer member = connected("li");
        ManualNode.Peer plain = node.plain("r1");
        node.settle();
        plain.received();
        member.send("{\"method\":\"chat\",\"id\":2,\"data\":\"a\"}");
        slow.answer(0, Moderator.Verdict.replaced(RawJson.of("{\"x\": 1.0}")));
        plain.send("{\"data\":[1,2], \"method\":\"chat\",\"mine\":true}");
        slow.answer(1, Moderator.Verdict.replaced(RawJson.of("\"b\"")));
        node.settle();
        plain.send("{\"method\":\"chat\" }");
        slow.answer(2, Moderator.Verdict.replaced(RawJson.of("3")));
        node.settle();
        plain.send("a plain text");
        slow.answer(3, Moderator.Verdict.replaced(RawJson.of("\"another\\ntext\"")));
        node.settle();

        List<String> received = plain.received();
        assertEquals("{\"x\": 1.0}", data(received.get(0)));
        assertEquals(
                List.of(
                        "{\"data\":\"b\", \"method\":\"chat\",\"mine\":true}",
                        "{\"method\":\"chat\" ,\"data\":3}",
                        "another\ntext"),
                received.subList(1, 4));
    }

    @Test
    void sends_the_message_of_the_moderator() {
        ManualNode.Peer member = connected("li");
        member.received();
        member.send("{\"method\":\"chat\",\"id\":2}");
        slow.answer(0, Moderator.Verdict.refused("not your turn"));
        node.settle();
        assertTrue(member.received().get(0).contains("\"code\":\"forbidden\",\"message\":\"not your turn\""));
        assertEquals("li", slow.users.get(0));
    }

    @Test
    void passes_accepted_content_to_the_second_moderator() {
        SlowScreen second = new SlowScreen();
        node = new ManualNode(
                ManualNode.LIMITS,
                ManualNode.TYPE,
                1,
                Authenticator.ANONYMOUS,
                ModeratorChain.of(slow, second, new CommandDecoder(65536)));
        ManualNode.Peer member = connected("li");
        member.received();
        for (int i = 0; i < 3; i++) {
            member.send("{\"method\":\"chat\",\"data\":\"" + i + "\"}");
        }
        slow.answer(0, Moderator.Verdict.REFUSED);
        node.settle();
        slow.answer(1, Moderator.Verdict.replaced(RawJson.of("\"one\"")));
        node.settle();
        second.answer(0, Moderator.Verdict.PASSES);
        node.settle();
        slow.answer(2, Moderator.Verdict.PASSES);
        node.settle();
        second.answer(1, Moderator.Verdict.replaced(RawJson.of("\"two\"")));
        node.settle();

        assertEquals(List.of("one\n", "2\n"), second.texts);
        assertEquals(List.of("\"one\"", "\"two\""), data(member).subList(1, 3), "after the error");
    }

    @Test
    void refuses_everything_when_the_moderator_fails() {
        ManualNode.Peer member = connected("li");
        member.received();
        member.send("{\"method\":\"chat\",\"id\":2,\"data\":\"x\"}");
        slow.answers.get(0).completeExceptionally(new IllegalStateException("broken"));
        node.settle();

        assertTrue(member.received().get(0).contains("\"unavailable\""));
        assertEquals(1, node.failures.size());
        node.failures.clear();
    }

    @Test
    void bounds_held_messages_during_moderation() {
        ManualNode.Peer member = node.plain("r1");
        member.send("slow");
        String kilobytes = "x".repeat(60_000);
        for (int i = 0; i < 20; i++) {
            member.send(kilobytes);
        }
        node.settle();

        List<String> received = member.received();
        assertEquals("close 4013", received.get(received.size() - 1));
    }
}
