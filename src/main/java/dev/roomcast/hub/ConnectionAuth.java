package dev.roomcast.hub;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.ServerFrames;
import dev.roomcast.room.Disconnect;
import dev.roomcast.room.Rights;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The authentication state of one connection: its identity, its expiry and its rights. Thread: event loop. */
final class ConnectionAuth {

    /** The estimated memory of a pending request to verify a token or to ask the application, in bytes. */
    private static final int QUESTION_BYTES = 4096;

    /** Stands for a refusal because the user has too many connections. */
    private static final Identity TOO_MANY = new Identity(null, null, 0, null, null);

    private final Hub hub;
    private final Connection connection;
    private final String room;
    /** The upgrade request, until it is processed. */
    private @Nullable HandshakeRequest request;

    /**
     * The name of an anonymous connection: stated by the client, or assigned by the room; null: none yet.
     */
    private volatile @Nullable String name;

    /** The identity that a token or a proxy proved; null: none. */
    private @Nullable Identity proven;
    /** The rights that the application granted; null: none. */
    private @Nullable Identity granted;
    /** The combination of {@code proven} and {@code granted}. */
    private @Nullable Identity identity;
    /** The user under which the connection is counted; null: none. */
    private @Nullable String counted;

    private volatile Rights rights = Rights.ALL;
    private long expiresAt = Long.MAX_VALUE;
    /**
     * The start of the pending token check, by {@link Clock#monotonicMillis()}; {@link Long#MAX_VALUE}: none is
     * pending.
     */
    private long identifyingSince = Long.MAX_VALUE;

    ConnectionAuth(Hub hub, Connection connection, HandshakeRequest request) {
        this.hub = hub;
        this.connection = connection;
        this.room = request.room();
        this.request = request;
    }

    String user() {
        return identity == null || identity.user() == null ? name : identity.user();
    }

    /** Sets the name under which the room knows the connection. */
    void named(String user) {
        name = user;
    }

    @Nullable
    RawJson info() {
        return identity == null ? null : identity.info();
    }

    /** Returns the skill that the token states; null: none. */
    @Nullable
    Double skill() {
        return identity == null ? null : identity.skill();
    }

    /** Returns the identity; null for an anonymous connection. */
    @Nullable
    Identity identity() {
        return identity;
    }

    Rights rights() {
        return rights;
    }

    boolean isExpired(long now) {
        return now >= expiresAt;
    }

    /** Returns whether a token check has been pending since that time or longer. */
    boolean isIdentifyingSince(long time) {
        return identifyingSince <= time;
    }

    /** Starts after the handshake; runs {@code then} if the identity is proven or not required yet. */
    void begin(Runnable then) {
        HandshakeRequest handshake = request;
        boolean mustKeep = hub.gate().isAsking();
        request = mustKeep ? request : null;
        Runnable next = connection.isPlain() && mustKeep ? () -> identify(handshake, null, then) : then;
        if (!hub.authenticator().isAsking()) {
            connection.inbound().moderation().name(handshake.user(), user -> {
                name = user;
                admit((Identity) null, next);
            });
        } else if (handshake.identity() != null) {
            admit(handshake.identity(), next);
        } else if (handshake.token() != null) {
            authenticate(handshake.token(), next);
        } else if (connection.isPlain()) {
            connection.refuse(Disconnect.of(CloseCode.INVALID_TOKEN));
        } else {
            then.run(); // $connect may contain a token
        }
    }

    /** Handles {@code $connect}; runs {@code then} if the identity is known. */
    void connect(Command.Connect command, Runnable then) {
        HandshakeRequest handshake = request;
        Runnable next = handshake == null ? then : () -> identify(handshake, command, then);
        if (!hub.authenticator().isAsking() || proven != null && command.token() == null) {
            next.run();
        } else if (command.token() == null) {
            connection.refuse(Disconnect.of(CloseCode.INVALID_TOKEN));
        } else {
            authenticate(command.token(), next);
        }
    }

    /**
     * Asks the application whether it admits the connection, if it has a gate.
     *
     * @param command the connect command; null for a level 0 connection
     */
    private void identify(HandshakeRequest handshake, Command.@Nullable Connect command, Runnable then) {
        request = null;
        String token = command != null && command.token() != null ? command.token() : handshake.token();
        ConnectGate.ConnectRequest request = new ConnectGate.ConnectRequest(
                room,
                connection.isPlain(),
                proven,
                user(),
                command == null ? null : command.info(),
                hub.authenticator().isAsking() ? null : token,
                handshake.address(),
                handshake.query());
        await(QUESTION_BYTES, () -> hub.gate().admit(request), (answer, failure) -> {
            if (failure != null) {
                connection.refuse(refusal(failure));
            } else {
                granted = answer;
                admit(proven, then);
            }
        });
    }

