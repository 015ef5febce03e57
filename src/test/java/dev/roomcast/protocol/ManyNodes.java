package dev.roomcast.protocol;

import dev.roomcast.redis.RedisServer;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Nodes that share a Redis; each connection uses the next node. */
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

    /** Replaces all nodes; Redis keeps running. */
    void replace(Map<String, String> settings) {
        int count = nodes.size();
        nodes.forEach(BuiltServer::close);
        nodes.clear();
        start(count, settings);
    }

    /** Returns the settings of a node that uses a Redis. */
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
