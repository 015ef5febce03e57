package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.testkit.Json;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contract of engines: order and delivery of publications. */
abstract class OrderContract extends TwoNodeTest {

    @Test
    void delivers_one_order_without_gaps() {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber wang = member(there, "r", "wang");
        FakeSubscriber plain = there.plain("r" + suffix, "zhao").join();
        wang.await("$presence");
        for (int i = 0; i < 50; i++) {
            li.publish("li" + i, 0);
            wang.publish("wang" + i, 0);
        }
        List<String> heard = li.publications(100);

        assertEquals(heard, wang.publications(100));
        assertEquals(heard, plain.publications(100));
        for (int i = 0; i < 100; i++) {
            assertEquals(i + 1, Json.parse(heard.get(i)).get("offset").intValue());
        }
    }

    @Test
    void acknowledges_a_repeated_id_with_its_offset() {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber wang = member(there, "r", "wang");
        li.publish("first", 7).publish("second", 8).publish("again", 7).publish("hint", 9, List.of("wang"), false);
        assertEquals(List.of("7 {\"offset\":1}", "7 {\"offset\":1}", "8 {\"offset\":2}", "9 {}"), acks(li, 4));
        li.cut();
        FakeSubscriber back = there.guest("r" + suffix, "li").back(li, 2);
        back.welcome();
        back.publish("again", 8).publish("hint", 9, List.of("wang"), false).publish("third", 10);

        assertEquals(List.of("8 {\"offset\":2}", "9 {}"), acks(back, 2));
        List<String> heard = wang.until("third");
        assertTrue(heard.stream().noneMatch(each -> each.contains("again")), heard::toString);
        assertEquals(1, heard.stream().filter(each -> each.contains("hint")).count(), heard::toString);
    }

    /** Acknowledges a repeated id at once, before pending publications. */
    private static List<String> acks(FakeSubscriber guest, int count) {
        return Stream.generate(() -> guest.await("$ack"))
                .limit(count)
                .map(ack -> ack.get("id") + " " + ack.get("data"))
                .sorted()
                .toList();
    }

    @Test
    void delivers_to_each_level_in_its_own_format() {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber plain = there.plain("r" + suffix, "zhao").join();
        li.await("$presence");
        plain.text("good morning");
        plain.text("{ \"method\":\"move\", \"data\": [1.0], \"user\":\"forged\" }");
        JsonNode first = li.await("$text");
        JsonNode second = li.await("move");

        assertEquals("good morning", plain.next());
        assertEquals("{ \"method\":\"move\", \"data\": [1.0], \"user\":\"forged\" }", plain.next());
        assertEquals("good morning", first.get("data").textValue());
        assertEquals("zhao", second.get("user").textValue());
        assertEquals(2, second.get("offset").intValue());
        assertEquals("[1.0]", second.get("data").toString());
    }

    @Test
    void sends_no_echo_to_members_without_it() {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber silent = there.echoless("r" + suffix, "zhao", true).join();
        FakeSubscriber quiet = there.echoless("r" + suffix, "qian", false).connect();
        quiet.welcome();
        silent.text("mine");
        quiet.binary((byte) 1, (byte) 2);
        li.await("$text");
        li.until("binary 2");
        li.publish("end", 0);

        assertEquals("binary 2", silent.next());
        assertTrue(silent.next().contains("end"));
        assertFalse(quiet.until("end").contains("binary 2"));
    }

    @Test
    void assigns_no_offset_to_unordered_messages() {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber wang = member(there, "r", "wang");
        li.binary((byte) 1);
        li.publish("cursor", 1, null, true);
        li.publish("m", 2);

        assertEquals("binary 1", wang.until("binary").get(0));
        assertFalse(wang.await("cursor").has("offset"));
        assertEquals(1, wang.await("m").get("offset").intValue());
        assertEquals(1, wang.history(0, 0).get("publications").size());
    }

    @Test
    void delivers_a_private_message_only_to_its_recipients() {
        FakeSubscriber li = member(here, "r", "li");
        FakeSubscriber wang = member(there, "r", "wang");
        FakeSubscriber zhao = there.plain("r" + suffix, "赵").join();
        FakeSubscriber qian = member(there, "r", "qian");
        qian.publish("hint", 1, List.of("li", "赵", li.known("client"), "nobody"), false);
        qian.publish("end", 2);

        assertEquals(
                1,
                li.until("\"end\"").stream()
                        .filter(each -> each.contains("hint"))
                        .count());
        assertEquals(
                1,
                zhao.until("\"end\"").stream()
                        .filter(each -> each.contains("hint"))
                        .count());
        assertEquals(
                0,
                wang.until("\"end\"").stream()
                        .filter(each -> each.contains("hint"))
                        .count());
        assertEquals(0, qian.await("$ack").get("data").size());
    }

    @Test
    void admits_the_rate_of_a_room_once_for_all_nodes_together() {
        FakeSubscriber li = member(here, "paced", "li");
        FakeSubscriber wang = member(there, "paced", "wang");
        presence(li, "joins");
        long start = System.nanoTime();
        long atOnce = 2 * PACE;
        int fromLi = admitted(li);
        int fromWang = admitted(wang);
        double seconds = (System.nanoTime() - start) / 1e9;

        String counts = fromLi + " and " + fromWang + " in " + seconds + " s";
        assertTrue(fromLi + fromWang >= atOnce, counts);
        assertTrue(fromLi + fromWang <= atOnce + PACE * seconds, counts);
        assertTrue(here == there || fromWang >= atOnce / 2, counts);
    }

    /** Returns the number of messages of a member that its room admits, of ten times the burst. */
    private static int admitted(FakeSubscriber member) {
        int admitted = 0;
        for (int id = 1; id <= 20 * PACE; id++) {
            admitted += member.ask("{'method':'m','id':" + id + "}")
                            .get("method")
                            .textValue()
                            .equals("$ack")
                    ? 1
                    : 0;
        }
        return admitted;
    }
}
