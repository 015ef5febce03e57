package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.RawJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** A connection to a room without a network: what its room says to it, the test hears. */
final class Guest implements Outlet {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE = 30;
    private static final JsonNode NO_WELCOME = JSON.createObjectNode();

    private final Room room;
    private final Ticking clock;
    private final String user;
    private final boolean plain;
    private final boolean echo;
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private volatile Member member;
    private JsonNode welcome = NO_WELCOME;

    /** @param user null: the server makes a name up */
    Guest(Room room, Ticking clock, String user, boolean plain, boolean echo) {
        this.room = room;
        this.clock = clock;
        this.user = user;
        this.plain = plain;
        this.echo = echo;
    }

    /** Asks for a seat at level 1, as a new member. */
    Guest connect() {
        return connect(null, null, null, -1);
    }

    Guest showing(String info) {
        return connect(RawJson.of(info), null, null, -1);
    }

    /** Asks for the seat of another connection, which had received everything up to an offset. */
    Guest back(Guest before, long offset) {
        return connect(null, before.known("session"), before.known("epoch"), offset);
    }

    Guest connect(RawJson info, String session, String epoch, long offset) {
        room.connect(this, new Command.Connect(1, null, info, session, epoch, offset));
        return this;
    }

    Guest join() {
        room.join(this);
        return this;
    }

    /** The data of the answer to its coming. */
    JsonNode welcome() {
        if (welcome == NO_WELCOME) {
            welcome = await(frame -> is(frame, "$connect")).get("data");
        }
        return welcome;
    }

    String known(String field) {
        return welcome().get(field).textValue();
    }

    Guest publish(String method, long id) {
        return publish(method, id, null, false);
    }

    Guest publish(String method, long id, List<String> to, boolean isVolatile) {
        room.publish(this, new Command.Publish(id, method, RawJson.of("{ \"n\": 1.0 }"), to, isVolatile));
        return this;
    }

    void text(String text) {
        room.publish(this, Frame.text(text));
    }

    void binary(byte... bytes) {
        Frame frame = Frame.allocate(false, bytes.length);
        System.arraycopy(bytes, 0, frame.bytes(), frame.payload(), bytes.length);
        room.publishBinary(this, frame);
    }

    void info(String info, long id) {
        room.info(this, new Command.Info(id, RawJson.of(info)));
    }

    JsonNode history(long offset, long limit) {
        room.history(this, new Command.History(9, null, offset, limit));
        return await(frame -> is(frame, "$history")).get("data");
    }

    /** The users, in the order in which the room names them; {@code -} before one who is away. */
    List<String> members() {
        room.members(this, 10);
        List<String> users = new ArrayList<>();
        for (JsonNode each : await(frame -> is(frame, "$members")).get("data").get("members")) {
            boolean away = each.get("state").textValue().equals("away");
            users.add((away ? "-" : "") + each.get("user").textValue());
        }
        return users;
    }

    void leave() {
        room.leave(this);
    }

    boolean isOpen() {
        return open.get();
    }

    /** The connection breaks. */
    void cut() {
        if (open.compareAndSet(true, false)) {
            room.closed(this, false);
            room.release();
        }
    }

    void hear(Utterance utterance) {
        Frame frame = utterance.isFor(this) ? utterance.frame(plain) : null;
        if (frame != null) {
            heard.add(frame.isText() ? frame.payloadText() : "binary " + frame.payloadLength());
        }
    }

    /** What it hears next, whatever it is. */
    String next() {
        try {
            String next = heard.poll(PATIENCE, TimeUnit.SECONDS);
            assertNotNull(next, () -> "nothing more is heard by " + user);
            return next;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All that it hears until something with this in it comes, that included. */
    List<String> until(String part) {
        List<String> all = new ArrayList<>();
        do {
            all.add(next());
        } while (!all.get(all.size() - 1).contains(part));
        return all;
    }

    /** How its connection is closed; what comes before is not looked at. */
    String closed() {
        List<String> all = until("close ");
        return all.get(all.size() - 1);
    }

    /** The next that fits; what comes before is not looked at. */
    JsonNode await(Predicate<JsonNode> wanted) {
        while (true) {
            String text = next();
            JsonNode frame = text.startsWith("{") ? parse(text) : NO_WELCOME;
            if (frame.has("method") && wanted.test(frame)) {
                return frame;
            }
        }
    }

    JsonNode await(String method) {
        return await(frame -> is(frame, method));
    }

    /** The next that have a place in the order. */
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

    static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        return Rights.ALL;
    }

    @Override
    public void goodbye(Goodbye goodbye) {
        heard.add("close " + goodbye.code().code() + (goodbye.after() > 0 ? " after" : ""));
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
}
