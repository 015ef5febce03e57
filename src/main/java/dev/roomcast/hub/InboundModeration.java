package dev.roomcast.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.JsonWriter;
import dev.roomcast.protocol.PlainText;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.ServerFrames;
import dev.roomcast.protocol.StateChange;
import dev.roomcast.protocol.VisibleText;
import dev.roomcast.room.Disconnect;
import dev.roomcast.room.Ids;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Submits the messages of one connection to the moderator, and routes the accepted ones. Thread: event loop. */
final class InboundModeration {

    /** Replaces a secret value for the moderator. */
    private static final RawJson TRUE = RawJson.of("true");

    private final Hub hub;
    private final Connection connection;
    private final InboundHandler inbound;

    InboundModeration(Hub hub, Connection connection, InboundHandler inbound) {
        this.hub = hub;
        this.connection = connection;
        this.inbound = inbound;
    }

    /**
     * Checks a complete level 0 text, because level 0 members receive all of it. A refusal is silent: the sender
     * receives no echo.
     */
    void plain(Frame message, Consumer<Frame> then) {
        PlainText plain = hub.decoder().peek(message);
        boolean publication = plain != null && plain.isPublication();
        String whole = message.payloadText();
        Moderator.ModerationRequest request = request(
                        publication ? plain.method() : "$text",
                        publication ? plain.data() : null,
                        VisibleText.of(whole))
                .plain(whole);
        if (!request.isCoveredBy(hub.moderator())) {
            then.accept(message);
            return;
        }
        check(request, verdict -> {
            if (verdict.passes()) {
                then.accept(verdict.data() == null ? message : replaced(message, plain, verdict.data()));
            }
        });
    }

    /** Passes the accepted value to {@code then}, or sends an error to the sender. */
    void level1(String method, RawJson value, long id, Consumer<RawJson> then) {
        if (!hub.moderator().covers(method)) {
            then.accept(value);
            return;
        }
        check(request(method, value, textsIn(value)), verdict -> {
            if (verdict.passes()) {
                then.accept(verdict.data() == null ? value : verdict.data());
            } else {
                connection.send(ServerFrames.error(id, verdict.error(), verdict.message()));
            }
        });
    }

    /** Checks a publication. The entry for the list of rooms is always checked, because strangers read it. */
    void publication(Command.Publish command, Consumer<Command.Publish> then) {
        RawJson list = listed(command);
        if (list == null) {
            values(command, then);
        } else {
            level1(StateChange.LIST, list, command.id(), checked -> values(with(command, list, checked), then));
        }
    }

    /** Returns the entry for the list of rooms in a publication; null: none that the moderator covers. */
    private @Nullable RawJson listed(Command.Publish command) {
        boolean mayList = command.state() != null && command.state().set() != null && connection.mayHaveRole();
        return mayList && hub.moderator().covers(StateChange.LIST)
                ? hub.decoder().field(command.state().set(), StateChange.LIST)
                : null;
    }

    private static Command.Publish with(Command.Publish command, RawJson list, RawJson checked) {
        if (checked == list) {
            return command;
        }
        return command.with(command.state().withSet(spliced(command.state().set(), list, checked)));
    }

    /** Returns a copy of the object in which {@code other} replaces the field value {@code value}. */
    private static RawJson spliced(RawJson object, RawJson value, RawJson other) {
        ByteArrayOutputStream changed = new ByteArrayOutputStream(object.length() + other.length());
        changed.write(object.bytes(), object.from(), value.from() - object.from());
        changed.write(other.bytes(), other.from(), other.length());
        int end = value.from() + value.length();
        changed.write(object.bytes(), end, object.from() + object.length() - end);
        return new RawJson(changed.toByteArray(), 0, changed.size());
    }

    /** Returns the values as members see them, without the key for joining. */
    private RawJson withoutSecret(RawJson set) {
        RawJson key = hub.decoder().field(set, StateChange.KEY);
        return key == null || key.bytes()[key.from()] != '"' ? set : spliced(set, key, TRUE);
    }

