package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.protocol.BadFrameException;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.ServerFrames;
import dev.roomcast.testkit.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** A connection to a room without a network; the test reads the frames of the room. */
final class FakeSubscriber implements Subscriber {

    private static final CommandDecoder CODEC = new CommandDecoder(65536);
    private static final long PATIENCE = 30;
    private static final JsonNode NO_WELCOME = Json.JSON.createObjectNode();

    private final Room room;
    private final SystemClock clock;
    private final String user;
    private final boolean plain;
    private final boolean echo;
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private volatile Member member;
    private volatile MemberRateLimiter rate;
    private JsonNode welcome = NO_WELCOME;
    private Rights rights = Rights.ALL;

    /** @param user null: the server generates a name */
    FakeSubscriber(Room room, SystemClock clock, String user, boolean plain, boolean echo) {
        this.room = room;
        this.clock = clock;
        this.user = user;
        this.plain = plain;
        this.echo = echo;
    }

    /** Joins at level 1 as a new member. */
    FakeSubscriber connect() {
        return connect(null, null, null, -1);
    }

    FakeSubscriber showing(String info) {
        return connect(RawJson.of(info), null, null, -1);
    }

    /** Resumes the member of another connection, which received all publications up to an offset. */
    FakeSubscriber back(FakeSubscriber before, long offset) {
        return connect(null, before.known("session"), before.known("epoch"), offset);
    }

    FakeSubscriber connect(RawJson info, String session, String epoch, long offset) {
        room.connect(this, new Command.Connect(1, null, info, session, epoch, offset));
        return this;
    }

    /** Restricts the rights of the subscriber from now on. */
    FakeSubscriber granted(String... words) {
        rights = Rights.of(List.of(words));
        return this;
    }

    /** Sends a level 1 frame, in which single quotes stand for double quotes. */
    FakeSubscriber say(String frame) {
        try {
            Command command = CODEC.decode(Frame.text(Json.text(frame)));
            switch (command.kind()) {
                case CONNECT -> room.connect(this, (Command.Connect) command);
                case PUBLISH -> publish((Command.Publish) command);
                case HOST -> room.host(this, (Command.Host) command);
                case KICK -> room.kick(this, (Command.Kick) command);
                case RUN, INPUT, FRAMES, SNAPSHOT, ROOMS, MATCH, CANCEL_MATCH -> room.request(this, command);
                default -> throw new IllegalArgumentException(frame);
            }
        } catch (BadFrameException e) {
            throw new IllegalArgumentException(e);
        }
        return this;
    }

    private void publish(Command.Publish command) {
        if (room.ruled() == null) {
            room.publish(this, command);
        } else {
            room.ruled().publish(this, command);
        }
    }

    /** Sends a frame and waits for its answer. */
    JsonNode ask(String frame) {
        say(frame);
        JsonNode id = Json.node(frame).get("id");
        return await(answer -> answer.get("method").textValue().startsWith("$") && id.equals(answer.get("id")));
    }

    FakeSubscriber join() {
        room.join(this);
        return this;
    }

    /** Returns the data of the answer to the join. */
    JsonNode welcome() {
        if (welcome == NO_WELCOME) {
            welcome = await(frame -> is(frame, "$connect")).get("data");
        }
        return welcome;
    }

    String known(String field) {
        return welcome().get(field).textValue();
    }

    FakeSubscriber publish(String method, long id) {
        return publish(method, id, null, false);
    }

    FakeSubscriber publish(String method, long id, List<String> to, boolean isVolatile) {
        room.publish(this, new Command.Publish(id, method, RawJson.of("{ \"n\": 1.0 }"), to, isVolatile));
        return this;
    }

    void text(String text) {
        room.publish(this, Frame.text(text));
    }

    void binary(byte... bytes) {
        Frame frame = Frame.allocate(false, bytes.length);
        System.arraycopy(bytes, 0, frame.bytes(), frame.payloadStart(), bytes.length);
        room.publishBinary(this, frame);
    }

