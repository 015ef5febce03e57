package dev.roomcast.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.Channel;
import dev.roomcast.room.Draft;
import dev.roomcast.room.Entry;
import dev.roomcast.room.Goodbye;
import dev.roomcast.room.Member;
import dev.roomcast.room.Names;
import dev.roomcast.room.Replica;
import dev.roomcast.room.RoomType;
import io.vertx.redis.client.Response;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** One room's way to Redis: what is asked of it goes out as scripts; {@link Follower} brings back what happened. */
final class RedisRoom implements Channel {

    /** What is kept of a room stays so much longer than anybody needs it, in milliseconds. */
    private static final long SLACK = 1_800_000;

    /** How long the ids of a client are kept from its last one on, in milliseconds. */
    private static final long IDS_KEPT = 86_400_000;

    /** When Redis is asked again to let somebody go whose time is over, in milliseconds. */
    private static final long AGAIN = 2000;

    private static final HexFormat HEX = HexFormat.of();

    private final RedisEngine engine;
    private final Replica room;
    private final String channel;
    private final int slot;
    private final Follower follower;
    /** To the server that has the room. */
    private volatile Link link;

    private final Waiters waiters;

    RedisRoom(RedisEngine engine, Replica room, String channel) {
        this.engine = engine;
        this.room = room;
        this.channel = channel;
        this.slot = Slot.of(channel);
        this.link = engine.link(slot);
        this.follower = new Follower(this, engine, room);
        this.waiters = new Waiters(engine.patience());
        room.begin("", 0);
    }

    String channel() {
        return channel;
    }

    Link link() {
        return link;
    }

    String name() {
        return room.name();
    }

    /** How long all that is kept of the room stays when nobody touches it, in milliseconds. */
    long lifetime() {
        return room.type().historyAge() + room.type().linger() + SLACK;
    }

    @Override
    public void open() {
        engine.opened(this);
    }

    @Override
    public void close() {
        engine.closed(this);
    }

    /** The channel is listened to: whatever happens from now on is heard. */
    void listening() {
        room.apply(follower::load);
    }

    void hear(byte[] message) {
        room.apply(() -> follower.hear(message));
    }

    /** Redis is away. */
    void cut() {
        room.apply(this::cutNow);
    }

    private void cutNow() {
        follower.cut();
        waiters.away();
    }

    /** Where the room is now may be at another server. */
    void move() {
        Link before = link;
        Link now = engine.link(slot);
        if (now != before) {
            link = now;
            room.apply(() -> {
                if (!follower.isCut()) {
                    cutNow();
                }
            });
            before.tune(channel);
            now.tune(channel);
        }
    }

    /** Once in a while: is all well? */
    void look() {
        move();
        room.apply(() -> {
            if (follower.isCut()) {
                link.tune(channel);
            } else {
                follower.look();
            }
        });
    }

    /** That node is dead. */
    void orphan(String dead) {
        room.apply(() -> {
            if (follower.isLive()) {
                engine.run(seat("orphan", dead, engine.node()).with(room.type().linger()));
            }
        });
    }

    @Override
    public boolean isInDoubt() {
        return follower.isInDoubt() || !waiters.isEmpty();
    }

    /** The room is known here: those who wait may come in. */
    void live() {
        waiters.known();
    }

    @Override
    public void whenKnown(Receipt known) {
        if (!link.isUpOrBeginning()) {
            engine.refused();
            known.settled(false);
        } else if (follower.isLive()) {
            known.settled(true);
        } else {
            waiters.add(known);
        }
    }

    private Call seat(String what, String client, String node) {
        return engine.call(Script.SEAT, this).with(what).with(client).with(node);
    }

    @Override
    public void enter(Entry entry) {
        whenKnown(known -> {
            String client = entry.session() == null ? null : Names.clientOf(entry.session());
            if (!known) {
                entry.refused(CloseCode.INSUFFICIENT_STATE);
            } else if (client != null) {
                resume(entry, client);
            } else {
                join(entry);
            }
        });
    }

    private void resume(Entry entry, String client) {
        Arrival arrival = follower.expect(entry, client, entry.session());
        RawJson info = entry.info();
        engine.run(seat("resume", client, engine.node())
                .with(arrival.token())
                .with(hash(entry.session()))
                .with(entry.user() == null ? "" : entry.user())
                .with(bytes(info))
                .with(info == null ? "0" : "1")
                .then(
                        answer -> room.apply(() -> {
                            if (answer.toInteger() == 1) {
                                arrival.granted();
                            } else if (follower.unexpect(arrival)) {
                                join(entry);
                            }
                        }),
                        () -> giveUp(arrival)));
    }

