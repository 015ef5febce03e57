package dev.roomcast.rules.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.roomcast.protocol.BadFrameException;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.GameRole;
import dev.roomcast.protocol.JoinTerms;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.Disconnect;
import dev.roomcast.room.LargeAnswers;
import dev.roomcast.room.Member;
import dev.roomcast.room.MemberRateLimiter;
import dev.roomcast.room.Rights;
import dev.roomcast.room.Room;
import dev.roomcast.room.RuledRoom;
import dev.roomcast.room.Subscriber;
import dev.roomcast.rules.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A member of a room in a test, or a connection that was refused. Thread: the test. */
public final class TestMember implements Subscriber {

    private static final JsonMapper JSON = new JsonMapper();
    private static final CommandDecoder DECODER = new CommandDecoder(RulesTester.MAX_MESSAGE);

    private final RulesTester tester;
    private final Room room;
    private final String user;
    private final Map<Long, Outcome> outcomes = new HashMap<>();
    private final List<JsonNode> received = new ArrayList<>();
    private @Nullable Member member;
    private MemberRateLimiter rate;
    private LargeAnswers.@Nullable Answer answer;
    private @Nullable Disconnect end;
    private boolean isGone;
    private long lastId;

    TestMember(RulesTester tester, Room room, String user) {
        this.tester = tester;
        this.room = room;
        this.user = user;
    }

    void join(Role role) {
        GameRole game = role == Role.NONE ? null : role == Role.PLAYER ? GameRole.PLAY : GameRole.WATCH;
        room.connect(
                this, new Command.Connect(++lastId, null, null, null, null, -1, 0, new JoinTerms(game, null, null)));
    }

    /**
     * Publishes.
     *
     * @param data any value that Jackson can write as JSON; null: none
     */
    public Outcome publish(String method, @Nullable Object data) {
        return publish(method, data, Map.of());
    }

    /**
     * Publishes with a {@code set}, as a malicious client may.
     *
     * @param set keys of the state with their new values; a null value removes the key
     */
    public Outcome publish(String method, @Nullable Object data, @Nullable Map<String, ?> set) {
        Map<String, Object> frame = new LinkedHashMap<>();
        frame.put("method", method);
        frame.put("id", ++lastId);
        if (data != null) {
            frame.put("data", data);
        }
        if (!set.isEmpty()) {
            frame.put("set", set);
        }
        return send(lastId, json(frame));
    }

    private Outcome send(long id, String frame) {
        Outcome outcome = new Outcome();
        outcomes.put(id, outcome);
        RuledRoom ruled = room.ruled();
        try {
            Command.Publish command = (Command.Publish) DECODER.decode(Frame.text(frame));
            if (ruled == null) {
                room.publish(this, command);
            } else {
                ruled.publish(this, command);
            }
        } catch (BadFrameException e) {
            badRequest(e);
        }
        tester.rethrow();
        return outcome;
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    void receive(@Nullable Frame frame) {
        if (frame == null || !frame.isText()) {
            return;
        }
        JsonNode words;
        try {
            words = JSON.readTree(frame.payloadText());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        String method = words.path("method").asText();
        Outcome outcome = outcomes.get(words.path("id").asLong());
        if (method.equals("$ack") && outcome != null) {
            outcome.accept(words.path("data").path("offset").asLong());
        } else if (method.equals("$error") && outcome != null) {
            outcome.refuse(words.path("data"));
        } else {
            received.add(words);
        }
    }

    /** Returns the frames received since the last call, without answers to publications. */
    public List<JsonNode> received() {
        List<JsonNode> all = List.copyOf(received);
        received.clear();
        return all;
    }

    /** Returns the publications of a method received since the last call of {@link #received}. */
    public List<JsonNode> received(String method) {
        return received.stream()
                .filter(each -> each.path("method").asText().equals(method))
                .toList();
    }

    /** Returns whether the connection is a member of the room. */
    public boolean isJoined() {
        return member != null && end == null;
    }

    /** Returns the code with which the connection was closed; 0: it is open. */
    public int closeCode() {
        return end == null ? 0 : end.code().code();
    }

    /** Returns the reason with which the connection was closed; null: it is open. */
    public @Nullable String closeReason() {
        return end == null ? null : end.reason();
    }

    /** Returns the public id in the room. */
    public String client() {
        return member.client();
    }

    /** Returns the role in a game. */
    public Role role() {
        return member.game() == null ? Role.NONE : member.isPlayer() ? Role.PLAYER : Role.WATCHER;
    }

    /** Leaves the room. */
    public void leave() {
        room.leave(this);
        closed();
        tester.rethrow();
    }

    /** Loses the connection, so that the member is away. */
    public void disconnect() {
        closed();
        tester.rethrow();
    }

    private void closed() {
        if (!isGone) {
            isGone = true;
            room.onClosed(this, false);
            room.release();
        }
    }

    @Override
    public boolean isPlain() {
        return false;
    }

    @Override
    public boolean wantsEcho() {
        return true;
    }

    @Override
    public String user() {
        return user;
    }

    @Override
    public @Nullable RawJson info() {
        return null;
    }

    @Override
    public Rights rights() {
        return Rights.ALL;
    }

    @Override
    public void badRequest(BadFrameException bad) {
        Outcome outcome = outcomes.get(bad.id());
        if (outcome != null) {
            outcome.refuse(bad.code().wire(), bad.getMessage());
        }
    }

    @Override
    public MemberRateLimiter rate() {
        return rate;
    }

    @Override
    public void rate(MemberRateLimiter rate) {
        this.rate = rate;
    }

    @Override
    public void disconnect(Disconnect disconnect) {
        if (end == null) {
            end = disconnect;
            closed();
        }
    }

    @Override
    public void held(long bytes) {
        // the memory of a test is not bounded
    }

    @Override
    public @Nullable Member member() {
        return member;
    }

    @Override
    public void member(@Nullable Member member) {
        this.member = member == null ? this.member : member;
    }

    @Override
    public LargeAnswers.@Nullable Answer answer() {
        return answer;
    }

    @Override
    public void answer(LargeAnswers.@Nullable Answer answer) {
        if (answer != null) {
            answer.done();
        }
        this.answer = null;
    }

    @Override
    public boolean isInGame() {
        return member != null && member.game() != null;
    }
}
