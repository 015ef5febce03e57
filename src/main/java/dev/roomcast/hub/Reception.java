package dev.roomcast.hub;

import dev.roomcast.protocol.BadFrame;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Codec;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Frames;
import dev.roomcast.room.Goodbye;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** What comes in on one connection: it is decoded, admitted or refused, and brought to the room. On its event loop. */
final class Reception {

    private final Hub hub;
    private final Connection connection;
    private final Rate rate;
    private final Login login;
    private final Screening screening;
    private boolean connected;
    /** Whether more waits inside the node than should. */
    private boolean congested;
    /** What came while something about the connection is being found out; null: nothing is. */
    private Deque<Frame> held;

    private long heldBytes;
    private int badRequests;

    Reception(Hub hub, Connection connection, Ticket ticket) {
        this.hub = hub;
        this.connection = connection;
        this.rate = new Rate(hub.limits(), hub.clock().now());
        this.login = new Login(hub, connection, ticket);
        this.screening = new Screening(hub, connection, this);
    }

    /** The handshake is done: a plain connection that may becomes a member. */
    void begin() {
        login.begin(() -> {
            if (connection.isPlain()) {
                connection.room().join(connection);
            }
        });
    }

    Login login() {
        return login;
    }

    /** Whether the room knows it: a plain connection is known from the handshake on. */
    boolean isConnected() {
        return connected || connection.isPlain();
    }

    void receive(Frame message) {
        if (held != null) {
            hold(message);
        } else if (message.isText() && !message.isUtf8()) {
            connection.close(Goodbye.of(CloseCode.INVALID_TEXT));
        } else if (!rate.admit(message.payloadLength(), hub.clock().now())) {
            refuse(message);
        } else if (connection.isPlain()) {
            receivePlain(message);
        } else {
            receiveLevel1(message);
        }
    }

    /**
     * Goes on when an answer is there; what comes in the meantime waits, in its order.
     *
     * @param then gets the answer, or null and why there is none; not called when the connection is closed
     */
    <T> void await(CompletionStage<T> answer, BiConsumer<T, Throwable> then) {
        CompletableFuture<T> future = answer.toCompletableFuture();
        if (future.isDone()) {
            settle(future, then);
            return;
        }
        held = new ArrayDeque<>();
        listen();
        future.whenComplete((value, failure) -> connection.loop().execute(() -> {
            Deque<Frame> waiting = held;
            held = null;
            heldBytes = 0;
            if (connection.isOpen()) {
                settle(future, then);
            }
            for (Frame message : waiting) {
                if (connection.isOpen()) {
                    receive(message);
                }
            }
            listen();
        }));
    }

    private static <T> void settle(CompletableFuture<T> done, BiConsumer<T, Throwable> then) {
        T value;
        try {
            value = done.join();
        } catch (CompletionException e) {
            then.accept(null, e.getCause());
            return;
        }
        then.accept(value, null);
    }

    /** Few come, for nothing is read: those that were read already. */
    private void hold(Frame message) {
        held.add(message);
        heldBytes += message.length();
        if (heldBytes > hub.limits().outboxBytes()) {
            connection.close(Goodbye.of(CloseCode.TOO_MANY_REQUESTS, Hub.STAY_AWAY));
            held.clear();
        }
    }

    /** More waits inside the node than should, or not any more. */
    void congested(boolean congested) {
        this.congested = congested;
        listen();
    }

    private void listen() {
        connection.transport().reading(!congested && held == null);
    }

    private void receivePlain(Frame message) {
        Frame answer = message.isText() ? hub.heartbeats().answerToPlain(message) : null;
        if (answer != null) {
            connection.say(answer);
        } else if (!mayPublish(message)) {
            connection.close(Goodbye.of(CloseCode.FORBIDDEN));
        } else if (!message.isText()) {
            connection.room().publishBinary(connection, message);
        } else if (hub.screen() == Screen.NONE) {
            connection.room().publish(connection, message);
        } else {
            screening.plain(message, text -> connection.room().publish(connection, text));
        }
    }

    private boolean mayPublish(Frame message) {
        if (login.rights().publishesAll()) {
            return true;
        }
        Codec.Plain plain = message.isText() ? hub.codec().peek(message) : null;
        return login.rights().publishes(plain == null ? null : plain.method());
    }

    private void receiveLevel1(Frame message) {
        Frame answer = message.isText() ? hub.heartbeats().answerToWord(message) : null;
        if (answer != null) {
            connection.say(answer);
        } else if (!message.isText()) {
            receiveBinary(message);
        } else {
            try {
                admit(hub.codec().decode(message));
            } catch (BadFrame e) {
                answer(e);
            }
        }
    }

    private void receiveBinary(Frame message) {
        if (!connected) {
            connection.say(Frames.error(0, ErrorCode.NOT_CONNECTED, "$connect comes first"));
        } else if (mayPublish(message)) {
            connection.room().publishBinary(connection, message);
        } else {
            forbid(0, "binary messages");
        }
    }

