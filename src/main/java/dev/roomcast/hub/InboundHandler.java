package dev.roomcast.hub;

import dev.roomcast.protocol.BadFrameException;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.PlainText;
import dev.roomcast.protocol.ServerFrames;
import dev.roomcast.room.Disconnect;
import dev.roomcast.room.MemberRateLimiter;
import dev.roomcast.room.RuledRoom;

/**
 * Handles the messages that one connection receives: decodes them, admits or refuses them, and routes them to the room.
 * Thread: event loop.
 */
final class InboundHandler {

    private final Hub hub;
    private final Connection connection;
    /** The rate of the connection; after the join, the rate of the member. */
    private volatile MemberRateLimiter rate;

    private final UnfinishedInput input;
    private final ConnectionAuth auth;
    private final InboundModeration moderation;
    private final CommandHandler commands;
    private final ReadPause pause;
    private int badRequests;

    InboundHandler(Hub hub, Connection connection, HandshakeRequest request) {
        this.hub = hub;
        this.connection = connection;
        this.rate = new MemberRateLimiter(hub.limits(), hub.clock().monotonicMillis());
        this.input = new UnfinishedInput(connection, hub.input(), hub.limits().messageTime());
        this.pause = new ReadPause(hub, connection, input);
        this.auth = new ConnectionAuth(hub, connection, request);
        this.moderation = new InboundModeration(hub, connection, this);
        this.commands = new CommandHandler(hub, connection, this, moderation);
    }

    /** Starts after the handshake: a level 0 connection joins the room if it has the right. */
    void begin() {
        auth.begin(() -> {
            if (connection.isPlain()) {
                connection.room().join(connection);
            }
        });
    }

    InboundModeration moderation() {
        return moderation;
    }

    ConnectionAuth auth() {
        return auth;
    }

    /** Returns whether the room knows the connection; at level 0, from the handshake on. */
    boolean isConnected() {
        return commands.isConnected() || connection.isPlain();
    }

    void receive(Frame message) {
        int length = input.finish(message.payloadLength());
        if (pause.isPaused()) {
            pause.retain(message);
        } else if (hub.isCongested()) {
            pause.retain(message); // an answer would increase the backlog
            connection.loop().connections().pause(connection);
        } else if (message.isText() && !message.isUtf8()) {
            connection.close(Disconnect.of(CloseCode.INVALID_TEXT));
        } else if (!rate.admit(length, hub.clock().monotonicMillis())) {
            refuse(message);
        } else if (connection.isPlain()) {
            receivePlain(message);
        } else {
            receiveLevel1(message);
        }
    }

    /** Accounts for the bytes of unfinished or waiting messages in the transport. */
    void keeps(long bytes) {
        long now = hub.clock().monotonicMillis();
        long uncharged = input.keeps(bytes, now);
        if (uncharged > 0) {
            rate.charge(uncharged, now);
        }
        if (bytes > 0 && hub.input().isFarExceeded()) {
            hub.input().countExceeded(); // the loop has read from many connections before it could close any
            closeForMemory();
        }
        pause.checkMemory();
    }

    /** Returns the object that pauses and resumes reading from the connection. */
    ReadPause pause() {
        return pause;
    }

    UnfinishedInput input() {
        return input;
    }

    /** Closes the connection if an unfinished message exceeds its deadline. */
    void check(long now) {
        input.check(!pause.isPaused(), now);
    }

    /** Drops the held messages and closes the connection, because memory is scarce. */
    void closeForMemory() {
        connection.close(Disconnect.of(CloseCode.SLOW));
        pause.dropHeld();
        input.drop();
    }

    /** Releases the input memory after the connection has ended. */
    void end() {
        pause.end();
        input.end();
        auth.end();
    }

    /** Continues with the rate of the member's previous connection. */
    MemberRateLimiter rate() {
        return rate;
    }

    void rate(MemberRateLimiter rate) {
        this.rate = rate;
    }

