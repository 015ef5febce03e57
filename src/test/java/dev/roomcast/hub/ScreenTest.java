package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.protocol.Codec;
import dev.roomcast.protocol.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people write is looked at before others see it. */
class ScreenTest {

    private final SlowScreen slow = new SlowScreen();
    private Node node = new Node(Node.LIMITS, Node.TYPE, 1, Authenticator.ANONYMOUS, slow);

    /** Answers when the test says so, first asked first. */
    private static final class SlowScreen implements Screen {
        private final List<String> texts = new ArrayList<>();
        private final List<String> users = new ArrayList<>();
        private final List<CompletableFuture<Verdict>> answers = new ArrayList<>();

        @Override
        public boolean covers(String method) {
            return Set.of("chat", "$text", "$info").contains(method);
        }

        @Override
        public CompletionStage<Verdict> check(Saying saying) {
            texts.add(saying.text());
            users.add(saying.user());
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
    void a_members_messages_keep_their_order_while_one_is_looked_at_and_others_do_not_wait() {
        Node.Peer member = connected("li");
        Node.Peer other = connected("wang");
        other.received();
        member.send("{\"method\":\"chat\",\"data\":{\"text\":\"1\"}}");
        member.send("{\"method\":\"move\",\"data\":2}");
        member.send("{\"method\":\"chat\",\"data\":{\"text\":\"3\"}}");
        other.send("{\"method\":\"move\",\"data\":4}");
        node.settle();
        assertEquals(List.of("4"), data(other), "only the other's is heard yet");

        slow.answer(0, Screen.Verdict.PASSES);
        node.settle();
        assertEquals(List.of("{\"text\":\"1\"}", "2"), data(other));

        slow.answer(1, Screen.Verdict.PASSES);
        node.settle();
        assertEquals(List.of("{\"text\":\"3\"}"), data(other));
    }

    @Test
    void what_is_refused_is_told_to_who_said_it_and_to_nobody_else() {
        Node.Peer member = connected("li");
        Node.Peer other = connected("wang");
        other.received();
        member.received();
        member.send("{\"method\":\"chat\",\"id\":2,\"data\":\"bad\"}");
        member.send("{\"method\":\"chat\",\"id\":3,\"data\":\"unknown\"}");
        slow.answer(0, Screen.Verdict.REFUSED);
        node.settle();
        slow.answer(1, Screen.Verdict.UNCHECKED);
        node.settle();

        assertEquals(
                List.of(
                        "{\"method\":\"$error\",\"id\":2,\"data\":{\"code\":\"forbidden\",\"message\":\"this text is not let through\",\"retry\":false}}",
                        "{\"method\":\"$error\",\"id\":3,\"data\":{\"code\":\"unavailable\",\"message\":\"this text cannot be checked now\",\"retry\":true}}"),
                member.received());
        assertEquals(List.of(), other.received());
    }

    @Test
    void a_plain_members_refused_text_reaches_nobody_and_the_next_one_does() {
        Node.Peer plain = node.plain("r1");
        plain.send("bad");
        plain.send("{\"method\":\"chat\",\"data\":{\"to\":\"good\"}}");
        slow.answer(0, Screen.Verdict.REFUSED);
        node.settle();
        slow.answer(1, Screen.Verdict.PASSES);
        node.settle();

        assertEquals(List.of("{\"method\":\"chat\",\"data\":{\"to\":\"good\"}}"), plain.received());
        assertEquals(List.of("bad", "to\ngood\n"), slow.texts);
    }

    @Test
    void what_a_screen_sees_is_what_people_read() {
        Node.Peer member = connected("li");
        member.send("{\"method\":\"chat\",\"data\":{\"a\":[\"\\u4f60\\u597d\",1,{\"b\\n\":\"x\"}],\"c\":true}}");

        assertEquals(List.of("a\n你好\nb\n\nx\nc\n"), slow.texts);
    }

    @Test
    void a_refused_nickname_lets_nobody_in_and_another_one_may_be_tried() {
        Node.Peer member = node.level1("r1");
        member.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"info\":{\"nick\":\"bad\"}}}");
        slow.answer(0, Screen.Verdict.REFUSED);
        node.settle();
        assertTrue(member.received().get(0).contains("\"forbidden\""));
        assertEquals(0, node.rooms.counters().members.sum());

        member.send("{\"method\":\"$connect\",\"id\":2,\"data\":{\"info\":{\"nick\":\"Li\"}}}");
        slow.answer(1, Screen.Verdict.PASSES);
        node.settle();
        assertTrue(member.received().get(0).contains("\"nick\":\"Li\""));
    }

