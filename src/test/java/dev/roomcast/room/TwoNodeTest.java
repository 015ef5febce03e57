package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.testkit.RoomTypes;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Two views of rooms, {@code here} and {@code there}: two nodes if the engine supports many, otherwise the same node.
 */
abstract class TwoNodeTest {

    /** The messages per second of a room whose name begins with {@code paced}. */
    static final int PACE = 4;

    final SystemClock clock = new SystemClock();
    final String suffix = "-" + UUID.randomUUID();
    TestNode here;
    TestNode there;

    /** Returns one engine, or two that share their rooms. */
    protected abstract List<Engine> engines(Ids names, SystemClock clock);

    /** The application's rules of the rooms. */
    RoomLogic.Factory logic() {
        return RoomLogic.Factory.NONE;
    }

    @BeforeEach
    void begin() {
        List<Engine> engines = engines(new Ids(new SecureRandom()), clock);
        here = new TestNode(engines.get(0), clock, TwoNodeTest::type, logic());
        there = engines.size() == 1 ? here : new TestNode(engines.get(1), clock, TwoNodeTest::type, logic());
    }

    @AfterEach
    void check_that_nothing_failed() {
        assertEquals(List.of(), here.failures);
        assertEquals(List.of(), there.failures);
        clock.close();
    }

    /** Returns the type of a room, which its name selects. */
    static RoomType type(String room) {
        RoomType.SameUser rule = room.startsWith("replace")
                ? RoomType.SameUser.REPLACE
                : room.startsWith("reject") ? RoomType.SameUser.REJECT : RoomType.SameUser.ALLOW;
        return RoomTypes.defaults()
                .withLinger(room.startsWith("brief") ? 100 : room.startsWith("quiet") ? 500 : 120_000)
                .withHistory(room.startsWith("short") ? 4 : 256, room.startsWith("little") ? 512 : 1 << 20)
                .withHistoryAge(room.startsWith("quiet") ? 500 : 600_000)
                .withMembers(room.startsWith("two") ? 2 : 0, room.startsWith("one-away") ? 1 : 100)
                .withSameUser(rule)
                .withRates(room.startsWith("paced") ? PACE : 0, 0)
                .withPresence(!room.startsWith("silent"), room.startsWith("few") ? 2 : 200)
                .withGames(games(room))
                .build();
    }

    private static GameSettings games(String room) {
        GameSettings usual = GameSettings.DEFAULT;
        return new GameSettings(
                !room.startsWith("nogame"),
                room.startsWith("tiny") ? 64 : usual.stateBytes(),
                room.startsWith("hurry") ? 50 : usual.hostWaitMillis(),
                new FrameSettings(
                        1024,
                        room.startsWith("small-run") ? 1024 : 1 << 20,
                        room.startsWith("brief-run") ? 200 : 3_600_000));
    }

    FakeSubscriber guest(TestNode node, String room, String user) {
        return node.guest(room + suffix, user).connect();
    }

    /** Returns a member that has joined. */
    FakeSubscriber member(TestNode node, String room, String user) {
        FakeSubscriber guest = guest(node, room, user);
        guest.welcome();
        return guest;
    }

    static List<Long> offsets(JsonNode publications) {
        return IntStream.range(0, publications.size())
                .mapToObj(i -> publications.get(i).get("offset").longValue())
                .toList();
    }

    static JsonNode presence(FakeSubscriber guest, String what) {
        return guest.await(frame -> FakeSubscriber.is(frame, "$presence")
                        && !frame.get("data").get(what).isEmpty())
                .get("data")
                .get(what)
                .get(0);
    }

    static <T> T answer(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
