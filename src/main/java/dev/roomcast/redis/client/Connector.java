package dev.roomcast.redis.client;

import dev.roomcast.concurrent.Clock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Creates connections to Redis, with the collaborators that all of them share.
 *
 * @param failed receives errors of this node
 */
public record Connector(
        Vertx vertx, RedisSettings settings, Clock clock, RedisCounters counters, Consumer<Throwable> failed) {

    /** The maximum number of requests beyond the window. */
    private static final int OTHERS = 256;

    /** Creates a client that is not connected yet. The caller must close it, even after a failed connection. */
    Redis client(String url) {
        return Redis.createClient(
                vertx,
                new RedisOptions()
                        .setConnectionString(url)
                        .setNetClientOptions(network())
                        .setTracingPolicy(TracingPolicy.IGNORE)
                        .setMaxPoolSize(2)
                        .setMaxWaitingHandlers(2 * settings.maxInFlight() + OTHERS));
    }

    private NetClientOptions network() {
        NetClientOptions options = new NetClientOptions()
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true)
                .setHostnameVerificationAlgorithm("HTTPS");
        String ca = settings.address().ca();
        return ca == null ? options : options.setPemTrustOptions(new PemTrustOptions().addCertPath(ca));
    }

    /** Finds the connection string of the single server; asks the sentinels, if there are any. */
    Future<String> serverUrl() {
        RedisAddress address = settings.address();
        if (address.kind() == RedisAddress.Kind.STANDALONE) {
            return Future.succeededFuture(address.first());
        }
        Request question =
                Request.cmd(Command.SENTINEL).arg("GET-MASTER-ADDR-BY-NAME").arg(address.masterName());
        return send(address.seeds(), question, (reply, sentinel) -> {
            if (reply == null) {
                throw new IllegalStateException("the sentinels know no master named " + address.masterName());
            }
            return address.at(reply.get(0).toString(), reply.get(1).toInteger());
        });
    }

    /**
     * Asks the servers one after another until one answers.
     *
     * @param reader converts the answer and the URL of the server to the result
     */
    <T> Future<T> send(List<String> urls, Request request, BiFunction<Response, String, T> reader) {
        Future<T> answer = Future.failedFuture("nobody was asked");
        for (String url : urls) {
            answer = answer.recover(nobody -> send(url, request).map(response -> reader.apply(response, url)));
        }
        return answer;
    }

    private Future<Response> send(String url, Request request) {
        Redis redis = client(url);
        return redis.connect()
                .compose(connection -> connection.send(request))
                .timeout(settings.timeout(), TimeUnit.MILLISECONDS)
                .onComplete(done -> redis.close());
    }
}
