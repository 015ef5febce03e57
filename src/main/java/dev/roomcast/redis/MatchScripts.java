package dev.roomcast.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.match.MatchMode;
import dev.roomcast.match.Ticket;
import dev.roomcast.match.Tickets.Reason;
import dev.roomcast.redis.client.HashSlot;
import dev.roomcast.redis.client.RedisLink;
import dev.roomcast.redis.client.Script;
import dev.roomcast.redis.client.ScriptCall;
import dev.roomcast.room.SecretHash;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Creates the calls of {@code match.lua}, with their common keys and arguments. Thread: any. */
final class MatchScripts {

    /** The maximum number of matches that one call makes. */
    private static final int MATCHES = 8;

    private static final int HASH_DIGITS = 32;

    private static final List<String> KEYS =
            List.of("heads", "bodies", "clients", "nodes", "meta", "made", "told", "pending", "ran");

    private final RedisEngine engine;
    private final UnaryOperator<String> rooms;
    private final byte[][] keys;
    private final String base;
    private final int slot;

    MatchScripts(RedisEngine engine, UnaryOperator<String> rooms) {
        this.engine = engine;
        this.rooms = rooms;
        this.base = engine.keySpace().ofMatches();
        this.slot = HashSlot.of(base);
        this.keys = KEYS.stream().map(name -> (base + name).getBytes(UTF_8)).toArray(byte[][]::new);
    }

    RedisLink link() {
        return engine.link(slot);
    }

    ScriptCall call(String operation) {
        ScriptCall call = new ScriptCall(link(), Script.MATCH);
        for (byte[] key : keys) {
            call.key(key);
        }
        return call.with(base)
                .with(operation)
                .with(engine.node())
                .with(engine.settings().lease())
                .with(engine.keySpace().allNodes());
    }

    /** Adds the mode and new names for the rooms of matches to a call. */
    ScriptCall withMode(ScriptCall call, MatchMode mode) {
        return call.with(mode.players())
                .with(mode.minPlayers())
                .with(mode.teams())
                .with(Double.toString(mode.skillWindow()))
                .with(Double.toString(mode.skillGrowth()))
                .with(mode.patienceMillis())
                .with(IntStream.range(0, MATCHES)
                        .mapToObj(i -> MatchWords.word(rooms.apply(mode.prefix())))
                        .collect(Collectors.joining(" ")));
    }

    /** Returns the name of the group of tickets that may be matched with each other, without spaces. */
    static String bucket(Ticket ticket) {
        return MatchWords.word(ticket.prefix())
                + '='
                + SecretHash.of(ticket.same()).substring(0, HASH_DIGITS);
    }

    ScriptCall add(Ticket ticket, boolean isHeld, MatchMode mode) {
        return withMode(
                call("add")
                        .with(ticket.key())
                        .with(Math.max(0, engine.clock().monotonicMillis() - ticket.createdMillis()))
                        .with(Double.toString(ticket.skill()))
                        .with(ticket.size())
                        .with(bucket(ticket))
                        .with(isHeld ? 1 : 0)
                        .with(ticket.client())
                        .with(ticket.id())
                        .with(MatchWords.write(ticket)),
                mode);
    }

    ScriptCall end(Ticket ticket, Reason reason) {
        return call("end")
                .with(ticket.key())
                .with(ticket.client())
                .with(ticket.id())
                .with(reason.isRetained() ? reason.word() : "");
    }
}
