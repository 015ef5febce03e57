package dev.roomcast.redis.client;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The two connections of a {@link RedisLink}. They are opened once, together; if one fails, the link closes both. */
final class ConnectionPair implements ScriptPipeline.Requests {

    private final Redis redis;
    private final boolean isCluster;
    private final Consumer<Response> onMessage;
    private Consumer<Throwable> ended;
    private RedisConnection requests;
    private RedisConnection channels;

    /** @param onMessage receives the messages of the subscribed connection */
    ConnectionPair(Connector connector, String url, Consumer<Response> onMessage) {
        this.redis = connector.client(url);
        this.isCluster = connector.settings().address().isCluster();
        this.onMessage = onMessage;
    }

    /** @param ended runs when one of the connections has ended or failed */
    void whenEnded(Consumer<Throwable> ended) {
        this.ended = ended;
    }

    /**
     * Opens both connections, and loads the scripts.
     *
     * @return the properties of the server; fails if it is a replica
     */
    Future<ServerInfo> connect() {
        return Future.all(redis.connect(), redis.connect())
                .compose(both -> prepare(both.resultAt(0), both.resultAt(1)))
                .compose(loaded -> send(Request.cmd(Command.INFO)))
                .map(info -> ServerInfo.parse(info.toString()))
                .compose(info -> info.isReplica()
                        ? Future.failedFuture("READONLY it is a replica")
                        : Future.succeededFuture(info));
    }

    private Future<?> prepare(RedisConnection first, RedisConnection second) {
        requests = first;
        channels = second;
        for (RedisConnection each : List.of(first, second)) {
            each.endHandler(nothing -> ended.accept(new IllegalStateException("the connection ended")));
            each.exceptionHandler(ended::accept);
        }
        second.handler(onMessage::accept);
        List<Future<Response>> loaded = new ArrayList<>();
        for (Script script : Script.values()) {
            loaded.add(send(ScriptPipeline.load(script, isCluster)));
        }
        return Future.all(loaded);
    }

    @Override
    public Future<Response> send(Request request) {
        return requests.send(request);
    }

    /** Sends a command on the subscribed connection. Its confirmation arrives as a message. */
    void subscribe(Command command, String channel) {
        channels.send(Request.cmd(command).arg(channel));
    }

    void close() {
        redis.close();
    }
}