    private void join(Entry entry) {
        Names names = engine.names();
        String client = names.client();
        String session = entry.isPlain() ? null : names.session(client);
        String user = entry.user() == null ? names.user() : entry.user();
        RoomType type = room.type();
        Arrival arrival = follower.expect(entry, client, session);
        engine.run(seat("enter", client, engine.node())
                .with(arrival.token())
                .with(session == null ? "-" : hash(session))
                .with(user)
                .with(entry.info() == null ? "{}".getBytes(UTF_8) : bytes(entry.info()))
                .with(type.sameUser().name().toLowerCase(Locale.ROOT))
                .with(type.maxMembers())
                .then(
                        answer -> {
                            switch (answer.toInteger()) {
                                case 1 -> room.apply(arrival::granted);
                                case -2 -> refuse(arrival, CloseCode.TOO_MANY_CONNECTIONS);
                                default -> refuse(arrival, CloseCode.ROOM_FULL);
                            }
                        },
                        () -> giveUp(arrival)));
    }

    /** Redis does not answer, and may have given it the seat. */
    private void giveUp(Arrival arrival) {
        refuse(arrival, CloseCode.INSUFFICIENT_STATE);
        doubt();
    }

    private void refuse(Arrival arrival, CloseCode why) {
        room.apply(() -> {
            if (follower.unexpect(arrival)) {
                arrival.entry().refused(why);
            }
        });
    }

    @Override
    public void away(Member member) {
        engine.run(seat("away", member.client(), engine.node())
                .with(room.type().linger())
                .then(null, this::doubt));
    }

    @Override
    public void leave(Member member, String reason, Goodbye goodbye) {
        if (member.isAway() && reason.equals("timeout")) {
            expire(member, "now");
            return;
        }
        engine.run(seat("leave", member.client(), "*")
                .with(reason)
                .with(goodbye == null ? 0 : goodbye.code().code())
                .then(null, () -> {
                    room.apply(() -> room.dismiss(member, goodbye));
                    doubt();
                }));
    }

    @Override
    public void expire(Member member) {
        room.postpone(member, AGAIN);
        expire(member, "");
    }

    private void expire(Member member, String now) {
        engine.run(seat("expire", member.client(), engine.node()).with(now));
    }

    /** It is not known whether Redis did what was asked. */
    private void doubt() {
        room.apply(follower::doubt);
    }

    /** Others take its node for dead, and it is not. */
    void back(Member member) {
        engine.run(seat("back", member.client(), engine.node()).then(null, this::doubt));
    }

    @Override
    public void info(Member member, RawJson info, Receipt done) {
        engine.run(seat("info", member.client(), engine.node())
                .with(bytes(info))
                .then(
                        answer -> room.apply(() -> settle(answer.toLong(), done)),
                        () -> room.apply(() -> done.settled(false))));
    }

    /** It is said that it is done when the others were told. @param seq of the event; 0: there is none */
    private void settle(long seq, Receipt done) {
        if (seq == 0) {
            done.settled(false);
        } else {
            follower.after(seq, () -> done.settled(true));
        }
    }

    @Override
    public void end() {
        engine.run(seat("end", "-", engine.node()));
    }

    /** Nothing is said while it is not known whether the room's order is still the one that its members know. */
    @Override
    public void publish(Draft draft) {
        if (follower.isLive() && link.isUp() && waiters.isEmpty()) {
            send(draft);
        } else {
            sendLater(draft);
        }
    }

    private void sendLater(Draft draft) {
        Receipt known = is -> {
            if (is) {
                send(draft);
            } else {
                draft.refused();
            }
        };
        long wait = engine.publishWait();
        if (wait == 0) {
            whenKnown(known);
        } else if (waiters.hold(known, draft.size(), engine.clock().now() + wait)) {
            engine.clock()
                    .after(
                            wait,
                            () -> room.apply(() -> waiters.late(engine.clock().now())));
        } else {
            engine.refused();
            draft.refused();
        }
    }

    private void send(Draft draft) {
        Draft.Kind kind = draft.kind();
        boolean kept = kind == Draft.Kind.TEXT || kind == Draft.Kind.PUBLICATION;
        boolean isVolatile = draft.command() != null && draft.command().isVolatile();
        String client = draft.member() == null
                ? Follower.SERVER + engine.node()
                : draft.member().client();
        RoomType type = room.type();
        engine.run(engine.call(Script.PUBLISH, this)
                .key(engine.idsKey(this, client))
                .with(kept ? "kept" : isVolatile ? "volatile" : "loose")
                .with(draft.id() == 0 ? "" : Long.toString(draft.id()))
                .with(Event.of(draft, client))
                .with(type.historySize())
                .with(type.historyBytes())
                .with(Math.max(1, type.historyAge()))
                .with(IDS_KEPT)
                .then(answer -> room.apply(() -> accept(draft, answer)), () -> room.apply(draft::refused)));
    }

    /** Who said it hears first what was said, and then that it is in the order. */
    private void accept(Draft draft, Response answer) {
        long offset = answer.get(0).toLong();
        follower.after(answer.get(1).toLong(), () -> draft.accepted(offset));
    }

    private static byte[] bytes(RawJson json) {
        return json == null ? new byte[0] : json.detached().bytes();
    }

    private static String hash(String secret) {
        try {
            return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
