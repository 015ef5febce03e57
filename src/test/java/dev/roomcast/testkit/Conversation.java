package dev.roomcast.testkit;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Three members of one room that publish continuously. */
public final class Conversation {

    /** The number of members. */
    public static final int SIZE = 3;

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final String MARK = "calm-";
    private static final Duration BREATH = Duration.ofMillis(20);

    /** Actions of a hostile client during the conversation, in the same room if required. */
    public interface Attack {
        void run(String room) throws Exception;
    }

    private final ServerProcess server;
    private final String room = "talk-" + COUNT.incrementAndGet();
    private final List<WireMember> members = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private final Thread speaker = new Thread(this::speak, "conversation");
    private volatile boolean ends;
    private volatile Throwable failure;

    private Conversation(ServerProcess server) {
        this.server = server;
    }

    /**
     * Runs an attack during the conversation. Afterwards it checks that the members received all messages in one order,
     * that the server is alive without errors in its log, and that no connection of the attack remains.
     */
    public static void goesOnDuring(ServerProcess server, Attack attack) throws Exception {
        Conversation conversation = new Conversation(server);
        try {
            conversation.begin();
            attack.run(conversation.room);
            conversation.end();
        } catch (Exception | AssertionError e) {
            System.err.println("output of the server:\n" + server.log().newest());
            conversation.members.forEach(WireMember::breakOff);
            throw e;
        }
        for (WireMember member : conversation.members) {
            member.close();
        }
        eventually("all connections are gone", () -> server.connections() == 0 && server.members() == 0);
    }

    private void begin() {
        for (int i = 0; i < SIZE; i++) {
            members.add(WireMember.join(server, "/ws/" + room));
        }
        speaker.start();
    }

    private void speak() {
        try {
            while (!ends) {
                sayOnce();
                Eventually.pause(BREATH);
            }
            sayOnce(); // also after the attack
        } catch (Throwable e) {
            failure = e;
        }
    }

    private void sayOnce() throws Exception {
        for (int i = 0; i < SIZE; i++) {
            String message = MARK + i + "-" + said.size();
            members.get(i).say(message);
            said.add(message);
        }
    }

    private void end() throws Exception {
        assertTrue(server.isAlive(), "the server is alive");
        eventually(
                "only the well-behaved members remain", () -> server.connections() == SIZE && server.members() == SIZE);
        ends = true;
        speaker.join();
        assertNull(failure, () -> "a member could not publish: " + failure);
        for (WireMember member : members) {
            eventually("all messages were received", () -> talk(member).size() == said.size());
            assertTrue(member.isOpen(), "a well-behaved member is still connected");
        }
        assertEquals(new HashSet<>(said), new HashSet<>(talk(members.get(0))));
        for (WireMember member : members) {
            eventually(
                    "all members received the same messages in one order",
                    () -> member.heard().equals(members.get(0).heard()));
        }
        assertEquals(List.of(), server.log().takeTroubles());
    }

    private static List<Object> talk(WireMember member) {
        return member.heard().stream()
                .filter(message -> message instanceof String text && text.startsWith(MARK))
                .toList();
    }
}