    private void receivePlain(Frame message) {
        Frame answer = message.isText() ? hub.heartbeats().answerToPlain(message) : null;
        if (answer != null) {
            connection.send(answer);
        } else if (!mayPublish(message)) {
            connection.close(Disconnect.of(CloseCode.FORBIDDEN));
        } else if (!message.isText() || hub.moderator() == Moderator.NONE) {
            publish(message);
        } else {
            moderation.plain(message, this::publish);
        }
    }

    /** Passes a text of level 0 or a binary message to the room, or first to the rules of the room. */
    private void publish(Frame message) {
        RuledRoom ruled = connection.room().ruled();
        if (ruled != null) {
            pause.await(message.payloadLength(), () -> ruled.publish(connection, message), (done, failure) -> {
                if (failure != null) { // there is no error frame
                    connection.close(Disconnect.of(CloseCode.TOO_MANY_REQUESTS));
                }
            });
        } else if (message.isText()) {
            connection.room().publish(connection, message);
        } else {
            connection.room().publishBinary(connection, message);
        }
    }

    private boolean mayPublish(Frame message) {
        if (auth.rights().publishesAll()) {
            return true;
        }
        PlainText plain = message.isText() ? hub.decoder().peek(message) : null;
        return auth.rights().publishes(plain == null ? null : plain.method());
    }

    private void receiveLevel1(Frame message) {
        Frame answer = message.isText() ? hub.heartbeats().answerToWord(message) : null;
        if (answer != null) {
            connection.send(answer);
        } else if (!message.isText()) {
            receiveBinary(message);
        } else {
            try {
                commands.handle(hub.decoder().decode(message));
            } catch (BadFrameException e) {
                reply(e);
            }
        }
    }

    private void receiveBinary(Frame message) {
        if (!commands.isConnected()) {
            connection.send(ServerFrames.error(
                    0, ErrorCode.NOT_CONNECTED, "$connect comes first, in a text frame; this one is binary"));
        } else if (mayPublish(message)) {
            publish(message);
        } else {
            commands.forbid(0, "binary messages");
        }
    }

    /** Answers a malformed request; too many of them close the connection. */
    void reply(BadFrameException bad) {
        if (!commands.isConnected() && !bad.isConnect()) {
            connection.send(ServerFrames.error(
                    bad.id(), ErrorCode.NOT_CONNECTED, "$connect comes first; in this frame: " + bad.getMessage()));
            return;
        }
        connection.send(ServerFrames.error(bad.id(), bad.code(), bad.getMessage()));
        if (bad.code() == ErrorCode.BAD_REQUEST && ++badRequests >= hub.limits().badRequests()) {
            connection.close(Disconnect.of(CloseCode.BAD_REQUEST));
        }
    }

    /**
     * Refuses a message. A level 1 client receives an error; a level 0 client is disconnected, because level 0 has no
     * error frame.
     */
    private void refuse(Frame message) {
        if (connection.isPlain()) {
            connection.close(Disconnect.of(CloseCode.TOO_MANY_REQUESTS));
            return;
        }
        long id = message.isText() ? hub.decoder().idOf(message) : 0;
        connection.send(ServerFrames.error(id, ErrorCode.RATE_LIMITED, "too many messages, or too large ones"));
        countRefusal(1);
    }

    private void countRefusal(double amount) {
        if (rate.isTooMany(amount)) {
            connection.close(Disconnect.of(CloseCode.TOO_MANY_REQUESTS));
        }
    }

    /** Answers a ping, if the rate admits it. */
    void receivePing(byte[] body) {
        if (rate.admit(body.length, hub.clock().monotonicMillis())) {
            connection.send(Frame.pong(body));
        } else {
            countRefusal(1);
        }
    }

    /** Handles a pong or a message fragment, which proves that the peer is alive. */
    void receiveSign() {
        rate.fill(hub.clock().monotonicMillis());
        countRefusal(MemberRateLimiter.SIGN);
    }
}
