package dev.roomcast.hub;

import dev.roomcast.protocol.BadFrameException;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.ServerFrames;
import dev.roomcast.room.Disconnect;
import dev.roomcast.room.Limits;
import dev.roomcast.room.Member;
import dev.roomcast.room.MemberRateLimiter;
import dev.roomcast.room.Rights;
import dev.roomcast.room.Room;
import dev.roomcast.room.Subscriber;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection: decodes and admits the received messages, routes them to the room, and sends the messages of the room
 * through a bounded outbox. Thread: event loop, except for the methods of {@link Subscriber}.
 */
public final class Connection extends Outbox implements Subscriber {

    private enum State {
        OPEN,
        CLOSING,
        CLOSED
    }

    private final HandshakeRequest request;
    private final InboundHandler inbound;
    private final boolean echo;

    private @Nullable Room room;
    private State state = State.OPEN;
    private long closingAt;
    private boolean hasReceived;
    private @Nullable Liveness liveness;
    /** The pending reason to close; null: none. */
    private volatile @Nullable Disconnect due;
    /** Whether the hub counts this connection. */
    private boolean counted;

    /** The member of this connection; written by the room's serial executor alone. */
    private volatile @Nullable Member member;

    /** The index in the list of its event loop, kept by {@link LoopConnections}. */
    int index;
    /** The index in the list of its shard, kept by {@link RoomShard}; -1: not in a list. */
    int slot = -1;
    /** Whether its messages of this pass differ from the common ones; kept by {@link ShardWriter}. */
    boolean isSpecial;

    Connection(Hub hub, HandshakeRequest request, Transport transport, boolean echo) {
        super(hub, transport);
        this.request = request.used();
        this.echo = echo;
        this.inbound = new InboundHandler(hub, this, request);
    }

    /** Returns the connection of a subscriber; every subscriber on this node is a connection. */
    static Connection of(Subscriber subscriber) {
        return (Connection) subscriber;
    }

    private ConnectionAuth auth() {
        return inbound.auth();
    }

    /** Returns the handler of received messages. */
    InboundHandler inbound() {
        return inbound;
    }

    private Limits limits() {
        return hub.limits();
    }

    @Nullable
    Room room() {
        return room;
    }

    /** Starts after the handshake: a level 0 connection joins the room, a level 1 connection may request to join. */
    public void open(Room room) {
        this.room = room;
        liveness = new Liveness(this, limits(), hub.clock().monotonicMillis());
        loop.connections().add(this);
        hub.admission().onConnect(request);
        counted = true;
        Disconnect refusal = hub.admission().refusal(request);
        if (refusal != null) {
            refuse(refusal);
        } else {
            inbound.begin();
        }
    }

    /** Handles one complete message. */
    public void receive(Frame message) {
        hasReceived = true;
        if (state == State.OPEN) {
            hub.countReceived(message.payloadLength());
            inbound.receive(message);
            if (hub.isCongested()) {
                loop.connections().pause(this);
            }
        }
    }

    @Override
    boolean isOpen() {
        return state == State.OPEN;
    }

    /** Handles a message that was held while reading was paused. */
    void receiveHeld(Frame message) {
        inbound.receive(message);
        if (hub.isCongested()) {
            loop.connections().pause(this);
        }
    }

    /** Accounts for the bytes of unfinished or waiting messages in the transport. */
    public void keeps(long bytes) {
        if (state != State.CLOSED) {
            inbound.keeps(bytes);
        }
    }

    /** Handles a ping with its body of at most 125 bytes. */
    public void receivePing(byte[] body) {
        hasReceived = true;
        if (state == State.OPEN) {
            inbound.receivePing(body);
        }
    }

    /** Handles a pong or a message fragment, which proves that the peer is alive. */
    public void receiveSign() {
        hasReceived = true;
        if (state == State.OPEN) {
            inbound.receiveSign();
        }
    }

    /** Handles the peer's close frame. */
    public void receiveClose(Frame answer) {
        if (state == State.OPEN) {
            state = State.CLOSING;
            closingAt = hub.clock().monotonicMillis();
            hub.counters().left.increment();
            try {
                writeLast(List.of(answer));
            } finally {
                room.onClosed(this, false);
            }
        }
        transport.close(true);
    }

