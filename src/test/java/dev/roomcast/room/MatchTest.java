package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.match.MatchMode;
import dev.roomcast.match.Matchmaking;
import dev.roomcast.match.PartySkills;
import dev.roomcast.match.RoomList;
import dev.roomcast.match.Tickets;
import dev.roomcast.protocol.CommandDecoder;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;

/** Two nodes with the modes of a matchmaker. */
public abstract class MatchTest extends GameTest {

    static final long PATIENCE = 600_000;

    /** The webhook events of matches. */
    final List<String> made = new CopyOnWriteArrayList<>();

    Matchmaking matching;

    /** Returns the tickets of a node. */
    protected abstract Tickets tickets(
            Engine engine, Map<String, MatchMode> modes, Ids names, SystemClock clock, List<Throwable> failures);

    @BeforeEach
    void open() {
        matching = open(here);
        if (there != here) {
            open(there);
        }
    }

    Matchmaking open(TestNode node) {
        Map<String, MatchMode> modes = Stream.of(
                        new MatchMode(prefix("duel"), 2, 2, 1, 100, 20, PATIENCE),
                        new MatchMode(prefix("team"), 4, 4, 2, 1000, 20, PATIENCE),
                        new MatchMode(prefix("hasty"), 4, 4, 1, 1000, 20, 1000),
                        new MatchMode(prefix("half"), 4, 2, 1, 1000, 20, 8000),
                        new MatchMode(prefix("wide"), 2, 2, 1, 0, 100_000, PATIENCE))
                .collect(Collectors.toMap(MatchMode::prefix, mode -> mode));
        Tickets tickets = tickets(node.rooms.engine(), modes, new Ids(new SecureRandom()), clock, node.failures);
        MatchRooms rooms = new MatchRooms(node.rooms);
        RoomList list = new RoomList(rooms, node.admin.nodes(), new CommandDecoder(65536), clock, 1 << 20);
        PartySkills skills = new PartySkills(rooms, node.admin.nodes());
        node.admin.answer(RoomList.TOPIC, list::answer);
        node.admin.answer(PartySkills.TOPIC, skills::answer);
        Matchmaking matchmaking = new Matchmaking(new Matchmaking.Parts(
                modes,
                tickets,
                rooms,
                skills,
                list,
                match -> node.admin.publishState(
                        match.room(), "match", "server/match", match.lineUp(), "match:" + match.number()),
                clock,
                100,
                1 << 20,
                match -> made.add(match.room() + " " + match.lineUp()),
                node.failures::add));
        matchmaking.start();
        return matchmaking;
    }

    String prefix(String name) {
        return name + suffix + "-";
    }

    static FakeSubscriber search(FakeSubscriber member, int id, String data) {
        return member.say("{'method':'$match','id':" + id + ",'data':{" + data + "}}");
    }

    String duel(String more) {
        return "'rooms':'" + prefix("duel") + "'" + more;
    }

    static String answered(FakeSubscriber member, int id) {
        return answer(member.await(
                frame -> frame.has("id") && frame.get("id").intValue() == id && !FakeSubscriber.is(frame, "$matched")));
    }

    static JsonNode matched(FakeSubscriber member) {
        return member.await("$matched");
    }

    static String room(JsonNode matched) {
        return matched.get("data").get("room").textValue();
    }

    static String users(JsonNode matched) {
        return StreamSupport.stream(matched.get("data").get("players").spliterator(), false)
                .map(each -> each.get("user").textValue() + each.get("team").intValue())
                .collect(Collectors.joining(" "));
    }

    /** Checks that a member receives no match before the answer to its own request. */
    static void assertQuiet(FakeSubscriber member) {
        member.askMembers();
        List<String> all = member.until("\"method\":\"$members\"");
        assertTrue(all.stream().noneMatch(each -> each.contains("$matched")), all.toString());
    }
}
