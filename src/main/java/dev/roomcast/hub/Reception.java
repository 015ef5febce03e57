package dev.roomcast.hub;

import dev.roomcast.protocol.BadFrame;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Frames;
import dev.roomcast.room.Goodbye;

/** What comes in on one connection: it is decoded, admitted or refused, and brought to the room. On its event loop. */
final class Reception {

    private final Hub hub;
    private final Connection connection;
    private final Rate rate;
    private boolean connected;
    private int badRequests;

    Reception(Hub hub, Connection connection) {
        this.hub = hub;
        this.connection = connection;
        this.rate = new Rate(hub.limits(), hub.clock().now());
    }

    /** Whether the room knows it: a plain connection is known from the handshake on. */
    boolean isConnected() {
        return connected || connection.isPlain();
    }

    void receive(Frame message) {
        if (message.isText() && !message.isUtf8()) {
            connection.close(Goodbye.of(CloseCode.INVALID_TEXT));
        } else if (!rate.admit(message.payloadLength(), hub.clock().now())) {
            refuse(message);
        } else if (connection.isPlain()) {
            receivePlain(message);
        } else {
            receiveLevel1(message);
        }
    }

    private void receivePlain(Frame message) {
        Frame answer = message.isText() ? hub.heartbeats().answerToPlain(message) : null;
        if (answer != null) {
            connection.say(answer);
        } else if (message.isText()) {
            connection.room().publish(connection, message);
        } else {
            connection.room().publishBinary(connection, message);
        }
    }

    private void receiveLevel1(Frame message) {
        Frame answer = message.isText() ? hub.heartbeats().answerToWord(message) : null;
        if (answer != null) {
            connection.say(answer);
        } else if (!message.isText()) {
            if (connected) {
                connection.room().publishBinary(connection, message);
            } else {
                connection.say(Frames.error(0, ErrorCode.NOT_CONNECTED, "$connect comes first"));
            }
        } else {
            try {
                admit(hub.codec().decode(message));
            } catch (BadFrame e) {
                answer(e);
            }
        }
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
            case PUBLISH -> connection.room().publish(connection, (Command.Publish) command);
            case HISTORY -> connection.room().history(connection, (Command.History) command);
            case MEMBERS -> connection.room().members(connection, command.id());
            case INFO -> info((Command.Info) command);
            case REFRESH -> answer(BadFrame.badRequest(command.id(), "nobody logs in here"));
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
            connected = true;
            connection.room().connect(connection, command);
        }
    }

    private void info(Command.Info command) {
        if (command.info().length() > hub.limits().infoBytes()) {
            sayInfoTooLarge(command.id());
        } else {
            connection.room().info(connection, command);
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
