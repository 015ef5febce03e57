package dev.roomcast.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.protocol.Codec;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Frames;
import dev.roomcast.protocol.RawJson;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/** Has what comes in on one connection looked at, and goes on with what may be said. On its event loop. */
final class Screening {

    private final Hub hub;
    private final Connection connection;
    private final Reception reception;

    Screening(Hub hub, Connection connection, Reception reception) {
        this.hub = hub;
        this.connection = connection;
        this.reception = reception;
    }

    /** A plain client is not told that what it said was refused: it does not hear it, as the others do not. */
    void plain(Frame message, Consumer<Frame> then) {
        Codec.Plain plain = hub.codec().peek(message);
        boolean publication = plain != null && plain.isPublication();
        String method = publication ? plain.method() : "$text";
        if (!hub.screen().covers(method)) {
            then.accept(message);
            return;
        }
        RawJson data = publication ? plain.data() : null;
        String text = data == null ? message.payloadText() : hub.codec().textsIn(data);
        ask(saying(method, data, text), verdict -> {
            if (verdict.passes()) {
                then.accept(verdict.data() == null ? message : replaced(message, plain, verdict.data()));
            }
        });
    }

    /** {@code then} goes on with the value that may be said; who must not is told so. */
    void level1(String method, RawJson value, long id, Consumer<RawJson> then) {
        if (!hub.screen().covers(method)) {
            then.accept(value);
            return;
        }
        ask(saying(method, value, value == null ? "" : hub.codec().textsIn(value)), verdict -> {
            if (verdict.passes()) {
                then.accept(verdict.data() == null ? value : verdict.data());
            } else {
                connection.say(Frames.error(id, verdict.error(), verdict.message()));
            }
        });
    }

    private Screen.Saying saying(String method, RawJson data, String text) {
        return new Screen.Saying(
                connection.room().name(), reception.login().identity(), connection.speaker(), method, data, text);
    }

    private void ask(Screen.Saying saying, Consumer<Screen.Verdict> then) {
        reception.await(hub.screen().check(saying), (verdict, failure) -> {
            if (failure != null) {
                hub.failed(failure);
            }
            then.accept(failure == null ? verdict : Screen.Verdict.UNCHECKED);
        });
    }

    /** The same text with other data; all else in it stays. One without a method becomes another text. */
    private Frame replaced(Frame message, Codec.Plain plain, RawJson data) {
        if (plain == null || !plain.isPublication()) {
            return Frame.text(hub.codec().textOf(data));
        }
        byte[] bytes = message.bytes();
        int end = message.payload() + message.payloadLength();
        int from = plain.data() == null ? lastBrace(bytes, end) : plain.data().from();
        int to = plain.data() == null ? from : from + plain.data().length();
        ByteArrayOutputStream text = new ByteArrayOutputStream(message.payloadLength() + data.length());
        text.write(bytes, message.payload(), from - message.payload());
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
