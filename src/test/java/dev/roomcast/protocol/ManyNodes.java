package dev.roomcast.protocol;

import dev.roomcast.redis.RedisServer;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Nodes that share a Redis, of which every connection takes the next one. */
final class ManyNodes implements Scenario.Server, AutoCloseable {

    private final RedisServer redis = RedisServer.open();
    private final List<BuiltServer> nodes = new ArrayList<>();
    private int next;

    ManyNodes(int count, Map<String, String> settings) {
        start(count, settings);
    }

    private void start(int count, Map<String, String> settings) {
        for (int i = 0; i < count; i++) {
            nodes.add(new BuiltServer(with(redis, settings)));
        }
    }

    /** Others take the place of all nodes; Redis goes on. */
    void replace(Map<String, String> settings) {
        int count = nodes.size();
        nodes.forEach(BuiltServer::close);
        nodes.clear();
        start(count, settings);
    }

    /** The settings of a node that uses that Redis. */
    static Map<String, String> with(RedisServer redis, Map<String, String> settings) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.put("roomcast.engine", "redis");
        all.put("roomcast.redis.url", redis.url());
        return all;
    }

    @Override
    public URI uri() {
        return nodes.get(next++ % nodes.size()).uri();
    }

    @Override
    public void stop() {
        nodes.forEach(BuiltServer::stop);
    }

    @Override
    public void close() {
        nodes.forEach(BuiltServer::close);
        redis.close();
    }
}