    /** Closes the connection after a violation of the WebSocket protocol; further input cannot be decoded. */
    public void receiveGarbage(int code) {
        CloseCode why = code == CloseCode.TOO_LARGE.code()
                ? CloseCode.TOO_LARGE
                : code == CloseCode.INVALID_TEXT.code() ? CloseCode.INVALID_TEXT : CloseCode.PROTOCOL_ERROR;
        close(Disconnect.of(why));
        transport.close(false);
    }

    /** Releases the connection after it has ended for any reason. Idempotent. */
    public void closed() {
        if (state == State.CLOSED || room == null) {
            return;
        }
        if (state == State.OPEN) {
            hub.counters().left.increment();
        }
        state = State.CLOSED;
        loop.connections().remove(this);
        inbound.end();
        if (counted) {
            hub.admission().onDisconnect(request);
        }
        try {
            room.onClosed(this, false);
        } finally {
            room.release();
        }
    }

    @Override
    boolean isClosed() {
        return state == State.CLOSED;
    }

    @Override
    void close(Disconnect disconnect) {
        if (state == State.OPEN) {
            state = State.CLOSING;
            closingAt = hub.clock().monotonicMillis();
            hub.counters().closed(disconnect.code()).increment();
            try {
                writeLast(LastFrames.of(disconnect, isPlain()));
            } finally {
                room.onClosed(this, disconnect.code() == CloseCode.NO_SIGN_OF_LIFE);
            }
        }
    }

    /** Closes a connection that was not admitted; level 1 receives the error, too. */
    void refuse(Disconnect refusal) {
        CloseCode code = refusal.code();
        if (!isPlain() && code.error() != null) {
            send(ServerFrames.error(0, code.error(), refusal.reason()));
        }
        close(refusal);
    }

    /** Thread: any. If the loop rejects the task, the next sweep closes the connection. */
    @Override
    public void badRequest(BadFrameException bad) {
        loop.execute(() -> {
            if (state == State.OPEN) {
                inbound.reply(bad);
            }
        });
    }

    @Override
    public void disconnect(Disconnect disconnect) {
        if (due == null) {
            due = disconnect;
        }
        try {
            loop.execute(this::closeDue);
        } catch (Throwable e) {
            hub.failed(e);
        }
    }

    private void closeDue() {
        Disconnect disconnect = due;
        if (disconnect != null) {
            close(disconnect);
        }
    }

    /** Checks the deadlines of the connection: silence, {@code $connect}, the closing handshake. */
    void check(long now) {
        if (state == State.CLOSING) {
            if (now - closingAt >= limits().closeTime()) {
                transport.terminate();
            }
            return;
        }
        closeDue();
        if (liveness != null) {
            boolean received = hasReceived;
            hasReceived = false;
            liveness.check(received, now);
            inbound.check(now);
        }
    }

    @Override
    public boolean isPlain() {
        return request.plain();
    }

    @Override
    public boolean wantsEcho() {
        return echo;
    }

    @Override
    public String user() {
        return auth().user();
    }

    /** Returns the sender name that other members see; null: not assigned yet. */
    @Nullable
    String senderName() {
        Member current = member;
        return current == null ? user() : current.user();
    }

    /** Returns whether the member has a role in a game, or is still unknown. */
    boolean mayHaveRole() {
        Member current = member;
        return current == null || current.game() != null;
    }

    @Override
    public @Nullable RawJson info() {
        return auth().info();
    }

    @Override
    public Rights rights() {
        return auth().rights();
    }

    @Override
    public @Nullable Double skill() {
        return auth().skill();
    }

    @Override
    public MemberRateLimiter rate() {
        return inbound.rate();
    }

    @Override
    public void rate(MemberRateLimiter rate) {
        inbound.rate(rate);
    }

    @Override
    public @Nullable Member member() {
        return member;
    }

    @Override
    public void member(@Nullable Member member) {
        this.member = member;
        if (member != null) {
            auth().named(member.user());
            Disconnect ban = auth().identity() == null ? hub.banOf(member.user(), room.name(), null) : null;
            if (ban != null) {
                disconnect(ban); // The session has a user, while this connection stated no name.
            }
        }
    }

    @Override
    public void held(long bytes) {
        inbound.input().heldByRoom(bytes);
        inbound.pause().checkMemory();
    }

    @Override
    public boolean isInGame() {
        Member current = member;
        return current != null && current.game() != null;
    }
}
