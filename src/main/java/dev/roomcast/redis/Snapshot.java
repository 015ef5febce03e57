package dev.roomcast.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.protocol.RawJson;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A room as Redis has it, at one moment between two events. */
final class Snapshot {

    /**
     * A member.
     *
     * @param until when it is given up, if it is away, by Redis's clock in milliseconds
     * @param born the later it came, the greater
     */
    record Seat(
            String client,
            boolean away,
            String node,
            long until,
            long born,
            boolean plain,
            String user,
            RawJson info) {}

    private final Response answer;

    Snapshot(Response answer) {
        this.answer = answer;
    }

    String epoch() {
        return answer.get(0).toString();
    }

    long seq() {
        return answer.get(1).toLong();
    }

    /** Of the last publication. */
    long offset() {
        return answer.get(2).toLong();
    }

    /** Milliseconds since 1970. */
    long now() {
        return answer.get(3).toLong();
    }

    /** How many events there were that are not kept and must not be missed. */
    long loose() {
        return answer.get(4).toLong();
    }

    /** The offset before the first that is given. */
    long before() {
        return answer.get(5).toLong();
    }

    /** How many publications are given: all from there to the last. */
    int count() {
        return answer.get(6).size();
    }

    Event publication(int index) {
        return Event.kept(answer.get(6).get(index).toBytes());
    }

    /** The members in the order of their coming. */
    List<Seat> members() {
        List<Seat> members = new ArrayList<>();
        Response all = answer.get(7);
        for (int i = 0; i + 1 < all.size(); i += 2) {
            members.add(seat(all.get(i).toString(), all.get(i + 1).toBytes()));
        }
        members.sort(Comparator.comparingLong(Seat::born));
        return members;
    }

    /** STATE NODE UNTIL BORN SECRET LENGTH USER INFO */
    private static Seat seat(String client, byte[] bytes) {
        String[] words = new String(bytes, ISO_8859_1).split(" ", 7);
        int from = bytes.length - words[6].length();
        int length = Integer.parseInt(words[5]);
        RawJson info = new RawJson(bytes, from + length, bytes.length - from - length).detached();
        return new Seat(
                client,
                words[0].equals("a"),
                words[1],
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                words[4].equals("-"),
                new String(bytes, from, length, UTF_8),
                info);
    }
}
