package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.testkit.WireMember;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A thousand connections in a hundred rooms: messages stay within their room. */
@Tag("slow")
class ManyRoomsIT {

    private static final int ROOMS = 100;
    private static final int MEMBERS = 10;
    private static final int ROUNDS = 3;
    private static final int AT_ONCE = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final List<List<WireMember>> rooms = new ArrayList<>();
    private final List<Set<Object>> said = new ArrayList<>();
    private final Random random = new Random(7);

    @Test
    void delivers_only_its_own_messages_to_each_room_in_one_order() throws Exception {
        try (ServerProcess server = ServerProcess.options().start()) {
            enter(server);
            assertEquals(ROOMS * MEMBERS, server.members());
            assertEquals(ROOMS, server.rooms());
            for (int round = 0; round < ROUNDS; round++) {
                speak(round);
            }
            for (int room = 0; room < ROOMS; room++) {
                compare(room);
            }
            leave();
            eventually(
                    "all connections are gone",
                    PATIENCE,
                    () -> server.connections() == 0 && server.members() == 0 && server.rooms() == 0);
            assertEquals(List.of(), server.log().takeTroubles());
        }
    }

    private void enter(ServerProcess server) {
        List<CompletableFuture<WireMember>> coming = new ArrayList<>();
        for (int i = 0; i < ROOMS * MEMBERS; i++) {
            coming.add(WireMember.joinLater(server, "/ws/room-" + i / MEMBERS));
            if (i % AT_ONCE == AT_ONCE - 1) {
                coming.forEach(CompletableFuture::join);
            }
        }
        for (int room = 0; room < ROOMS; room++) {
            rooms.add(coming.subList(room * MEMBERS, (room + 1) * MEMBERS).stream()
                    .map(CompletableFuture::join)
                    .toList());
            said.add(new HashSet<>());
        }
    }

    /** Sends a text and a binary message from each member, interleaved between rooms. */
    private void speak(int round) throws Exception {
        for (int i = 0; i < MEMBERS; i++) {
            for (int room = 0; room < ROOMS; room++) {
                WireMember member = rooms.get(room).get(i);
                String text = "房间 " + room + "，成员 " + i + "，第 " + round + " 轮 😀 \"\\\u0000\u2028"
                        + "长".repeat(random.nextInt(1000));
                member.say(text);
                said.get(room).add(text);
                byte[] binary = new byte[8 + random.nextInt(1000)];
                random.nextBytes(binary);
                ByteBuffer.wrap(binary).putInt(room).putInt(round * MEMBERS + i);
                member.say(binary);
                said.get(room).add(ByteBuffer.wrap(binary));
            }
        }
    }

    private void compare(int room) throws Exception {
        WireMember first = rooms.get(room).get(0);
        for (WireMember member : rooms.get(room)) {
            eventually(
                    "all messages arrived in room " + room,
                    PATIENCE,
                    () -> member.heardCount() >= ROUNDS * MEMBERS * 2);
            assertEquals(first.heard(), member.heard(), "one order in room " + room);
        }
        assertEquals(ROUNDS * MEMBERS * 2, first.heardCount(), "no message twice in room " + room);
        assertEquals(said.get(room), new HashSet<>(first.heard()), "the messages of room " + room);
    }

    private void leave() throws Exception {
        for (List<WireMember> room : rooms) {
            for (WireMember member : room) {
                member.close();
            }
        }
    }
}
