package dev.roomcast.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.redis.client.HashSlot;

/**
 * The names of all keys and channels. They contain the version of the stored and sent data: nodes of different versions
 * never read each other's data. A channel belongs to no database, so its name also contains the database number.
 */
final class KeySpace {

    /** The version of scripts, keys and events; it increases when nodes of two versions would misread each other. */
    static final int VERSION = 1;

    private final String keys;
    private final String channels;
    private final String nodes;

    /** @param database the number of the Redis database */
    KeySpace(String prefix, int database) {
        keys = prefix + ':' + VERSION + ':';
        channels = prefix + ':' + VERSION + (database == 0 ? ":" : "/" + database + ':');
        nodes = prefix + ":nodes";
    }

    /** Returns the keys of a room, in the order that its scripts expect. */
    byte[][] ofRoom(String room) {
        String tag = ":{" + room + '}';
        return new byte[][] {
            bytes("r" + tag), bytes("h" + tag), bytes("m" + tag), bytes("u" + tag), bytes("i" + tag + ':')
        };
    }

    /** Returns the additional keys of a game, which follow the keys of the room. */
    byte[][] ofGame(String room) {
        String tag = ":{" + room + '}';
        return new byte[][] {bytes("s" + tag), bytes("v" + tag), bytes("k" + tag), bytes("p" + tag)};
    }

    /** Returns the additional keys of a run of frames, which come last. */
    byte[][] ofRun(String room) {
        String tag = ":{" + room + '}';
        return new byte[][] {bytes("g" + tag), bytes("f" + tag)};
    }

    private byte[] bytes(String rest) {
        return (keys + rest).getBytes(UTF_8);
    }

    /** Returns the key of all members of a room. */
    String members(String room) {
        return keys + "m:{" + room + '}';
    }

    /** Returns the channel of a room, in the slot of the room's keys. */
    String channel(String room) {
        return channels + "c:{" + room + '}';
    }

    static int slot(String room) {
        return HashSlot.of('{' + room + '}');
    }

    /** Returns the key of the nodes. It has no version: nodes of all versions find each other there. */
    String nodes() {
        return nodes;
    }

    /** Returns the prefix of the keys of matchmaking. All of them are in one slot, so that one script can decide. */
    String ofMatches() {
        return keys + "match:{match}:";
    }

    /** Returns the channel of one node. */
    String node(String node) {
        return channels + "n:" + node;
    }

    /** Returns the channel of all nodes. */
    String allNodes() {
        return channels + "all";
    }
}
