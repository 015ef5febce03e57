package dev.roomcast.hub;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Frames;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.Goodbye;
import dev.roomcast.room.Limits;
import dev.roomcast.room.Member;
import dev.roomcast.room.Outlet;
import dev.roomcast.room.Rights;
import dev.roomcast.room.Room;
import java.util.ArrayList;
import java.util.List;

/**
 * One connection: what comes in is decoded and admitted here and goes to its room; what the room says goes out through
 * its outbox, which is bounded. Everything but the methods of {@link Outlet} happens on its event loop.
 */
public final class Connection implements Outlet {

    private enum State {
        OPEN,
        CLOSING,
        CLOSED
    }

    /** The part of its outbox that a connection may use when memory is scarce. */
    private static final int SCARCE_SHARE = 16;

    private final Hub hub;
    private final Ticket ticket;
    private final Transport transport;
    private final Loop loop;
    private final Reception reception;
    private final boolean echo;

    private Room room;
    private State state = State.OPEN;
    private long openedAt;
    private long closingAt;
    private boolean heard;
    private long heardAt;
    private long pingedAt;
    private boolean unflushed;

    /** For whom it speaks; the room's line of work alone writes it. */
    private volatile Member member;

    /** Its place in its loop's list, kept by {@link Loop}. */
    int index;
    /** Its place in its section's list, kept by {@link Section}; -1: it is in none. */
    int slot = -1;
    /** Whether its share is not the common one this time, kept by {@link Section}. */
    boolean singled;

    Connection(Hub hub, Ticket ticket, Transport transport, boolean echo) {
        this.hub = hub;
        this.ticket = ticket.used();
        this.transport = transport;
        this.echo = echo;
        this.loop = hub.loop(transport.loop());
        this.reception = new Reception(hub, this, ticket);
    }

    private Login login() {
        return reception.login();
    }

    /** What comes in. */
    Reception reception() {
        return reception;
    }

    private Limits limits() {
        return hub.limits();
    }

    Transport transport() {
        return transport;
    }

    Loop loop() {
        return loop;
    }

    Room room() {
        return room;
    }

    /** The handshake is done: a plain connection becomes a member of the room, one of level 1 may ask to. */
    public void open(Room room) {
        this.room = room;
        openedAt = heardAt = pingedAt = hub.clock().now();
        loop.add(this);
        Goodbye refusal = hub.arrived(ticket);
        if (refusal != null) {
            refuse(refusal);
        } else {
            reception.begin();
        }
    }