    private void forbid(long id, String what) {
        connection.say(Frames.error(id, ErrorCode.FORBIDDEN, "the right to this is missing: " + what));
    }

    private void answer(BadFrame bad) {
        if (!connected && !bad.isConnect()) {
            connection.say(Frames.error(bad.id(), ErrorCode.NOT_CONNECTED, "$connect comes first"));
            return;
        }
        connection.say(Frames.error(bad.id(), bad.code(), bad.getMessage()));
        if (bad.code() == ErrorCode.BAD_REQUEST && ++badRequests >= hub.limits().badRequests()) {
            connection.close(Goodbye.of(CloseCode.BAD_REQUEST));
        }
    }

    private void admit(Command command) {
        boolean connects = command.kind() == Command.Kind.CONNECT;
        if (!connected && !connects) {
            connection.say(Frames.error(command.id(), ErrorCode.NOT_CONNECTED, "$connect comes first"));
            return;
        }
        switch (command.kind()) {
            case CONNECT -> connect((Command.Connect) command);
            case PUBLISH -> publish((Command.Publish) command);
            case HISTORY -> history((Command.History) command);
            case MEMBERS -> members(command.id());
            case INFO -> info((Command.Info) command);
            case REFRESH -> refresh((Command.Refresh) command);
            case PING -> connection.say(Frames.pong(command.id(), hub.clock().wall()));
            case LEAVE -> connection.room().leave(connection);
        }
    }

    private void connect(Command.Connect command) {
        if (connected) {
            connection.say(Frames.error(command.id(), ErrorCode.ALREADY_CONNECTED, "$connect comes once"));
        } else if (command.info() != null
                && command.info().length() > hub.limits().infoBytes()) {
            sayInfoTooLarge(command.id());
        } else {
            screenInfo(command);
        }
    }

    private void screenInfo(Command.Connect command) {
        if (command.info() == null) {
            enter(command);
        } else {
            screening.level1("$info", command.info(), command.id(), info -> enter(command.with(info)));
        }
    }

    private void enter(Command.Connect command) {
        connected = true;
        login.connect(command, () -> connection.room().connect(connection, command));
    }

    private void publish(Command.Publish command) {
        if (!login.rights().publishes(command.method())) {
            forbid(command.id(), "publish:" + command.method());
        } else if (command.to() != null && !login.rights().direct()) {
            forbid(command.id(), "direct");
        } else if (hub.screen() == Screen.NONE) {
            connection.room().publish(connection, command);
        } else {
            screening.level1(
                    command.method(),
                    command.data(),
                    command.id(),
                    data -> connection.room().publish(connection, command.with(data)));
        }
    }

    private void history(Command.History command) {
        if (login.rights().history()) {
            connection.room().history(connection, command);
        } else {
            forbid(command.id(), "history");
        }
    }

    private void members(long id) {
        if (login.rights().members()) {
            connection.room().members(connection, id);
        } else {
            forbid(id, "members");
        }
    }

    private void refresh(Command.Refresh command) {
        if (hub.authenticator().isAsking()) {
            login.refresh(command);
        } else {
            answer(BadFrame.badRequest(command.id(), "nobody logs in here"));
        }
    }

    private void info(Command.Info command) {
        if (command.info().length() > hub.limits().infoBytes()) {
            sayInfoTooLarge(command.id());
        } else if (login.info() != null) {
            forbid(command.id(), "info, which the token gives");
        } else {
            screening.level1(
                    "$info",
                    command.info(),
                    command.id(),
                    info -> connection.room().info(connection, new Command.Info(command.id(), info)));
        }
    }

    private void sayInfoTooLarge(long id) {
        connection.say(Frames.error(
                id, ErrorCode.TOO_LARGE, "info is at most " + hub.limits().infoBytes() + " bytes"));
    }

    /** A plain client cannot be told that a message was refused, except at the end; one of level 1 is told each time. */
    private void refuse(Frame message) {
        if (connection.isPlain()) {
            connection.close(Goodbye.of(CloseCode.TOO_MANY_REQUESTS, Hub.STAY_AWAY));
            return;
        }
        long id = message.isText() ? hub.codec().idOf(message) : 0;
        connection.say(Frames.error(id, ErrorCode.RATE_LIMITED, "too many messages, or too large ones"));
        loseAPatience(1);
    }

    private void loseAPatience(double amount) {
        if (rate.isTooMany(amount)) {
            connection.close(Goodbye.of(CloseCode.TOO_MANY_REQUESTS, Hub.STAY_AWAY));
        }
    }

    /** It is answered unless there are too many. */
    void receivePing(byte[] body) {
        if (rate.admit(body.length, hub.clock().now())) {
            connection.say(Frame.pong(body));
        } else {
            loseAPatience(1);
        }
    }

    /** A pong came, or a part of a message: a sign of life. */
    void receiveSign() {
        rate.fill(hub.clock().now());
        loseAPatience(Rate.SIGN);
    }
}
