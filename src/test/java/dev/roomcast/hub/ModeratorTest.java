package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Moderation of messages before delivery. */
class ModeratorTest {

    private final SlowScreen slow = new SlowScreen();
    private ManualNode node = new ManualNode(ManualNode.LIMITS, ManualNode.TYPE, 1, Authenticator.ANONYMOUS, slow);

    /** Answers when the test says so, first asked first. */
    private static final class SlowScreen implements Moderator {
        private boolean passesNames = true;
        private final List<String> texts = new ArrayList<>();
        private final List<String> users = new ArrayList<>();
        private final List<CompletableFuture<Verdict>> answers = new ArrayList<>();

        @Override
        public boolean covers(String method) {
            return Set.of("chat", "$text", "$info").contains(method);
        }

        @Override
        public CompletionStage<Verdict> check(ModerationRequest request) {
            if (passesNames
                    && request.method().equals("$info")
                    && request.data().toString().startsWith("\"")) {
                return Verdict.PASSES.now();
            }
            texts.add(request.text());
            users.add(request.user());
            answers.add(new CompletableFuture<>());
            return answers.get(answers.size() - 1);
        }

        void answer(int which, Verdict verdict) {
            answers.get(which).complete(verdict);
        }
    }

    @AfterEach
    void nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

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
        assertEquals(List.of("4"), data(other), "only the other's is heard yet");

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
    void checks_all_that_level_0_members_read_of_a_text(String text) {
        node = words("badword", Set.of("chat", "$text"));
        ManualNode.Peer plain = node.plain("r1");
        ManualNode.Peer other = node.plain("r1");
        plain.send(text);
        plain.send("fine");
        node.settle();
        assertEquals(List.of("fine"), other.received());
    }

    @Test
    void leaves_methods_alone_where_neither_they_nor_plain_texts_are_covered() {
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
    void refuses_a_name_that_is_not_let_through_at_both_levels() {
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
    void makes_a_name_up_where_one_cannot_be_checked() {
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
    void keeps_nothing_but_the_method_of_a_replaced_text_in_which_a_field_stands_twice() {
        ManualNode.Peer plain = node.plain("r1");
        plain.send("{\"method\":\"chat\",\"data\":\"bad\",\"data\":\"ok\",\"x\":1}");
        slow.answer(0, Moderator.Verdict.replaced(RawJson.of("[1]")));
        node.settle();
        assertEquals(List.of("{\"method\":\"chat\",\"data\":[1]}"), plain.received());
    }

    private static String last(ManualNode.Peer peer) {
        List<String> received = peer.received();
        return received.get(received.size() - 1);
    }

    private static ManualNode words(String word, Set<String> methods) {
        return new ManualNode(
                ManualNode.LIMITS,
                ManualNode.TYPE,
                1,
                Authenticator.ANONYMOUS,
                new WordListModerator(methods, List.of(word)));
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

    private ManualNode.Peer connected(String user) {
        ManualNode.Peer peer = node.open("r1", false, user, 0);
        peer.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();
        return peer;
    }

    /** The data of the publications that came. */
    private static List<String> data(ManualNode.Peer peer) {
        return peer.received().stream().map(ModeratorTest::data).toList();
    }

    private static String data(String text) {
        return text.replaceAll("^\\{\"method\":\"[a-z]+\",\"data\":(.*),\"user\":.*$", "$1");
    }
}
