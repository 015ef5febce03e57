package dev.roomcast.room;

import static dev.roomcast.testkit.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Players and watchers in rooms of two nodes. */
abstract class GameTest extends TwoNodeTest {

    /** Joins with the given fields in {@code $connect}, in single quotes. */
    FakeSubscriber arriving(TestNode node, String room, String user, String fields) {
        return node.guest(room + suffix, user).say("{'method':'$connect','id':1,'data':{" + fields + "}}");
    }

    FakeSubscriber player(TestNode node, String room, String user) {
        return seated(arriving(node, room, user, "'game':'play'"));
    }

    FakeSubscriber watcher(TestNode node, String room, String user) {
        return seated(arriving(node, room, user, "'game':'watch'"));
    }

    static FakeSubscriber seated(FakeSubscriber guest) {
        guest.welcome();
        return guest;
    }

    /** Resumes the member of another connection from an offset; -1: without a position. */
    FakeSubscriber returning(TestNode node, String room, FakeSubscriber before, long offset) {
        String position = offset < 0 ? "" : ",'epoch':'" + before.known("epoch") + "','offset':" + offset;
        return seated(arriving(node, room, null, "'session':'" + before.known("session") + "'" + position));
    }

    static String client(FakeSubscriber guest) {
        return guest.known("client");
    }

    /** Sets keys and returns the answer as text: {@code $ack 3} or {@code conflict 2}. */
    static String set(FakeSubscriber guest, int id, String set) {
        return answer(guest.ask("{'method':'m','id':" + id + ",'set':" + set + "}"));
    }

    static String setIf(FakeSubscriber guest, int id, String set, String epoch, long offset) {
        return answer(guest.ask("{'method':'m','id':" + id + ",'set':" + set + ",'if':{'epoch':'" + epoch
                + "','offset':" + offset + "}}"));
    }

    static String answer(JsonNode frame) {
        JsonNode data = frame.get("data");
        String offset = data.has("offset") ? " " + data.get("offset") : "";
        boolean isError = frame.get("method").textValue().equals("$error");
        return (isError ? data.get("code").textValue() : frame.get("method").textValue()) + offset;
    }

    static String host(FakeSubscriber guest, int id, String client) {
        return answer(guest.ask("{'method':'$host','id':" + id + ",'data':{'client':'" + client + "'}}"));
    }

    static String kick(FakeSubscriber guest, int id, String client) {
        return answer(guest.ask("{'method':'$kick','id':" + id + ",'data':{'client':'" + client + "'}}"));
    }

    /** Returns the state in the welcome of a new member. */
    JsonNode state(TestNode node, String room) {
        FakeSubscriber watcher = watcher(node, room, "witness");
        JsonNode state = watcher.welcome().get("state");
        watcher.leave();
        watcher.closed();
        return state;
    }

    /** Returns the host in the next presence event. */
    static String toldHost(FakeSubscriber guest) {
        return guest.await(frame -> FakeSubscriber.is(frame, "$presence")
                        && frame.get("data").has("host"))
                .get("data")
                .get("host")
                .textValue();
    }

    /** Returns the host in the answer to {@code $members}. */
    static JsonNode members(FakeSubscriber guest) {
        guest.askMembers();
        return guest.await("$members").get("data");
    }

    /** Waits until all nodes have the same host. */
    static void assertHost(FakeSubscriber host, FakeSubscriber... witnesses) throws Exception {
        List<String> told = new ArrayList<>();
        for (FakeSubscriber witness : witnesses) {
            eventually("the host is " + client(host), () -> {
                told.add(members(witness).get("host").textValue());
                return client(host).equals(told.get(told.size() - 1));
            });
        }
        assertEquals(client(host), told.get(told.size() - 1));
    }
}
