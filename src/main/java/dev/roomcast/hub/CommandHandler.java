package dev.roomcast.hub;

import dev.roomcast.protocol.BadFrameException;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.ServerFrames;
import dev.roomcast.room.RuledRoom;
import java.util.function.Consumer;

/** Passes the commands of a level 1 client to its room, within its rights. Thread: event loop. */
final class CommandHandler {

    private final Hub hub;
    private final Connection connection;
    private final InboundHandler inbound;
    private final InboundModeration moderation;
    private boolean connected;

    CommandHandler(Hub hub, Connection connection, InboundHandler inbound, InboundModeration moderation) {
        this.hub = hub;
        this.connection = connection;
        this.inbound = inbound;
        this.moderation = moderation;
    }

    private ConnectionAuth auth() {
        return inbound.auth();
    }

    /** Returns whether {@code $connect} was received. */
    boolean isConnected() {
        return connected;
    }

    void handle(Command command) {
        boolean connects = command.kind() == Command.Kind.CONNECT;
        if (!connected && !connects) {
            connection.send(ServerFrames.error(command.id(), ErrorCode.NOT_CONNECTED, "$connect comes first"));
            return;
        }
        switch (command.kind()) {
            case CONNECT -> connect((Command.Connect) command);
            case PUBLISH -> publish((Command.Publish) command);
            case HISTORY -> history((Command.History) command);
            case MEMBERS -> members(command.id());
            case INFO -> info((Command.Info) command);
            case REFRESH -> refresh((Command.Refresh) command);
            case PING ->
                connection.send(ServerFrames.pong(command.id(), hub.clock().epochMillis()));
            case LEAVE -> connection.room().leave(connection);
            case HOST -> connection.room().host(connection, (Command.Host) command);
            case RUN, INPUT, SNAPSHOT -> connection.room().request(connection, command);
            case FRAMES -> frames(command);
            case ROOMS, MATCH, CANCEL_MATCH -> match(command);
            case KICK -> connection.room().kick(connection, (Command.Kick) command);
        }
    }

    private void connect(Command.Connect command) {
        if (connected) {
            connection.send(ServerFrames.error(command.id(), ErrorCode.ALREADY_CONNECTED, "$connect comes once"));
        } else if (command.info() == null) {
            join(command);
        } else if (isInfo(command.info(), command.id())) {
            moderateInfo(command.info(), command.id(), info -> join(command.with(info)));
        }
    }

    /** Returns whether an info is small enough; otherwise sends an error. */
    private boolean isInfo(RawJson info, long id) {
        boolean is = info.length() <= hub.limits().infoBytes();
        if (!is) {
            connection.send(ServerFrames.error(
                    id, ErrorCode.TOO_LARGE, "info is at most " + hub.limits().infoBytes() + " bytes"));
        }
        return is;
    }

    /** Passes an accepted info to {@code then}; a replacement has the same limit. */
    private void moderateInfo(RawJson info, long id, Consumer<RawJson> then) {
        moderation.level1("$info", info, id, checked -> {
            if (isInfo(checked, id)) {
                then.accept(checked);
            }
        });
    }

    private void join(Command.Connect command) {
        connected = true;
        auth().connect(command, () -> connection.room().connect(connection, command));
    }

    private void publish(Command.Publish command) {
        if (!auth().rights().publishes(command.method())) {
            forbid(command.id(), "publish:" + command.method());
        } else if (command.to() != null && !auth().rights().direct()) {
            forbid(command.id(), "direct");
        } else if (hub.moderator() == Moderator.NONE) {
            route(command);
        } else {
            moderation.publication(command, this::route);
        }
    }

    /** Passes a publication to the room, or first to the rules of the room. */
    private void route(Command.Publish command) {
        RuledRoom ruled = connection.room().ruled();
        if (ruled == null) {
            connection.room().publish(connection, command);
            return;
        }
        inbound.pause().await(command.size(), () -> ruled.publish(connection, command), (done, failure) -> {
            if (failure != null) {
                connection.send(ServerFrames.error(command.id(), ErrorCode.UNAVAILABLE, "too much waits on this node"));
            }
        });
    }

    private void history(Command.History command) {
        if (auth().rights().history()) {
            if (mayAsk(command.id())) {
                connection.room().history(connection, command);
            }
        } else {
            forbid(command.id(), "history");
        }
    }

    private void frames(Command command) {
        if (mayAsk(command.id())) {
            connection.room().request(connection, command);
        }
    }

    private void match(Command command) {
        if (!auth().rights().match()) {
            forbid(command.id(), "match");
        } else if (command.kind() != Command.Kind.ROOMS || mayAsk(command.id())) {
            connection.room().request(connection, command);
        }
    }

    /** Returns whether the rate allows another answer; otherwise sends an error. */
    private boolean mayAsk(long id) {
        if (connection.answer() != null) {
            connection.loop().answers().check(connection);
        }
        boolean may = inbound.rate().admitsQuestion(hub.clock().monotonicMillis());
        if (!may) {
            connection.send(ServerFrames.error(
                    id, ErrorCode.RATE_LIMITED, "the answers so far were larger than bytes-per-second allows"));
        }
        return may;
    }

    private void members(long id) {
        if (auth().rights().members()) {
            if (mayAsk(id)) {
                connection.room().members(connection, id);
            }
        } else {
            forbid(id, "members");
        }
    }

    private void refresh(Command.Refresh command) {
        if (hub.authenticator().isAsking()) {
            auth().refresh(command);
        } else {
            inbound.reply(BadFrameException.badRequest(command.id(), "nobody logs in here"));
        }
    }

    private void info(Command.Info command) {
        if (!isInfo(command.info(), command.id())) {
            return;
        }
        if (!auth().rights().info()) {
            forbid(command.id(), "info");
        } else if (auth().info() != null) {
            forbid(command.id(), "info, which the token gives");
        } else {
            moderateInfo(
                    command.info(),
                    command.id(),
                    info -> connection.room().info(connection, new Command.Info(command.id(), info)));
        }
    }

    void forbid(long id, String what) {
        connection.send(ServerFrames.error(id, ErrorCode.FORBIDDEN, "the right to this is missing: " + what));
    }
}
