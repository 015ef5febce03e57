package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.RawJson;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of messages that a moderator checks: texts, escapes, names. */
class ModeratedContentTest extends ModeratedNode {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "badword",
                "{\"type\":\"chat\",\"content\":\"b\\u0061dword\"}",
                "{\"method\":\"chat\",\"content\":\"b\\u0061dword\"}",
                "{\"method\":\"chat\",\"data\":\"\",\"content\":\"badword\"}",
                "{\"method\":\"other\",\"type\":\"chat\",\"content\":\"badword\"}",
                "{\"method\":\"other\",\"data\":\"b\\u0061dword\"}",
                "{\"method\":\"chat\",\"data\":\"badword\",\"data\":\"ok\"}",
                "{\"method\":\"chat\",\"data\":{\"badword\":1}}",
                "{\"method\":\"badword\"}",
                "[\"b\\u0061dword\"]",
                "\"b\\u0061dword\"",
                "{\"content\":\"b\\u0061dword\"} trailing",
                "{\"data\":\"{\\\"content\\\":\\\"b\\\\u0061dword\\\"}\"}",
                "\\badword",
                "{\"content\":\"\uff42\uff41dword\"}"
            })
    void checks_the_whole_text_that_level_0_members_receive(String text) {
        node = words("badword", Set.of("chat", "$text"));
        ManualNode.Peer plain = node.plain("r1");
        ManualNode.Peer other = node.plain("r1");
        plain.send(text);
        plain.send("fine");
        node.settle();
        assertEquals(List.of("fine"), other.received());
    }

    @Test
    void ignores_methods_that_moderation_does_not_cover() {
        node = words("badword", Set.of("chat"));
        ManualNode.Peer plain = node.plain("r1");
        plain.send("{\"method\":\"move\",\"data\":\"badword\"}");
        plain.send("{\"method\":\"chat\",\"data\":\"ok\",\"x\":\"badword\"}");
        plain.send("badword");
        node.settle();
        assertEquals(List.of("{\"method\":\"move\",\"data\":\"badword\"}", "badword"), plain.received());
    }

    @Test
    void checks_the_escapes_of_json_within_the_strings_of_a_level_1_publication() {
        node = words("badword", Set.of("chat"));
        ManualNode.Peer member = connected("li");
        member.received();
        member.send("{\"method\":\"chat\",\"id\":2,\"data\":{\"a\":\"{\\\"b\\\\u0061dword\\\":1}\"}}");
        member.send("{\"method\":\"chat\",\"id\":3,\"data\":{\"a\":\"badword\",\"a\":1}}");
        node.settle();
        assertEquals(
                2,
                member.received().stream()
                        .filter(each -> each.contains("\"forbidden\""))
                        .count());
    }

    @Test
    void hides_the_key_of_a_room_from_moderators() {
        ManualNode.Peer li = node.level1("r1");
        li.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"game\":\"play\"}}");
        node.settle();
        li.send("{\"method\":\"chat\",\"id\":2,\"set\":{\"$key\":\"secret\",\"a\":\"x\"}}");
        node.settle();
        assertEquals("{\"$key\":true,\"a\":\"x\"}", slow.sets.get(0).toString());
        assertFalse(slow.texts.get(0).contains("secret"));
        slow.answer(0, Moderator.Verdict.PASSES);
        node.settle();
        ManualNode.Peer wang = node.level1("r1");
        wang.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"game\":\"watch\",\"key\":\"secret\"}}");
        node.settle();
        assertTrue(wang.received().get(0).contains("\"$key\":true"), li.received() + " " + wang.received());
    }

    @Test
    void refuses_a_rejected_name_at_both_levels() {
        node = words("badword", Set.of("$info"));
        ManualNode.Peer plain = node.open("r1", true, "b a d w o r d", 0);
        ManualNode.Peer member = node.open("r1", false, "badword", 0);
        node.settle();
        assertEquals("close 4507", last(plain));
        assertEquals("close 4507", last(member));
        assertEquals(0, node.rooms.counters().members.sum());
        assertTrue(connected("good").received().get(0).contains("\"user\":\"good\""));
    }

    @Test
    void generates_a_name_if_the_given_one_cannot_be_checked() {
        slow.passesNames = false;
        ManualNode.Peer member = node.open("r1", false, "li", 0);
        slow.answer(0, Moderator.Verdict.UNCHECKED);
        node.settle();
        member.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();
        assertTrue(member.received().get(0).contains("\"user\":\"u_"));
        assertEquals(List.of("li"), slow.texts);
    }

    @Test
    void keeps_only_the_method_of_a_replaced_text_with_a_repeated_field() {
        ManualNode.Peer plain = node.plain("r1");
        plain.send("{\"method\":\"chat\",\"data\":\"bad\",\"data\":\"ok\",\"x\":1}");
        slow.answer(0, Moderator.Verdict.replaced(RawJson.of("[1]")));
        node.settle();
        assertEquals(List.of("{\"method\":\"chat\",\"data\":[1]}"), plain.received());
    }

    @Test
    void passes_readable_text_to_the_moderator() {
        ManualNode.Peer member = connected("li");
        member.send("{\"method\":\"chat\",\"data\":{\"a\":[\"\\u4f60\\u597d\",1,{\"b\\n\":\"x\"}],\"c\":true}}");

        assertEquals(List.of("a\n你好\nb\n\nx\nc\n"), slow.texts);
    }

    @Test
    void refuses_a_join_with_a_refused_nickname_and_accepts_another_one() {
        ManualNode.Peer member = node.level1("r1");
        member.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"info\":{\"nick\":\"bad\"}}}");
        slow.answer(0, Moderator.Verdict.REFUSED);
        node.settle();
        assertTrue(member.received().get(0).contains("\"forbidden\""));
        assertEquals(0, node.rooms.counters().members.sum());

        member.send("{\"method\":\"$connect\",\"id\":2,\"data\":{\"info\":{\"nick\":\"Li\"}}}");
        slow.answer(1, Moderator.Verdict.PASSES);
        node.settle();
        assertTrue(member.received().get(0).contains("\"nick\":\"Li\""));
    }

    @Test
    void refuses_a_replacement_of_info_above_its_limit() {
        RawJson large = RawJson.of("\"" + "x".repeat(1024) + "\"");
        ManualNode.Peer member = node.level1("r1");
        member.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"info\":{}}}");
        slow.answer(0, Moderator.Verdict.replaced(large));
        node.settle();
        assertTrue(last(member).contains("\"id\":1,\"data\":{\"code\":\"too_large\""));

        member.send("{\"method\":\"$connect\",\"id\":2}");
        member.send("{\"method\":\"$info\",\"id\":3,\"data\":{}}");
        slow.answer(1, Moderator.Verdict.replaced(large));
        node.settle();
        assertTrue(last(member).contains("\"id\":3,\"data\":{\"code\":\"too_large\""));
    }

    @Test
    void replaces_a_nickname() {
        ManualNode.Peer member = connected("li");
        member.received();
        member.send("{\"method\":\"$info\",\"id\":2,\"data\":{\"nick\":\"bad\"}}");
        slow.answer(0, Moderator.Verdict.replaced(RawJson.of("{\"nick\":\"good\"}")));
        member.send("{\"method\":\"$members\",\"id\":3}");
        node.settle();
        assertTrue(String.join("", member.received()).contains("\"nick\":\"good\""));
    }

    @Test
    void finds_words_in_capitals_spaced_and_full_width() {
        WordListModerator words = new WordListModerator(Set.of("chat"), List.of("BadWord", "坏话", " "));
        for (String text : List.of("a badword!", "B A D W O R D", "ｂａｄｗｏｒｄ", "bad\u200bword", "说坏 话了")) {
            assertEquals(Moderator.Verdict.REFUSED, verdict(words, text), text);
        }
        for (String text : List.of("", "good words", "bad. word", "好话")) {
            assertEquals(Moderator.Verdict.PASSES, verdict(words, text), text);
        }
    }

    private static Moderator.Verdict verdict(Moderator moderator, String text) {
        return moderator
                .check(new Moderator.ModerationRequest("r1", null, null, "chat", null, text))
                .toCompletableFuture()
                .join();
    }
}
