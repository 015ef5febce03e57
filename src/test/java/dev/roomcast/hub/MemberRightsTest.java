package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.RawJson;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rights and info of a member from its token. */
class MemberRightsTest extends AuthenticatedNode {

    @Test
    void answers_forbidden_without_the_right_to_join() {
        issuer.knows("t", user("li", "publish"));
        ManualNode.Peer plain = node.bringing("t", "r1", true);
        node.settle();

        assertEquals("close 4507", last(plain));
    }

    @Test
    void refuses_publications_and_requests_of_listeners() {
        issuer.knows("listener", user("li", "join"));
        issuer.knows("t", user("wang"));
        ManualNode.Peer listener = connected("listener");
        ManualNode.Peer speaker = connected("t");
        speaker.received();
        listener.received();
        for (String command : new String[] {
            "{\"method\":\"m\",\"id\":2}",
            "{\"method\":\"$history\",\"id\":2,\"data\":{\"limit\":1}}",
            "{\"method\":\"$members\",\"id\":2}",
            "{\"method\":\"$info\",\"id\":2,\"data\":{}}",
            "{\"method\":\"$rooms\",\"id\":2,\"data\":{\"rooms\":\"r\"}}",
            "{\"method\":\"$match\",\"id\":2,\"data\":{\"rooms\":\"r\"}}"
        }) {
            listener.send(command);
            String answer = last(listener);
            assertTrue(answer.contains("\"code\":\"forbidden\",\"message\":\"the right"), answer);
        }

        speaker.send("{\"method\":\"m\"}");
        node.settle();

        assertTrue(last(listener).contains("\"user\":\"wang\""));
        assertEquals(1, speaker.received().size(), "no forbidden message was delivered");
    }

    @Test
    void refuses_binary_messages_if_rights_name_single_methods() {
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
}
