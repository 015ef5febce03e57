package dev.roomcast.redis.client;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks whether a Redis is reachable, without joining the nodes that use it. */
public final class ServerQuestion {

    private static final Pattern VERSION = Pattern.compile("redis_version:(\\S+)");

    private final Connector connector;

    /** @param connector creates the connections */
    public ServerQuestion(Connector connector) {
        this.connector = connector;
    }

    /**
     * Asks the single server, a server of the cluster, or the master that the sentinels report.
     *
     * @return the version of the server; fails with the reason if no server answers
     */
    public Future<String> send() {
        RedisAddress address = connector.settings().address();
        if (address.isCluster()) {
            return connector
                    .send(address.seeds(), Request.cmd(Command.CLUSTER).arg("INFO"), ServerQuestion::requireWorking)
                    .compose(url -> version(List.of(url)));
        }
        return connector.serverUrl().compose(url -> version(List.of(url)));
    }

    private static String requireWorking(Response reply, String url) {
        if (!reply.toString().contains("cluster_state:ok")) {
            throw new IllegalStateException("the cluster does not serve all slots");
        }
        return url;
    }

    private Future<String> version(List<String> urls) {
        return connector.send(urls, Request.cmd(Command.INFO).arg("server"), (reply, url) -> {
            Matcher version = VERSION.matcher(reply.toString());
            return "version " + (version.find() ? version.group(1) : "unknown");
        });
    }
}
