package dev.roomcast.rules.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.Ids;
import dev.roomcast.room.Limits;
import dev.roomcast.room.MemoryEngine;
import dev.roomcast.room.Rights;
import dev.roomcast.room.Room;
import dev.roomcast.room.RoomAdmin;
import dev.roomcast.room.RoomContext;
import dev.roomcast.room.RoomListener;
import dev.roomcast.room.RoomService;
import dev.roomcast.room.RoomType;
import dev.roomcast.rules.Role;
import dev.roomcast.rules.RoomRules;
import dev.roomcast.rules.dispatch.RuleReporter;
import dev.roomcast.rules.dispatch.RuleThreads;
import dev.roomcast.rules.dispatch.RulesRegistry;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A room with a rule, without a server and a network, in which only the test advances time. The room is the server's
 * own implementation with the engine in memory; blocking rules run on the thread of the test.
 *
 * <pre>
 * RulesTester room = RulesTester.room("tictactoe-1", new TicTacToe());
 * TestMember li = room.join("li");
 * TestMember wang = room.join("wang");
 * assertTrue(li.publish("move", Map.of("at", 4)).isAccepted());
 * assertEquals("not your turn", li.publish("move", Map.of("at", 5)).message());
 * assertEquals("x", room.state("server/board").get(4).asText());
 * </pre>
 *
 * <p>An exception of a rule fails the test. Thread: the test.
 */
public final class RulesTester {

    static final int MAX_MESSAGE = 65536;

    private static final long TIMEOUT_MILLIS = 3000;

    private static final Limits LIMITS = new Limits(
            MAX_MESSAGE, 0, 0, 0, 0, 1 << 20, 0, 0, 0, 0, 10_000, 25_000, 3_000, 1024, 10, 1000, 64 << 20, 64 << 20);

    private static final RoomType TYPE = new RoomType(
            120_000, 256, 1 << 20, 600_000, 0, 100, RoomType.SameUser.ALLOW, true, true, 200, 200, 0, 0, Rights.ALL);

    private final TestClock clock = new TestClock();
    private final String name;
    private final RoomService rooms;
    private final RoomAdmin admin;
    private @Nullable Throwable failure;

    private RulesTester(String name, RoomRules rules) {
        this.name = name;
        CommandDecoder decoder = new CommandDecoder(MAX_MESSAGE);
        RulesRegistry registry = new RulesRegistry(
                        new RuleThreads(Runnable::run, Runnable::run, Integer.MAX_VALUE),
                        new Failures(),
                        decoder,
                        TIMEOUT_MILLIS)
                .add(rules, rules.getClass());
        rooms = new RoomService(new RoomContext(
                LIMITS,
                room -> TYPE,
                clock,
                decoder,
                TestBroadcaster::new,
                new MemoryEngine(new Ids(new Random(1)), clock),
                RoomListener.NONE,
                Runnable::run,
                error -> failure = failure == null ? error : failure,
                room -> null,
                registry));
        admin = new RoomAdmin(rooms, user -> CompletableFuture.completedFuture(0));
        if (registry.open(name, TYPE) == null) {
            throw new IllegalArgumentException("the room " + name + " does not match @Rooms of "
                    + rules.getClass().getName());
        }
    }

    /**
     * Creates a room without members.
     *
     * @throws IllegalArgumentException if the rule does not apply to the room, or its class is invalid
     */
    public static RulesTester room(String name, RoomRules rules) {
        return new RulesTester(name, rules);
    }

    /** Lets a player request to join. @return the member, or the refused connection */
    public TestMember join(String user) {
        return join(user, Role.PLAYER);
    }

    /** Lets a member request to join. @return the member, or the refused connection */
    public TestMember join(String user, Role role) {
        Room room = rooms.open(name);
        TestMember member = new TestMember(this, room, user);
        member.join(role);
        rethrow();
        return member;
    }

    /** Returns the value of a key of the state; a missing node: absent. */
    public JsonNode state(String key) {
        var room = admin.room(name).toCompletableFuture().join();
        RawJson value =
                room == null || room.state() == null ? null : room.state().get(key);
        try {
            return value == null ? MissingNode.getInstance() : new JsonMapper().readTree(value.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Advances time: linger times end, and decisions time out. */
    public void pass(Duration time) {
        clock.advance(time.toMillis());
        rethrow();
    }

    /** Returns the time in the room, in milliseconds since 1970. */
    public long time() {
        return clock.epochMillis();
    }

    void rethrow() {
        Throwable thrown = failure;
        failure = null;
        if (thrown != null) {
            throw new AssertionError("the rule failed: " + thrown, thrown);
        }
    }

    private final class Failures implements RuleReporter {

        @Override
        public void failed(Class<?> rule, String room, String what, Throwable cause) {
            failure = cause;
        }

        @Override
        public void timedOut(Class<?> rule, String room, String what) {
            // the message of the rule is refused
        }

        @Override
        public void overloaded(Class<?> rule, String room, String what) {
            throw new IllegalStateException("a test does not limit threads");
        }

        @Override
        public void dropped(Class<?> rule, String room, String what, String why) {
            failure = new IllegalStateException("an effect of " + what + " was dropped: " + why);
        }
    }
}
