package dev.roomcast.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The two connections of a {@link Link}: they are made together, once, and each is worthless without the other. */
final class Pair {

    private final Redis redis;
    private final boolean isCluster;
    private final Consumer<Response> heard;
    private Consumer<Throwable> ended;
    private RedisConnection requests;
    private RedisConnection channels;

    /** @param heard gets what the channels say */
    Pair(Dialer dialer, String url, Consumer<Response> heard) {
        this.redis = dialer.client(url);
        this.isCluster = dialer.settings().address().isCluster();
        this.heard = heard;
    }

    /** @param ended told that one of them does not work any more */
    void whenEnded(Consumer<Throwable> ended) {
        this.ended = ended;
    }

    /** @return by which this run of the server is known from all others */
    Future<String> connect() {
        return Future.all(redis.connect(), redis.connect())
                .compose(both -> prepare(both.resultAt(0), both.resultAt(1)))
                .compose(loaded -> ask(Request.cmd(Command.INFO)))
                .compose(info -> run(info.toString()));
    }

    private Future<?> prepare(RedisConnection first, RedisConnection second) {
        requests = first;
        channels = second;
        for (RedisConnection each : List.of(first, second)) {
            each.endHandler(nothing -> ended.accept(new IllegalStateException("the connection ended")));
            each.exceptionHandler(ended::accept);
        }
        second.handler(heard::accept);
        List<Future<Response>> loaded = new ArrayList<>();
        for (Script script : Script.values()) {
            byte[] text = script.text(isCluster).bytes();
            loaded.add(ask(Request.cmd(Command.SCRIPT).arg("LOAD").arg(text)));
        }
        return Future.all(loaded);
    }

    private static Future<String> run(String info) {
        return line(info, "role:").equals("slave")
                ? Future.failedFuture("it is a replica")
                : Future.succeededFuture(line(info, "run_id:"));
    }

    /** What comes after that in its line, or nothing. */
    private static String line(String info, String beginning) {
        return info.lines()
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElse(beginning)
                .substring(beginning.length());
    }

    Future<Response> ask(Request request) {
        return requests.send(request);
    }

    /** Something is to be listened to, or not any more; what becomes of it is heard. */
    void tune(Command command, String channel) {
        channels.send(Request.cmd(command).arg(channel));
    }

    void close() {
        redis.close();
    }
}
