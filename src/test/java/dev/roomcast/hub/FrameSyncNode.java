package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.testkit.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A node with a manual clock, and players of a run. */
abstract class FrameSyncNode {

    final ManualNode node = new ManualNode();

    /** A connected member with its received frames. */
    final class Client {
        final ManualNode.Peer peer;
        final String user;
        final String welcome;

        Client(String user, String terms) {
            this.user = user;
            peer = node.open("r1", false, user, user.length() % 2);
            send("{'method':'$connect','id':1,'data':{" + terms + "}}");
            welcome = peer.received().get(0);
        }

        void send(String frame) {
            peer.send(Json.text(frame));
            node.settle();
        }

        void input(String json) {
            send("{'method':'$input','data':" + json + "}");
        }

        String id() {
            return Json.field(welcome, "client");
        }

        List<String> received() {
            return peer.received();
        }

        /** Returns the data of the frames received since the last call. */
        List<String> frames() {
            List<String> frames = new ArrayList<>();
            for (String text : received()) {
                if (text.startsWith("{\"method\":\"$frame\",")) {
                    frames.add(text.substring("{\"method\":\"$frame\",\"data\":".length(), text.length() - 1));
                }
            }
            return frames;
        }

        String answer(String frame) {
            received();
            send(frame);
            return received().stream()
                    .filter(text -> text.contains("\"id\":"))
                    .findFirst()
                    .orElse("none");
        }

        void assertRefused(String code, String frame) {
            String answer = answer(frame);
            assertTrue(answer.contains("\"code\":\"" + code + "\""), answer);
        }
    }

    Client player(String user) {
        return new Client(user, "'game':'play'");
    }

    Client returning(Client before) {
        return new Client(before.user, "'session':'" + Json.field(before.welcome, "session") + "'");
    }

    String run(Client host, int rate) {
        host.received();
        host.send("{'method':'$run','id':13,'data':{'rate':" + rate + "}}");
        List<String> texts = host.received();
        assertEquals(Json.text("{'method':'$run','id':13,'data':{}}"), texts.get(0));
        return texts.get(1);
    }

    @AfterEach
    void check_that_nothing_failed() {
        assertEquals(List.of(), node.failures);
    }
}