    /** One whole message came. */
    public void receive(Frame message) {
        heard = true;
        if (state == State.OPEN) {
            hub.received(message.payloadLength());
            reception.receive(message);
            if (hub.isCongested()) {
                loop.pause(this);
            }
        }
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    /** A ping came, with its body of at most 125 bytes. */
    public void receivePing(byte[] body) {
        heard = true;
        if (state == State.OPEN) {
            reception.receivePing(body);
        }
    }

    /** A pong came, or a part of a message: a sign of life. */
    public void receiveSign() {
        heard = true;
        if (state == State.OPEN) {
            reception.receiveSign();
        }
    }

    /** The peer's close frame came. */
    public void receiveClose(Frame answer) {
        if (state == State.OPEN) {
            state = State.CLOSING;
            closingAt = hub.clock().now();
            write(List.of(answer));
            room.closed(this, false);
            hub.traffic().left.increment();
        }
        transport.close(true);
    }

    /** The peer broke the rules of WebSocket itself; nothing more can be understood. */
    public void receiveGarbage(int code) {
        CloseCode why = code == CloseCode.TOO_LARGE.code()
                ? CloseCode.TOO_LARGE
                : code == CloseCode.INVALID_TEXT.code() ? CloseCode.INVALID_TEXT : CloseCode.PROTOCOL_ERROR;
        close(Goodbye.of(why));
        transport.close(false);
    }

    /** The connection is no more, however it ended. May be called again. */
    public void closed() {
        if (state == State.CLOSED || room == null) {
            return;
        }
        if (state == State.OPEN) {
            hub.traffic().left.increment();
        }
        state = State.CLOSED;
        loop.remove(this);
        login().end();
        room.closed(this, false);
        room.release();
        hub.departed(ticket);
    }

    /** Ends the connection: with an explanation, a close frame and, if the peer does not answer in time, by force. */
    void close(Goodbye goodbye) {
        if (state == State.OPEN) {
            List<Frame> last = new ArrayList<>(2);
            CloseCode code = goodbye.code();
            if (ticket.plain() && code.error() != null) {
                last.add(Frames.error(0, code.error(), code.reason()));
            } else if (!ticket.plain() && goodbye.told() && code != CloseCode.UNSUPPORTED_VERSION) {
                last.add(Frames.goodbye(code, goodbye.after()));
            }
            end(goodbye, last);
        }
    }

    /** Closes a connection that was not let in; level 1, too, is told the error. */
    void refuse(Goodbye refusal) {
        CloseCode code = refusal.code();
        if (!ticket.plain() && code.error() != null) {
            say(Frames.error(0, code.error(), code.reason()));
        }
        close(refusal);
    }

    private void end(Goodbye goodbye, List<Frame> last) {
        CloseCode code = goodbye.code();
        state = State.CLOSING;
        closingAt = hub.clock().now();
        last.add(Frame.close(code.code(), code.reason()));
        write(last);
        room.closed(this, code == CloseCode.NO_SIGN_OF_LIFE);
        hub.traffic().closed(code).increment();
    }

    @Override
    public void goodbye(Goodbye goodbye) {
        loop.execute(() -> close(goodbye));
    }

    /** Once in a while: is it alive, did it connect, does it end? */
    void check(long now) {
        if (state == State.CLOSING) {
            if (now - closingAt >= limits().closeTime()) {
                transport.terminate();
            }
            return;
        }
        if (heard) {
            heard = false;
            heardAt = now;
        }
        if (login().isExpired(now)) {
            close(Goodbye.of(CloseCode.TOKEN_EXPIRED));
        } else if (now - heardAt >= limits().silence()) {
            close(Goodbye.of(CloseCode.NO_SIGN_OF_LIFE));
        } else if (now - heardAt >= limits().ping() && now - pingedAt >= limits().ping()) {
            pingedAt = now;
            say(Frame.ping());
        } else if (!reception.isConnected() && now - openedAt >= limits().connectTime()) {
            close(Goodbye.of(CloseCode.NO_CONNECT));
        }
    }

    /** Says something that has no place in the order of the room. */
    void say(Frame frame) {
        if (state == State.OPEN) {
            Transport.Batch batch = transport.pack(List.of(frame));
            write(batch);
            batch.release();
        }
    }

    /** Writes the last frames, however much waits. */
    private void write(List<Frame> last) {
        Transport.Batch batch = transport.pack(last);
        transport.write(batch);
        batch.release();
        transport.flush();
    }

    /** Puts a batch into the outbox; one who reads too slowly for that is closed, and the others do not notice. */
    void write(Transport.Batch batch) {
        makePlace(batch);
        if (state == State.OPEN) {
            transport.write(batch);
            if (!unflushed) {
                unflushed = true;
                loop.flushLater(this);
            }
        }
    }

    /** The same with the last batch for now: what was written goes at once. */
    void writeAndFlush(Transport.Batch batch) {
        makePlace(batch);
        if (state == State.OPEN) {
            unflushed = false;
            transport.writeAndFlush(batch);
        }
    }

    private void makePlace(Transport.Batch batch) {
        if (state != State.OPEN || transport.pending() == 0) {
            return;
        }
        if (isLargeAndScarce()) {
            loop.relieve();
        } else if (isFull(batch)) {
            transport.flush();
            if (isFull(batch)) {
                close(Goodbye.of(CloseCode.SLOW));
            }
        }
    }

    private boolean isFull(Transport.Batch batch) {
        long pending = transport.pending();
        return pending > 0 && pending + batch.size() > limits().outboxBytes();
    }

    private boolean isLarge() {
        return transport.pending() > limits().outboxBytes() / SCARCE_SHARE;
    }

    private boolean isLargeAndScarce() {
        return isLarge() && transport.isScarce();
    }

    /** Memory is scarce: if much of it waits for this connection, it is not waited for any longer. */
    void relieve() {
        if (isLarge()) {
            close(Goodbye.of(CloseCode.SLOW));
            transport.terminate();
        }
    }

    /** Whether so much waits for it that what may be dropped is dropped. */
    boolean isLagging() {
        return transport.pending() > limits().outboxBytes() / 4;
    }

    void flush() {
        if (unflushed && state != State.CLOSED) {
            transport.flush();
        }
        unflushed = false;
    }

    @Override
    public boolean isPlain() {
        return ticket.plain();
    }

    @Override
    public boolean wantsEcho() {
        return echo;
    }

    @Override
    public String user() {
        return login().user();
    }

    /** The name under which the others see it; null before it has one. */
    String speaker() {
        Member speaking = member;
        return speaking == null ? user() : speaking.user();
    }

    @Override
    public RawJson info() {
        return login().info();
    }

    @Override
    public Rights rights() {
        return login().rights();
    }

    @Override
    public Member member() {
        return member;
    }

    @Override
    public void member(Member member) {
        this.member = member;
        if (member != null) {
            login().named(member.user());
        }
    }
}