    /** Checks the values that a publication sets in the shared state. */
    private void values(Command.Publish command, Consumer<Command.Publish> then) {
        RawJson set = command.state() == null || !connection.mayHaveRole()
                ? null
                : command.state().set();
        if (set == null || !hub.moderator().covers(command.method())) {
            level1(command.method(), command.data(), command.id(), data -> then.accept(command.with(data)));
            return;
        }
        Moderator.ModerationRequest request = request(command.method(), command.data(), textsIn(command.data()));
        RawJson shown = withoutSecret(set);
        check(request.setting(shown, textsIn(shown)), verdict -> {
            if (!verdict.passes()) {
                connection.send(ServerFrames.error(command.id(), verdict.error(), verdict.message()));
            } else {
                then.accept(verdict.data() == null ? command : command.with(verdict.data()));
            }
        });
    }

    /**
     * Checks the name that a client states, as info is checked. A refusal closes the connection. If the check fails,
     * the server generates a name.
     *
     * @param user the stated name; null: none
     */
    void name(@Nullable String user, Consumer<String> then) {
        if (user == null || !hub.moderator().covers("$info")) {
            then.accept(user);
            return;
        }
        RawJson json = RawJson.of(
                new String(new JsonWriter(user.length() + 2).string(user).json(), UTF_8));
        check(request("$info", json, user), verdict -> {
            if (verdict.error() == ErrorCode.FORBIDDEN) {
                connection.refuse(Disconnect.of(CloseCode.FORBIDDEN));
            } else {
                then.accept(verdict.passes() ? checkedName(user, verdict.data()) : null);
            }
        });
    }

    /** @param replacement the moderator's replacement; null: the name stays */
    private @Nullable String checkedName(String user, @Nullable RawJson replacement) {
        if (replacement == null) {
            return user;
        }
        String other = hub.decoder().textOf(replacement);
        return Ids.isUser(other) ? other : null;
    }

    /** Returns the readable text of a value. */
    private String textsIn(@Nullable RawJson value) {
        return value == null ? "" : VisibleText.of(hub.decoder().textsIn(value));
    }

    private Moderator.ModerationRequest request(String method, @Nullable RawJson data, String text) {
        return new Moderator.ModerationRequest(
                connection.room().name(), inbound.auth().identity(), connection.senderName(), method, data, text);
    }

    private void check(Moderator.ModerationRequest request, Consumer<Moderator.Verdict> then) {
        int bytes = request.text().length()
                + (request.data() == null ? 0 : request.data().length());
        inbound.pause().await(bytes, () -> hub.moderator().check(request), (verdict, failure) -> {
            if (failure != null && !(failure instanceof Authenticator.RefusedException)) {
                hub.failed(failure);
            }
            then.accept(failure == null ? verdict : Moderator.Verdict.UNCHECKED);
        });
    }

    /**
     * Replaces the data of a text; the other fields stay. A text without a method is replaced as a whole; a text with
     * repeated fields keeps only the method.
     */
    private Frame replaced(Frame message, @Nullable PlainText plain, RawJson data) {
        if (plain == null || !plain.isPublication()) {
            return Frame.text(hub.decoder().textOf(data));
        }
        if (plain.isAmbiguous()) {
            JsonWriter text = new JsonWriter(64 + data.length());
            text.ascii("{\"method\":").string(plain.method());
            return Frame.text(
                    new String(text.ascii(",\"data\":").raw(data).ascii("}").json(), UTF_8));
        }
        byte[] bytes = message.bytes();
        int end = message.payloadStart() + message.payloadLength();
        int from = plain.data() == null ? lastBrace(bytes, end) : plain.data().from();
        int to = plain.data() == null ? from : from + plain.data().length();
        ByteArrayOutputStream text = new ByteArrayOutputStream(message.payloadLength() + data.length());
        text.write(bytes, message.payloadStart(), from - message.payloadStart());
        text.writeBytes(plain.data() == null ? ",\"data\":".getBytes(UTF_8) : new byte[0]);
        text.write(data.bytes(), data.from(), data.length());
        text.write(bytes, to, end - to);
        return Frame.text(text.toString(UTF_8));
    }

    private static int lastBrace(byte[] bytes, int end) {
        int at = end - 1;
        while (bytes[at] != '}') {
            at--;
        }
        return at;
    }
}
