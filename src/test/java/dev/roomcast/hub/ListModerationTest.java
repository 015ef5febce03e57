package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Moderation of entries in the list of rooms, which any method can set. */
class ListModerationTest {

    private final ManualNode node = new ManualNode(
            ManualNode.LIMITS,
            ManualNode.TYPE,
            1,
            Authenticator.ANONYMOUS,
            new WordListModerator(Set.of("$list"), List.of("casino")));

    private List<String> set(String value) {
        ManualNode.Peer li = node.level1("r1");
        li.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"game\":\"play\"}}");
        node.settle();
        li.received();
        li.send("{\"method\":\"open\",\"id\":2,\"set\":{\"phase\":\"casino\"," + value + "}}");
        node.settle();
        assertEquals(List.of(), node.failures);
        return li.received();
    }

    @Test
    void refuses_a_list_entry_with_a_forbidden_word_under_any_method() {
        List<String> heard = set("\"$list\":{\"name\":\"Ca\\u0073ino\"}");
        assertEquals(1, heard.size());
        assertTrue(heard.get(0).contains("\"code\":\"forbidden\""), heard.get(0));
    }

    @Test
    void accepts_other_entries_and_other_keys() {
        assertTrue(set("\"$list\":{\"name\":\"Beginners\"}").stream().anyMatch(each -> each.contains("\"$ack\"")));
    }
}
