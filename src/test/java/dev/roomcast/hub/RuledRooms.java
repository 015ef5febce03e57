package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.rules.Decision;
import dev.roomcast.rules.Joiner;
import dev.roomcast.rules.OnMethod;
import dev.roomcast.rules.Publication;
import dev.roomcast.rules.Reaction;
import dev.roomcast.rules.RefusalCode;
import dev.roomcast.rules.RoomMember;
import dev.roomcast.rules.RoomRules;
import dev.roomcast.rules.RoomView;
import dev.roomcast.rules.Rooms;
import dev.roomcast.rules.Sender;
import dev.roomcast.rules.dispatch.RuleReporter;
import dev.roomcast.rules.dispatch.RuleThreads;
import dev.roomcast.rules.dispatch.RulesRegistry;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;

/** A node with rules of an application, and a record of their calls. */
abstract class RuledRooms {

    static final long TIMEOUT = 3000;

    final Recorder recorder = new Recorder();
    final Queue<Runnable> workers = new ArrayDeque<>();
    final Judge judge = new Judge();
    final RulesRegistry registry = registry(1).add(judge, Judge.class).add(new Silent(), Silent.class);
    final ManualNode node = new ManualNode(ManualNode.LIMITS, ManualNode.TYPE, registry);

    RulesRegistry registry(int threads) {
        return new RulesRegistry(
                new RuleThreads(workers::add, workers::add, threads), recorder, new CommandDecoder(65536), TIMEOUT);
    }

    static final class Recorder implements RuleReporter {
        final List<String> said = new ArrayList<>();

        @Override
        public void failed(Class<?> rule, String room, String what, Throwable cause) {
            said.add("failed " + what + ": " + cause.getMessage());
        }

        @Override
        public void timedOut(Class<?> rule, String room, String what) {
            said.add("late " + what);
        }

        @Override
        public void overloaded(Class<?> rule, String room, String what) {
            said.add("overload " + what);
        }

        @Override
        public void dropped(Class<?> rule, String room, String what, String why) {
            said.add("dropped " + what + ": " + why);
        }
    }

    record Point(int x, Integer y) {}

    /** A rule that acts by the method of the message. */
    @Rooms("judge-*")
    static class Judge implements RoomRules {
        final List<CompletableFuture<Decision>> open = new ArrayList<>();
        final List<String> events = new ArrayList<>();
        int runs;

        @Override
        public Decision onJoin(RoomView room, Joiner joiner) {
            return switch (String.valueOf(joiner.user())) {
                case "bad" -> Decision.refuse("you may not come in");
                case "guest" -> Decision.acceptAsWatcher();
                case "broken" -> throw new IllegalStateException("join fails");
                default -> Decision.accept();
            };
        }

        @OnMethod("later")
        CompletionStage<Decision> later() {
            open.add(new CompletableFuture<>());
            return open.get(open.size() - 1);
        }

        @OnMethod("uni")
        Uni<Decision> uni(Publication publication) {
            return Uni.createFrom().item(Decision.accept().replace("from uni"));
        }

        @Blocking
        @OnMethod("block")
        Decision block(RoomView room) {
            return Decision.accept().set("server/seen", room.members().size());
        }

        @OnMethod("point")
        void point(Point point, Sender sender) {
            events.add("point " + point.x() + " " + point.y() + " of " + sender.user());
        }

        @OnMethod("count")
        Decision count(RoomView room) {
            runs++;
            return Decision.accept()
                    .set("server/count", room.state("server/count").asInt() + 1);
        }

        @OnMethod("slow-count")
        CompletionStage<Decision> slowCount(RoomView room) {
            runs++;
            int count = room.state("server/count").asInt() + 1;
            return later().thenApply(decision -> decision.set("server/count", count));
        }

        @OnMethod("all")
        Decision all(RoomView room, Sender sender) {
            String other = room.members().get(1).client();
            return Decision.accept()
                    .replace(Map.of("by", "server"))
                    .set("server/a", List.of(1))
                    .publish("second", 2)
                    .send(List.of(other), "secret", 3)
                    .host(other);
        }

        @OnMethod("kick")
        Decision kick(Sender sender) {
            return Decision.refuse("cheater").kick(sender.client());
        }

        @OnMethod("mine")
        Decision mine() {
            return Decision.accept().withoutSet().set("server/mine", true);
        }

        @OnMethod("merge")
        Decision merge() {
            return Decision.accept().set("a", "rule").set("server/b", 2);
        }

        @OnMethod("fail")
        Decision fail() {
            throw new IllegalStateException("thrown by the test");
        }

        @OnMethod("impossible")
        Decision impossible() {
            return Decision.accept().set("no key", 1);
        }

        @OnMethod("nothing")
        Decision nothing() {
            return null;
        }

        @Override
        public Decision onPublication(RoomView room, Sender sender, Publication publication) {
            return switch (publication.method()) {
                case "busy" -> Decision.refuse(RefusalCode.RATE_LIMITED, "slowly");
                case Publication.TEXT ->
                    publication.text().contains("bad")
                            ? Decision.refuse("no")
                            : Decision.accept().replace("said: " + publication.text());
                case Publication.BINARY -> Decision.refuse("no bytes");
                default -> Decision.accept();
            };
        }

        @Override
        public Reaction onJoined(RoomView room, RoomMember member) {
            events.add("joined " + member.user());
            return Reaction.none()
                    .publish("welcome", member.user())
                    .set("server/joins", room.state("server/joins").asInt() + 1);
        }

        @Override
        public Reaction onLeft(RoomView room, RoomMember member, String reason) {
            events.add("left " + member.user() + " " + reason);
            return Reaction.none().set("server/left", member.user());
        }
    }

    @Rooms({"*", "judge-silent"})
    static class Silent implements RoomRules {
        @Override
        public Decision onPublication(RoomView room, Sender sender, Publication publication) {
            return publication.method().equals("judge") ? Decision.refuse("silent") : Decision.accept();
        }
    }

    @AfterEach
    void check_that_nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    ManualNode.Peer join(String room, String user) {
        ManualNode.Peer peer = node.open(room, false, user, 0);
        peer.send("{\"method\":\"$connect\",\"id\":1,\"data\":{\"game\":\"play\"}}");
        node.settle();
        return peer;
    }

    static List<String> methods(ManualNode.Peer peer) {
        return peer.received().stream()
                .map(each -> each.replaceAll("^\\{\"method\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    void publish(ManualNode.Peer peer, int id, String method, String more) {
        peer.send("{\"method\":\"" + method + "\",\"id\":" + id + more + "}");
        node.settle();
    }

    static String only(ManualNode.Peer peer, String part) {
        List<String> all =
                peer.received().stream().filter(each -> each.contains(part)).toList();
        assertEquals(1, all.size(), all::toString);
        return all.get(0);
    }
}