    void info(String info, long id) {
        room.info(this, new Command.Info(id, RawJson.of(info)));
    }

    JsonNode history(long offset, long limit) {
        room.history(this, new Command.History(9, null, offset, limit));
        return await(frame -> is(frame, "$history")).get("data");
    }

    /** Returns the users in the order of the room, with {@code -} before an away user. */
    List<String> members() {
        askMembers();
        List<String> users = new ArrayList<>();
        for (JsonNode each : await(frame -> is(frame, "$members")).get("data").get("members")) {
            boolean away = each.get("state").textValue().equals("away");
            users.add((away ? "-" : "") + each.get("user").textValue());
        }
        return users;
    }

    void askMembers() {
        room.members(this, 10);
    }

    void leave() {
        room.leave(this);
    }

    boolean isOpen() {
        return open.get();
    }

    /** Breaks the connection. */
    void cut() {
        if (open.compareAndSet(true, false)) {
            room.onClosed(this, false);
            room.release();
        }
    }

    void hear(OutboundMessage message) {
        Frame frame = message.isFor(this) ? message.frame(plain) : null;
        if (frame != null) {
            heard.add(frame.isText() ? frame.payloadText() : "binary " + frame.payloadLength());
        }
    }

    /** Returns whether an unread frame exists. */
    boolean hasHeard() {
        return !heard.isEmpty();
    }

    /** Returns the next received frame of any kind. */
    String next() {
        try {
            String next = heard.poll(PATIENCE, TimeUnit.SECONDS);
            assertNotNull(next, () -> "no further frame arrives at " + user);
            return next;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns all frames up to and including one that contains a text. */
    List<String> until(String part) {
        List<String> all = new ArrayList<>();
        do {
            all.add(next());
        } while (!all.get(all.size() - 1).contains(part));
        return all;
    }

    /** Returns the close of the connection and skips earlier frames. */
    String closed() {
        List<String> all = until("close ");
        return all.get(all.size() - 1);
    }

    /** Returns the next matching frame and skips earlier ones. */
    JsonNode await(Predicate<JsonNode> wanted) {
        while (true) {
            String text = next();
            JsonNode frame = text.startsWith("{") ? Json.parse(text) : NO_WELCOME;
            if (frame.has("method") && wanted.test(frame)) {
                return frame;
            }
        }
    }

    JsonNode await(String method) {
        return await(frame -> is(frame, method));
    }

    /** Returns the next publications with an offset. */
    List<String> publications(int count) {
        List<String> all = new ArrayList<>();
        while (all.size() < count) {
            all.add(await(frame -> frame.has("offset")).toString());
        }
        return all;
    }

    static boolean is(JsonNode frame, String method) {
        return frame.get("method").textValue().equals(method);
    }

    @Override
    public boolean isPlain() {
        return plain;
    }

    @Override
    public boolean wantsEcho() {
        return echo;
    }

    @Override
    public String user() {
        return user;
    }

    @Override
    public RawJson info() {
        return null;
    }

    @Override
    public Rights rights() {
        return rights;
    }

    @Override
    public void badRequest(BadFrameException bad) {
        heard.add(ServerFrames.error(bad.id(), bad.code(), bad.getMessage()).payloadText());
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
        heard.add("close " + disconnect.code().code() + (disconnect.after() > 0 ? " after" : ""));
        clock.execute(this::cut);
    }

    @Override
    public Member member() {
        return member;
    }

    @Override
    public void member(Member member) {
        this.member = member;
    }

    @Override
    public void held(long bytes) {
        // The fake has memory for all answers.
    }

    @Override
    public boolean isInGame() {
        Member current = member;
        return current != null && current.game() != null;
    }

    @Override
    public LargeAnswers.Answer answer() {
        return null;
    }

    @Override
    public void answer(LargeAnswers.Answer answer) {
        answer.done();
    }
}
