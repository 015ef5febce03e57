package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two ways to rooms, {@code here} and {@code there}: two nodes where the engine has many, else the same one. */
abstract class TwoHouses {

    private final Ticking clock = new Ticking();
    final String suffix = "-" + UUID.randomUUID();
    House here;
    House there;

    /** One engine, or two that share their rooms. */
    protected abstract List<Engine> engines(Names names, Ticking clock);

    @BeforeEach
    void begin() {
        List<Engine> engines = engines(new Names(new SecureRandom()), clock);
        here = new House(engines.get(0), clock, TwoHouses::type);
        there = engines.size() == 1 ? here : new House(engines.get(1), clock, TwoHouses::type);
    }

    @AfterEach
    void nothing_failed() {
        assertEquals(List.of(), here.failures);
        assertEquals(List.of(), there.failures);
        clock.close();
    }

    /** Its name says what is special in a room. */
    static RoomType type(String room) {
        RoomType.SameUser rule = room.startsWith("replace")
                ? RoomType.SameUser.REPLACE
                : room.startsWith("reject") ? RoomType.SameUser.REJECT : RoomType.SameUser.ALLOW;
        return new RoomType(
                room.startsWith("brief") ? 100 : 120_000,
                room.startsWith("short") ? 4 : 256,
                1 << 20,
                600_000,
                room.startsWith("two") ? 2 : 0,
                room.startsWith("one-away") ? 1 : 100,
                rule,
                true,
                true,
                200,
                200,
                0,
                0,
                Rights.ALL);
    }

    Guest guest(House node, String room, String user) {
        return node.guest(room + suffix, user).connect();
    }

    /** One who is in already. */
    Guest member(House node, String room, String user) {
        Guest guest = guest(node, room, user);
        guest.welcome();
        return guest;
    }

    static List<Long> offsets(JsonNode publications) {
        return IntStream.range(0, publications.size())
                .mapToObj(i -> publications.get(i).get("offset").longValue())
                .toList();
    }

    static JsonNode presence(Guest guest, String what) {
        return guest.await(frame -> Guest.is(frame, "$presence")
                        && !frame.get("data").get(what).isEmpty())
                .get("data")
                .get(what)
                .get(0);
    }

    static <T> T answer(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
