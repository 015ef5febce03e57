package dev.roomcast.hub;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Frames;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.Goodbye;
import dev.roomcast.room.Rights;

/** Who speaks through one connection, until when that holds, and what it may do. On its event loop. */
final class Login {

    private final Hub hub;
    private final Connection connection;
    private final String room;
    /** What the handshake brought, until it was looked at. */
    private Ticket ticket;

    /** Its name where nobody is asked: what it calls itself, else what its room calls it; or null. */
    private volatile String name;

    private Identity identity;
    private volatile Rights rights = Rights.ALL;
    private long expiresAt = Long.MAX_VALUE;

    Login(Hub hub, Connection connection, Ticket ticket) {
        this.hub = hub;
        this.connection = connection;
        this.room = ticket.room();
        this.ticket = ticket;
    }

    String user() {
        return identity == null ? name : identity.user();
    }

    /** The room knows it under this name. */
    void named(String user) {
        name = user;
    }

    RawJson info() {
        return identity == null ? null : identity.info();
    }

    /** Null where nobody is asked. */
    Identity identity() {
        return identity;
    }

    Rights rights() {
        return rights;
    }

    boolean isExpired(long now) {
        return now >= expiresAt;
    }

    /** The handshake is done; {@code then} goes on if it proved who somebody is, or that need not be proven yet. */
    void begin(Runnable then) {
        Ticket brought = ticket;
        ticket = null;
        if (!hub.authenticator().isAsking()) {
            name = brought.user();
            enter((Identity) null, then);
        } else if (brought.identity() != null) {
            enter(brought.identity(), then);
        } else if (brought.token() != null) {
            enter(brought.token(), then);
        } else if (connection.isPlain()) {
            connection.refuse(Goodbye.of(CloseCode.INVALID_TOKEN));
        } else {
            then.run(); // $connect may bring a token
        }
    }

    /** {@code $connect} came; {@code then} goes on if it is known who somebody is. */
    void connect(Command.Connect command, Runnable then) {
        if (!hub.authenticator().isAsking() || identity != null && command.token() == null) {
            then.run();
        } else if (command.token() == null) {
            connection.refuse(Goodbye.of(CloseCode.INVALID_TOKEN));
        } else {
            enter(command.token(), then);
        }
    }

    private void enter(String token, Runnable then) {
        connection.reception().await(hub.authenticator().identify(token, room), (who, failure) -> {
            if (failure != null) {
                connection.refuse(Goodbye.of(reason(failure)));
            } else if (identity != null && !identity.user().equals(who.user())) {
                connection.refuse(Goodbye.of(CloseCode.INVALID_TOKEN));
            } else {
                enter(who, then);
            }
        });
    }

    private CloseCode reason(Throwable failure) {
        if (failure instanceof Authenticator.Refused refused) {
            return refused.why();
        }
        hub.failed(failure);
        return CloseCode.INTERNAL;
    }

    /** @param who null: whoever it says */
    private void enter(Identity who, Runnable then) {
        boolean first = identity == null;
        accept(who);
        if (!rights.join()) {
            connection.refuse(Goodbye.of(CloseCode.FORBIDDEN));
        } else if (first && who != null && !hub.entered(who.user())) {
            connection.refuse(Goodbye.of(CloseCode.TOO_MANY_CONNECTIONS));
        } else {
            then.run();
        }
    }

    private void accept(Identity who) {
        identity = who;
        Rights own = who == null ? null : who.rights();
        rights = own == null ? connection.room().type().rights() : own;
        if (who != null && who.expires() > 0) {
            expiresAt =
                    hub.clock().now() + Math.max(0, who.expires() - hub.clock().wall());
        }
    }

    /** A fresh token of the same user takes the place of the old one; anything else changes nothing. */
    void refresh(Command.Refresh command) {
        connection.reception().await(hub.authenticator().identify(command.token(), room), (who, failure) -> {
            if (failure != null) {
                refuse(command, reason(failure));
            } else if (!who.user().equals(user())) {
                refuse(command, CloseCode.INVALID_TOKEN);
            } else {
                accept(who);
                connection.say(Frames.done("$refresh", command.id()));
            }
        });
    }

    private void refuse(Command.Refresh command, CloseCode why) {
        ErrorCode code = why == CloseCode.INTERNAL ? ErrorCode.UNAVAILABLE : ErrorCode.UNAUTHORIZED;
        connection.say(Frames.error(command.id(), code, why.reason()));
    }

    /** The connection is gone. */
    void end() {
        if (identity != null) {
            hub.left(identity.user());
        }
    }
}