    private void authenticate(String token, Runnable then) {
        identify(token, (verified, failure) -> {
            if (failure != null) {
                connection.refuse(refusal(failure));
            } else if (proven != null && !proven.user().equals(verified.user())) {
                connection.refuse(Disconnect.of(CloseCode.INVALID_TOKEN));
            } else {
                admit(verified, then);
            }
        });
    }

    private void identify(@Nullable String token, BiConsumer<Identity, Throwable> then) {
        await(
                QUESTION_BYTES + (token == null ? 0 : token.length()),
                () -> hub.authenticator().identify(token, room),
                then);
    }

    private void await(int bytes, Supplier<CompletionStage<Identity>> question, BiConsumer<Identity, Throwable> then) {
        identifyingSince = hub.clock().monotonicMillis();
        connection.inbound().pause().await(bytes, question, (verified, failure) -> {
            identifyingSince = Long.MAX_VALUE;
            then.accept(verified, failure);
        });
    }

    private Disconnect refusal(Throwable failure) {
        if (failure instanceof Authenticator.RefusedException refused) {
            return Disconnect.of(refused.code(), refused.detail());
        }
        hub.failed(failure);
        return Disconnect.of(CloseCode.INTERNAL);
    }

    /** @param verified the verified identity; null: the client's stated name counts */
    private void admit(@Nullable Identity verified, Runnable then) {
        String countedBefore = counted;
        accept(verified);
        Disconnect ban = hub.banOf(user(), room, identity);
        if (ban != null) {
            connection.refuse(ban);
        } else if (!rights.join()) {
            connection.refuse(Disconnect.of(CloseCode.FORBIDDEN));
        } else if (!count()) {
            connection.refuse(Disconnect.of(CloseCode.TOO_MANY_CONNECTIONS));
        } else if (Objects.equals(counted, countedBefore)
                || counted == null
                || !hub.admission().isAskingOthers()) {
            then.run();
        } else {
            askOthers(then);
        }
    }

    /** Checks on all nodes whether the user has too many connections. */
    private void askOthers(Runnable then) {
        String user = counted;
        await(
                0,
                () -> hub.admission().admitsEverywhere(user).thenApply(admits -> admits ? null : TOO_MANY),
                (no, failure) -> {
                    if (no == null) {
                        then.run();
                    } else {
                        connection.refuse(Disconnect.of(CloseCode.TOO_MANY_CONNECTIONS));
                    }
                });
    }

    /** Counts the connection for its user. @return whether the user is within the limit */
    private boolean count() {
        String known = identity == null ? null : identity.user();
        if (Objects.equals(counted, known)) {
            return true;
        }
        end();
        counted = known;
        return known == null || hub.admission().onUserConnect(known);
    }

    private void accept(@Nullable Identity verified) {
        proven = verified;
        identity = verified == null || granted == null ? verified : verified.granted(granted);
        if (verified == null && granted != null) {
            identity = granted;
        }
        Rights own = identity == null ? null : identity.rights();
        rights = own == null ? connection.room().type().rights() : own;
        if (identity != null && identity.expires() > 0) {
            expiresAt = hub.clock().monotonicMillis()
                    + Math.max(0, identity.expires() - hub.clock().epochMillis());
        }
    }

    /** Replaces the token with a fresh one of the same user; any other token changes nothing. */
    void refresh(Command.Refresh command) {
        identify(command.token(), (verified, failure) -> {
            if (failure != null) {
                refuse(command, refusal(failure));
            } else if (proven == null || !verified.user().equals(proven.user())) {
                refuse(command, Disconnect.of(CloseCode.INVALID_TOKEN));
            } else if (hub.banOf(verified.user(), room, verified) != null) {
                connection.refuse(hub.banOf(verified.user(), room, verified));
            } else {
                accept(verified);
                connection.send(ServerFrames.done("$refresh", command.id()));
            }
        });
    }

    private void refuse(Command.Refresh command, Disconnect disconnect) {
        ErrorCode code = switch (disconnect.code()) {
            case INTERNAL, LOGIN_UNAVAILABLE -> ErrorCode.UNAVAILABLE;
            case TOO_MANY_REQUESTS -> ErrorCode.RATE_LIMITED;
            default -> ErrorCode.UNAUTHORIZED;
        };
        connection.send(ServerFrames.error(command.id(), code, disconnect.reason()));
    }

    /** Ends the authentication state after the connection closed. */
    void end() {
        if (counted != null) {
            hub.admission().onUserDisconnect(counted);
            counted = null;
        }
    }
}
