package dev.roomcast.it;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.Eventually;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.testkit.WireMember;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Well-behaved members of one room, at both levels, that publish in turn and store received messages. */
final class GoodMembers {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String MARK = "talk-";

    private final String room;
    private final List<WireMember> members = new ArrayList<>();
    private int published;

    GoodMembers(ServerProcess server, String room) throws Exception {
        this.room = room;
        for (String level : List.of("?v=1", "", "?v=1")) {
            WireMember member = WireMember.join(server, "/ws/" + room + level);
            if (!level.isEmpty()) {
                member.say("{\"method\":\"$connect\",\"id\":1}");
                eventually("the member has joined", () -> member.heardCount() > 0);
            }
            members.add(member);
        }
    }

    /** Publishes as one member and returns the milliseconds until this member receives the message. */
    long publish() throws Exception {
        WireMember member = members.get(published % members.size());
        String mark = MARK + published + ";";
        published++;
        long start = System.nanoTime();
        int next = member.heardCount();
        member.say("{\"method\":\"talk\",\"id\":" + published + ",\"data\":\"" + mark + "\"}");
        while (true) {
            if (next < member.heardCount()) {
                if (member.heard(next++).toString().contains(mark)) {
                    return (System.nanoTime() - start) / 1_000_000;
                }
                continue;
            }
            assertTrue(member.isOpen(), room + ": a good member was closed");
            assertTrue(System.nanoTime() - start < PATIENCE.toNanos(), room + ": " + mark + " was not received");
            Eventually.pause(Duration.ofMillis(1));
        }
    }

    /** Checks that every member is connected and received every publication in one order. */
    void assertUndisturbed() throws Exception {
        for (WireMember member : members) {
            assertTrue(member.isOpen(), room + ": a good member was closed");
            eventually(
                    room + ": all publications were received",
                    () -> marks(member).size() == published);
            assertEquals(marks(members.get(0)), marks(member), room);
        }
    }

    private static List<String> marks(WireMember member) {
        return member.heard().stream()
                .map(Object::toString)
                .filter(text -> text.contains("\"" + MARK))
                .map(text -> text.replaceAll(".*\"(talk-\\d+;)\".*", "$1"))
                .toList();
    }

    void close() throws Exception {
        for (WireMember member : members) {
            member.close();
        }
    }
}
