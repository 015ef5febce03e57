package dev.roomcast.redis.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A call of a script with its keys and arguments, and the receiver of its answer. */
public final class ScriptCall {

    private static final byte[] NONE = {};

    private final RedisLink link;
    private final Script script;
    private final List<byte[]> keys = new ArrayList<>(5);
    private final List<byte[]> arguments = new ArrayList<>(14);
    private int size;
    /** The index of the argument that contains the run of the server; -1: none. */
    private int runIndex = -1;
    /** The time at which the call was submitted, in milliseconds of the node's clock. */
    private long since;

    /** Whether the call waits while many others of its kind are in flight. */
    private boolean background;

    private int attempts;
    private @Nullable Consumer<Response> onReply;
    private @Nullable Runnable onFailure;

    /** @param link the link to the server with the keys */
    public ScriptCall(RedisLink link, Script script) {
        this.link = link;
        this.script = script;
    }

    public RedisLink link() {
        return link;
    }

    public ScriptCall key(byte[] key) {
        keys.add(key);
        return this;
    }

    public ScriptCall with(byte[] argument) {
        arguments.add(argument);
        size += argument.length;
        return this;
    }

    /**
     * Adds the run of the server as an argument. It is read when the call is sent, because a call may wait for its
     * connection.
     */
    public ScriptCall withServerRun() {
        runIndex = arguments.size();
        arguments.add(NONE);
        return this;
    }

    /** Completes the arguments before the call is sent. */
    void prepare() {
        if (runIndex >= 0) {
            arguments.set(runIndex, link.runBytes());
        }
    }

    public ScriptCall with(String argument) {
        return with(argument.getBytes(UTF_8));
    }

    public ScriptCall with(long argument) {
        return with(Long.toString(argument));
    }

    /**
     * @param onReply receives the answer
     * @param onFailure runs if there is no answer, or an error; Redis may have executed the call nevertheless
     */
    public ScriptCall then(@Nullable Consumer<Response> onReply, @Nullable Runnable onFailure) {
        this.onReply = onReply;
        this.onFailure = onFailure;
        return this;
    }

    /** Lets the call wait for the first connection, and for other calls of its kind. */
    void inBackground() {
        background = true;
    }

    boolean isBackground() {
        return background;
    }

    /** @return the number of earlier attempts */
    int attempt() {
        return attempts++;
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

    /** Returns the size of keys and arguments, in bytes. */
    int size() {
        return size;
    }

    /** @param errors receives an exception of the receiver, which must not affect other calls */
    void onReply(Response response, Consumer<Throwable> errors) {
        try {
            if (onReply != null) {
                onReply.accept(response);
            }
        } catch (Throwable e) {
            errors.accept(e);
        }
    }

    /** @param errors receives an exception of the receiver, which must not affect other calls */
    void failed(Consumer<Throwable> errors) {
        try {
            if (onFailure != null) {
                onFailure.run();
            }
        } catch (Throwable e) {
            errors.accept(e);
        }
    }
}