    @Test
    void something_else_may_be_said_in_place_of_it() {
        Node.Peer member = connected("li");
        Node.Peer plain = node.plain("r1");
        node.settle();
        plain.received();
        member.send("{\"method\":\"chat\",\"id\":2,\"data\":\"a\"}");
        slow.answer(0, Screen.Verdict.replaced(RawJson.of("{\"x\": 1.0}")));
        plain.send("{\"data\":[1,2], \"method\":\"chat\",\"mine\":true}");
        slow.answer(1, Screen.Verdict.replaced(RawJson.of("\"b\"")));
        node.settle();
        plain.send("{\"method\":\"chat\" }");
        slow.answer(2, Screen.Verdict.replaced(RawJson.of("3")));
        node.settle();
        plain.send("a plain text");
        slow.answer(3, Screen.Verdict.replaced(RawJson.of("\"another\\ntext\"")));
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
    void a_nickname_may_be_replaced_too() {
        Node.Peer member = connected("li");
        member.received();
        member.send("{\"method\":\"$info\",\"id\":2,\"data\":{\"nick\":\"bad\"}}");
        slow.answer(0, Screen.Verdict.replaced(RawJson.of("{\"nick\":\"good\"}")));
        member.send("{\"method\":\"$members\",\"id\":3}");
        node.settle();
        assertTrue(String.join("", member.received()).contains("\"nick\":\"good\""));
    }

    @Test
    void who_is_refused_is_told_why_in_the_words_of_the_screen() {
        Node.Peer member = connected("li");
        member.received();
        member.send("{\"method\":\"chat\",\"id\":2}");
        slow.answer(0, Screen.Verdict.refused("not your turn"));
        node.settle();
        assertTrue(member.received().get(0).contains("\"code\":\"forbidden\",\"message\":\"not your turn\""));
        assertEquals("li", slow.users.get(0));
    }

    @Test
    void of_two_screens_the_second_looks_at_what_passes_the_first() {
        SlowScreen second = new SlowScreen();
        node = new Node(
                Node.LIMITS, Node.TYPE, 1, Authenticator.ANONYMOUS, ScreenChain.of(slow, second, new Codec(65536)));
        Node.Peer member = connected("li");
        member.received();
        for (int i = 0; i < 3; i++) {
            member.send("{\"method\":\"chat\",\"data\":\"" + i + "\"}");
        }
        slow.answer(0, Screen.Verdict.REFUSED);
        node.settle();
        slow.answer(1, Screen.Verdict.replaced(RawJson.of("\"one\"")));
        node.settle();
        second.answer(0, Screen.Verdict.PASSES);
        node.settle();
        slow.answer(2, Screen.Verdict.PASSES);
        node.settle();
        second.answer(1, Screen.Verdict.replaced(RawJson.of("\"two\"")));
        node.settle();

        assertEquals(List.of("one\n", "2\n"), second.texts);
        assertEquals(List.of("\"one\"", "\"two\""), data(member).subList(1, 3), "after the error");
    }

    @Test
    void a_screen_that_fails_lets_nothing_through() {
        Node.Peer member = connected("li");
        member.received();
        member.send("{\"method\":\"chat\",\"id\":2,\"data\":\"x\"}");
        slow.answers.get(0).completeExceptionally(new IllegalStateException("broken"));
        node.settle();

        assertTrue(member.received().get(0).contains("\"unavailable\""));
        assertEquals(1, node.failures.size());
        node.failures.clear();
    }

    @Test
    void who_sends_on_while_a_text_is_looked_at_is_bounded() {
        Node.Peer member = node.plain("r1");
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
    void words_are_found_in_capitals_and_with_spaces_and_in_full_width() {
        WordScreen words = new WordScreen(Set.of("chat"), List.of("BadWord", "坏话", " "));
        for (String text : List.of("a badword!", "B A D W O R D", "ｂａｄｗｏｒｄ", "bad\u200bword", "说坏 话了")) {
            assertEquals(Screen.Verdict.REFUSED, verdict(words, text), text);
        }
        for (String text : List.of("", "good words", "bad. word", "好话")) {
            assertEquals(Screen.Verdict.PASSES, verdict(words, text), text);
        }
    }

    private static Screen.Verdict verdict(Screen screen, String text) {
        return screen.check(new Screen.Saying("r1", null, null, "chat", null, text))
                .toCompletableFuture()
                .join();
    }

    private Node.Peer connected(String user) {
        Node.Peer peer = node.open("r1", false, user, 0);
        peer.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();
        return peer;
    }

    /** The data of the publications that came. */
    private static List<String> data(Node.Peer peer) {
        return peer.received().stream().map(ScreenTest::data).toList();
    }

    private static String data(String text) {
        return text.replaceAll("^\\{\"method\":\"[a-z]+\",\"data\":(.*),\"user\":.*$", "$1");
    }
}
