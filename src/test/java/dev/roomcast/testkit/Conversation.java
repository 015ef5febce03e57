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

/** Three members of one room who talk all the time, whatever others do there. */
public final class Conversation {

    /** How many take part. */
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
     * Runs an attack while others talk, and then sees to it that they heard everything, in one order; that the server
     * lives and has nothing to complain of; and that nothing of the attack is left but those who talk.
     */
    public static void goesOnDuring(ServerProcess server, Attack attack) throws Exception {
        Conversation conversation = new Conversation(server);
        try {
            conversation.begin();
            attack.run(conversation.room);
            conversation.end();
        } catch (Exception | AssertionError e) {
            System.err.println("The server said:\n" + server.log().newest());
            conversation.members.forEach(WireMember::breakOff);
            throw e;
        }
        for (WireMember member : conversation.members) {
            member.close();
        }
        eventually("all are gone", () -> server.connections() == 0 && server.members() == 0);
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
            sayOnce(); // after the attack, too
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
        assertTrue(server.isAlive(), "The server lives");
        eventually("only the others are left", () -> server.connections() == SIZE && server.members() == SIZE);
        ends = true;
        speaker.join();
        assertNull(failure, () -> "Somebody could not talk: " + failure);
        for (WireMember member : members) {
            eventually("everything was heard", () -> talk(member).size() == said.size());
            assertTrue(member.isOpen(), "A well-behaved member is still there");
        }
        assertEquals(new HashSet<>(said), new HashSet<>(talk(members.get(0))));
        for (WireMember member : members) {
            eventually(
                    "all heard the same in one order",
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
