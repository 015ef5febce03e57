package dev.roomcast.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.protocol.GameRole;
import dev.roomcast.protocol.RawJson;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A room as stored in Redis at one moment between two events. */
final class RoomSnapshot {

    /**
     * A member as Redis stores it.
     *
     * @param until the end of the linger time of an away member, by Redis's clock in milliseconds
     * @param born increases with the order of joins
     */
    record StoredMember(
            String client,
            boolean away,
            String node,
            long until,
            long born,
            boolean plain,
            GameRole game,
            String user,
            RawJson info) {}

    private final Response reply;

    RoomSnapshot(Response reply) {
        this.reply = reply;
    }

    String epoch() {
        return reply.get(0).toString();
    }

    long seq() {
        return reply.get(1).toLong();
    }

    /** Returns the offset of the last publication. */
    long offset() {
        return reply.get(2).toLong();
    }

    /** Returns the time by Redis's clock, in milliseconds since 1970. */
    long now() {
        return reply.get(3).toLong();
    }

    /** Returns the number of unretained events that members must not miss. */
    long untracked() {
        return reply.get(4).toLong();
    }

    /** Returns the offset before the first publication of the snapshot. */
    long before() {
        return reply.get(5).toLong();
    }

    /** Returns the number of publications in the snapshot, up to the last one. */
    int count() {
        return reply.get(6).size();
    }

    RoomEvent publication(int index) {
        return RoomEvent.kept(reply.get(6).get(index).toBytes());
    }

    /** Returns the shared state by key. */
    Map<String, RawJson> state() {
        return state(reply.get(8));
    }

    /** Returns the client of the host, or an empty text. */
    String host() {
        return reply.get(9).toString();
    }

    /** Returns the run in words, or an empty text; see {@link RunWords}. */
    String run() {
        return reply.get(10).toString();
    }

    /** Parses keys and values of the state, each value as {@code OFFSET VALUE}. */
    static Map<String, RawJson> state(Response all) {
        Map<String, RawJson> state = new TreeMap<>();
        for (int i = 0; i + 1 < all.size(); i += 2) {
            byte[] bytes = all.get(i + 1).toBytes();
            int from = 0;
            while (bytes[from] != ' ') {
                from++;
            }
            state.put(all.get(i).toString(), new RawJson(bytes, from + 1, bytes.length - from - 1).detached());
        }
        return state;
    }

    /** Returns the members in the order of their joins. */
    List<StoredMember> members() {
        List<StoredMember> members = new ArrayList<>();
        Response all = reply.get(7);
        for (int i = 0; i + 1 < all.size(); i += 2) {
            members.add(parse(all.get(i).toString(), all.get(i + 1).toBytes()));
        }
        members.sort(Comparator.comparingLong(StoredMember::born));
        return members;
    }

    /** Parses a member: {@code STATE NODE UNTIL BORN SECRET GAME LENGTH USER INFO}. */
    static StoredMember parse(String client, byte[] bytes) {
        String[] words = new String(bytes, ISO_8859_1).split(" ", 8);
        int from = bytes.length - words[7].length();
        int length = Integer.parseInt(words[6]);
        RawJson info = new RawJson(bytes, from + length, bytes.length - from - length).detached();
        return new StoredMember(
                client,
                words[0].equals("a"),
                words[1],
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                words[4].equals("-"),
                RoomEvent.role(words[5]),
                new String(bytes, from, length, UTF_8),
                info);
    }
}
