package dev.roomcast.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.redis.client.HashSlot;

/**
 * The names of all keys and channels. They carry the version of what is kept and sent under them: nodes of two versions
 * never read each other's. A channel has no database, so its name holds that too.
 */
final class KeySpace {

    /** Raised when scripts, keys or events change so that nodes of two versions would misread each other. */
    static final int VERSION = 1;

    private final String keys;
    private final String channels;
    private final String nodes;

    /** @param database the number of Redis's database */
    KeySpace(String prefix, int database) {
        keys = prefix + ':' + VERSION + ':';
        channels = prefix + ':' + VERSION + (database == 0 ? ":" : "/" + database + ':');
        nodes = prefix + ":nodes";
    }

    /** The keys of a room, in the order in which its scripts expect them. */
    byte[][] ofRoom(String room) {
        String tag = ":{" + room + '}';
        return new byte[][] {
            bytes("r" + tag), bytes("h" + tag), bytes("m" + tag), bytes("u" + tag), bytes("i" + tag + ':')
        };
    }

    /** The keys of what a game adds to a room, which come after the others. */
    byte[][] ofGame(String room) {
        String tag = ":{" + room + '}';
        return new byte[][] {bytes("s" + tag), bytes("v" + tag), bytes("k" + tag), bytes("p" + tag)};
    }

    /** The keys of what a run of frames adds to a room, which come last. */
    byte[][] ofRun(String room) {
        String tag = ":{" + room + '}';
        return new byte[][] {bytes("g" + tag), bytes("f" + tag)};
    }

    private byte[] bytes(String rest) {
        return (keys + rest).getBytes(UTF_8);
    }

    /** The key of all members of a room. */
    String members(String room) {
        return keys + "m:{" + room + '}';
    }

    /** The channel of a room; it is in the slot of the room's keys. */
    String channel(String room) {
        return channels + "c:{" + room + '}';
    }

    static int slot(String room) {
        return HashSlot.of('{' + room + '}');
    }

    /** The key of the nodes. It has no version: nodes of all versions find each other there. */
    String nodes() {
        return nodes;
    }

    /** How the keys of matchmaking begin. All of them are in one slot, so that one script decides. */
    String ofMatches() {
        return keys + "match:{match}:";
    }

    /** The channel of one node. */
    String node(String node) {
        return channels + "n:" + node;
    }

    /** The channel of all nodes. */
    String allNodes() {
        return channels + "all";
    }
}
