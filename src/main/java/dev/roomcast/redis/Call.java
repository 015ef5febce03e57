package dev.roomcast.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One script to be run, with its keys and arguments, and what is done with the answer. */
final class Call {

    private final Link link;
    private final Script script;
    private final List<byte[]> keys = new ArrayList<>(5);
    private final List<byte[]> arguments = new ArrayList<>(14);
    private int size;
    /** When it was handed over, in milliseconds of the node's clock. */
    private long since;

    private Consumer<Response> answered;
    private Runnable failed;

    /** @param link to the server that has the keys */
    Call(Link link, Script script) {
        this.link = link;
        this.script = script;
    }

    Link link() {
        return link;
    }

    Call key(byte[] key) {
        keys.add(key);
        return this;
    }

    Call with(byte[] argument) {
        arguments.add(argument);
        size += argument.length;
        return this;
    }

    Call with(String argument) {
        return with(argument.getBytes(UTF_8));
    }

    Call with(long argument) {
        return with(Long.toString(argument));
    }

    /**
     * @param answered gets the answer
     * @param failed called instead where there is none, or an error; it may have been done all the same
     */
    Call then(Consumer<Response> answered, Runnable failed) {
        this.answered = answered;
        this.failed = failed;
        return this;
    }

    Script script() {
        return script;
    }

    List<byte[]> keys() {
        return keys;
    }

    List<byte[]> arguments() {
        return arguments;
    }

    void since(long now) {
        since = now;
    }

    long since() {
        return since;
    }

    /** In bytes. */
    int size() {
        return size;
    }

    void answered(Response response) {
        if (answered != null) {
            answered.accept(response);
        }
    }

    void failed() {
        if (failed != null) {
            failed.run();
        }
    }
}
