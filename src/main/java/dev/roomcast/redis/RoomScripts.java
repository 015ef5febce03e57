package dev.roomcast.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.protocol.Position;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.StateChange;
import dev.roomcast.redis.client.RedisLink;
import dev.roomcast.redis.client.Script;
import dev.roomcast.redis.client.ScriptCall;
import dev.roomcast.room.PendingPublication;
import dev.roomcast.room.RoomType;
import dev.roomcast.room.SecretHash;
import dev.roomcast.room.StateGuard;
import dev.roomcast.room.StateUpdate;
import org.jspecify.annotations.Nullable;

/** Creates the script calls of one room, with their common keys and arguments. Thread: any. */
final class RoomScripts {

    /** The client name in publications of the server itself; their ids are the idempotency keys of the API. */
    static final String SERVER = "=";

    private static final byte[] KEPT = "kept".getBytes(UTF_8);
    private static final byte[] UNTRACKED = "loose".getBytes(UTF_8);
    private static final byte[] VOLATILE = "volatile".getBytes(UTF_8);
    private static final byte[] EMPTY = {};
    private static final byte[] YES = {'1'};

    private final byte[][] keys;
    private final byte[][] gameKeys;
    private final byte[][] runKeys;
    private final long stateBytes;
    private final byte[] epochPrefix;
    private final long lifetime;
    private final byte[] lifetimeText;
    private final byte[] channel;
    private final byte[] node;
    private final byte[][] history;

    RoomScripts(RedisEngine engine, String room, RoomType type) {
        KeySpace names = engine.keySpace();
        keys = names.ofRoom(room);
        gameKeys = names.ofGame(room);
        runKeys = names.ofRun(room);
        stateBytes = type.games().stateBytes();
        epochPrefix = engine.epochPrefix();
        lifetime = type.historyAge() + type.linger() + engine.settings().keyGrace();
        lifetimeText = text(lifetime);
        channel = names.channel(room).getBytes(UTF_8);
        node = engine.node().getBytes(UTF_8);
        history =
                new byte[][] {text(type.historySize()), text(type.historyBytes()), text(Math.max(1, type.historyAge()))
                };
    }

    private static byte[] text(long number) {
        return Long.toString(number).getBytes(UTF_8);
    }

    /** Returns the TTL of the room's keys after a renewal, in milliseconds. */
    long lifetime() {
        return lifetime;
    }

    ScriptCall call(Script script, RedisLink link) {
        ScriptCall call = new ScriptCall(link, script);
        for (byte[] key : keys) {
            call.key(key);
        }
        if (script != Script.PUBLISH
                && script != Script.FRAME) { // most publications change no state, and each key has a cost
            addGameKeys(call);
        }
        if (script != Script.PUBLISH) {
            for (byte[] key : runKeys) {
                call.key(key);
            }
        }
        return call.withServerRun().with(epochPrefix).with(lifetimeText).with(channel);
    }

    private void addGameKeys(ScriptCall call) {
        for (byte[] key : gameKeys) {
            call.key(key);
        }
    }

    /**
     * Creates the call for a publication that changes the state.
     *
     * @param holds whether the memory of this node allows the state to grow
     */
    ScriptCall publish(RedisLink link, PendingPublication publication, String client, boolean holds) {
        ScriptCall call = publish(link, publication, client);
        StateUpdate update = publication.state();
        Position condition = update.change().condition();
        call.with(update.forbidden() != null ? "no" : update.needsHost() ? "host" : "")
                .with(condition == null ? "" : condition.epoch())
                .with(condition == null ? "" : Long.toString(condition.offset()))
                .with(holds ? stateBytes : 0)
                .with(doorKey(update.change()));
        for (StateChange.Entry each : update.change().entries()) {
            RawJson value = each.value();
            call.with(each.key()).with(value == null ? EMPTY : value.detached().bytes());
        }
        addGuard(call, update.guard());
        return call;
    }

    /** Adds guarded keys to the keys of the change, with a value that is invalid for a key. */
    private static void addGuard(ScriptCall call, @Nullable StateGuard guard) {
        if (guard != null) {
            byte[] seen = ("\0" + guard.seen().epoch() + ' ' + guard.seen().offset()).getBytes(UTF_8);
            guard.keys().forEach(key -> call.with(key).with(seen));
        }
    }

    private static String doorKey(StateChange change) {
        for (StateChange.Entry each : change.entries()) {
            if (each.key().equals(StateChange.KEY)) {
                return each.secret() == null ? "-" : SecretHash.of(each.secret());
            }
        }
        return "";
    }

    /** @param client the client of the member; for the server, its name in events */
    ScriptCall publish(RedisLink link, PendingPublication publication, String client) {
        boolean isServer = publication.member() == null;
        String id = publication.idempotencyId();
        boolean isFirst = isServer || id != null && !publication.member().usesIds();
        ScriptCall call = call(Script.PUBLISH, link);
        if (isServer || publication.state() != null) { // the server also publishes in rooms whose keys no node renews
            addGameKeys(call);
        }
        return call.with(manner(publication))
                .with(id == null ? EMPTY : id.getBytes(UTF_8))
                .with(RoomEvent.encode(publication, client))
                .with(history[0])
                .with(history[1])
                .with(history[2])
                .with(isServer ? SERVER : client)
                .with(isServer ? EMPTY : node)
                .with(isFirst ? YES : EMPTY);
    }

    private static byte[] manner(PendingPublication publication) {
        PendingPublication.Kind kind = publication.kind();
        if (kind == PendingPublication.Kind.TEXT || kind == PendingPublication.Kind.PUBLICATION) {
            return KEPT;
        }
        return publication.command() != null && publication.command().isVolatile() ? VOLATILE : UNTRACKED;
    }
}
