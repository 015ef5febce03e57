package dev.roomcast.redis;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The dead nodes, until no room of this node has members of them. Thread: any. */
final class DeadNodes {

    private final NodeRegistry registry;
    private final Collection<RedisSequencer> rooms;
    /** The dead nodes, each with the rooms that no longer have its members. */
    private final Map<String, Set<RedisSequencer>> dead = new ConcurrentHashMap<>();

    /** @param rooms a live view of this node's rooms */
    DeadNodes(NodeRegistry registry, Collection<RedisSequencer> rooms) {
        this.registry = registry;
        this.rooms = rooms;
    }

    /** Takes over the members of a node that has just died. */
    void add(String node) {
        Set<RedisSequencer> done = ConcurrentHashMap.newKeySet();
        dead.put(node, done);
        takeOver(node, done);
    }

    /** Repeats the takeover in the remaining rooms; called at every heartbeat. */
    void takeOver() {
        dead.forEach(this::takeOver);
    }

    private void takeOver(String node, Set<RedisSequencer> done) {
        boolean isAll = true;
        for (RedisSequencer room : rooms) {
            if (!done.contains(room)) {
                isAll = false;
                room.takeOver(node, () -> done.add(room));
            }
        }
        if (isAll || !registry.isDead(node)) {
            dead.remove(node);
            registry.untrack(node);
        }
    }
}
