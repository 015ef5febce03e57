package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.concurrent.MemoryPart;
import dev.roomcast.hub.ManualClock;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.PublicationFrames;
import dev.roomcast.testkit.NodeLimits;
import dev.roomcast.testkit.RoomTypes;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Publications in answers, and the sharing of their encoding. */
class AnswerPublicationsTest {

    private static final RoomType TYPE = RoomTypes.defaults()
            .withLinger(0)
            .withHistory(60, 120_000)
            .withMembers(0, 0)
            .build();

    private static final int ANSWER_BYTES = 90_000;
    private static final Limits LIMITS =
            NodeLimits.defaults().build().withMemory(new NodeMemory(1 << 20, 4 << 20, ANSWER_BYTES, 1 << 20));

    private final ManualClock clock = new ManualClock();
    private final CommandDecoder decoder = new CommandDecoder(65536);
    private final RoomService service = new RoomService(new RoomContext(
            LIMITS,
            name -> TYPE,
            clock,
            decoder,
            () -> null,
            new MemoryEngine(new Ids(new Random(1)), clock),
            RoomListener.NONE,
            Runnable::run,
            error -> {
                throw new AssertionError(error);
            }));
    private final Replica replica = new Replica("r", TYPE, service, new Silence(), () -> {});
    private final AnswerPublications publications = new AnswerPublications(service, replica);
    private final MemoryPart memory = service.answers().shared();

    AnswerPublicationsTest() {
        replica.applyReset("e", 0);
    }

    private void publish(int size) {
        Frame text = Frame.text("x".repeat(size));
        if (replica.next() % 3 == 0) {
            replica.publisher()
                    .restore(
                            PublicationFrames.publication(
                                    "m", null, PublicationFrames.sender("u", "x".repeat(size)), replica.next(), 1),
                            null,
                            1,
                            0);
        } else {
            replica.publisher().restore(text, PublicationFrames.sender("u", "c"), 1, 0);
        }
    }

    private static String joined(List<Frame> frames) {
        return frames.stream().map(Frame::payloadText).collect(Collectors.joining(","));
    }

    @Test
    void includes_the_publications_of_the_log_in_answers() {
        Random random = new Random(1);
        for (int i = 0; i < 3000; i++) {
            if (random.nextInt(3) == 0) {
                publish(random.nextInt(random.nextBoolean() ? 100 : 5000));
            }
            if (random.nextInt(200) == 0) {
                replica.applyReset("e" + i, random.nextInt(5));
            }
            long offset = Math.max(0, replica.next() - 1 - random.nextInt(70));
            int limit = 1 + random.nextInt(70);
            assertEquals(
                    joined(replica.log().since(offset, limit, ANSWER_BYTES, decoder)),
                    publications.since(offset, limit).elements().toString());
            assertEquals(
                    joined(replica.log().newest(limit, ANSWER_BYTES, decoder)),
                    publications.newest(limit).elements().toString());
            clock.advance(random.nextInt(100));
        }
    }

    @Test
    void shares_the_encoded_publications_among_members_at_nearly_the_same_position() {
        for (int i = 0; i < 40; i++) {
            publish(2000);
        }
        publications.allSince(2);
        long once = memory.used();
        assertTrue(once >= 70_000, "the encoded publications are cached");
        for (int i = 0; i < 20; i++) {
            byte[] bytes = publications.allSince(3).bytes();
            assertTrue(bytes == publications.allSince(10 + i).bytes(), "both answers use the same array");
        }
        assertEquals(once, memory.used());
    }

    @Test
    void caches_encoded_publications_only_while_they_are_used() {
        for (int i = 0; i < 40; i++) {
            publish(2000);
        }
        for (int i = 0; i < 5; i++) {
            publications.allSince(2);
            clock.advance(AnswerPublications.KEPT_MILLIS);
            assertTrue(memory.used() > 0);
        }
        clock.advance(AnswerPublications.KEPT_MILLIS);
        assertEquals(0, memory.used());
    }

    @Test
    void caches_nothing_without_free_memory() {
        for (int i = 0; i < 40; i++) {
            publish(2000);
        }
        memory.add(memory.limit());
        assertTrue(publications.allSince(2).length() > 70_000);
        assertEquals(memory.limit(), memory.used());
    }

    @Test
    void returns_no_publications_if_all_exceed_an_answer() {
        for (int i = 0; i < 60; i++) {
            publish(1700);
        }
        assertNull(publications.allSince(0));
        assertTrue(publications.allSince(20).length() > 60_000);
    }

    private static final class Silence implements Broadcaster {
        @Override
        public void broadcast(OutboundMessage message) {}

        @Override
        public void subscribe(Subscriber subscriber) {}

        @Override
        public void unsubscribe(Subscriber subscriber, Disconnect disconnect) {}
    }
}
