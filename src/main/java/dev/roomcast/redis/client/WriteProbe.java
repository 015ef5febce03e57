package dev.roomcast.redis.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.concurrent.Clock;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import org.jspecify.annotations.Nullable;

/** Detects when a server that refused a write accepts writes again. Thread: the event loop of its link. */
final class WriteProbe {

    /** The TTL of the probe's key, in milliseconds. */
    private static final long KEPT_MILLIS = 1000;
    /** The time without another refusal after which a refusal that depends on the script ends, in milliseconds. */
    private static final long QUIET_MILLIS = 30_000;

    private final RedisLink link;
    private final LinkListener listener;
    private final String prefix;
    private final Clock clock;
    /** The call that the server refused first; null: none is refused. */
    private @Nullable ScriptCall refused;

    private boolean needsSameScript;
    /** The time at which the server last refused a call, on the node's clock. */
    private long refusedAt;

    WriteProbe(RedisLink link, LinkListener listener, String prefix, Clock clock) {
        this.clock = clock;
        this.link = link;
        this.listener = listener;
        this.prefix = prefix;
    }

    /** @param code the code of the error; null: unknown */
    void refused(ScriptCall call, @Nullable String code, Throwable error) {
        refusedAt = clock.monotonicMillis();
        if (refused == null) {
            refused = call;
            // a permission may be missing for a single command, and a single key may have the wrong type
            boolean isOfScript = code == null || code.equals("NOPERM") || code.equals("WRONGTYPE");
            needsSameScript = isOfScript || call.keys().isEmpty();
            listener.onRefusing(link, error);
        }
    }

    /** Records that the server ran a call. */
    void done(ScriptCall call) {
        if (refused != null && needsSameScript && call.script() == refused.script()) {
            accepted();
        }
    }

    private void accepted() {
        if (refused != null) {
            refused = null;
            listener.onAccepting(link);
        }
    }

    /** Sends a write to a server that refused one, with a key in the same slot; called at every heartbeat. */
    void probe(ConnectionPair pair) {
        if (refused != null && needsSameScript && clock.monotonicMillis() - refusedAt > QUIET_MILLIS) {
            accepted();
        }
        if (refused == null || needsSameScript) {
            return;
        }
        String key = new String(refused.keys().get(0), UTF_8);
        int open = key.indexOf('{');
        String tag = open < 0 ? key : key.substring(open + 1, key.indexOf('}', open));
        Request write = Request.cmd(Command.SET).arg(prefix + ":probe:{" + tag + '}');
        pair.send(write.arg("").arg("PX").arg(KEPT_MILLIS)).onSuccess(done -> accepted());
    }

    /** Forgets the refusal, because the connection is lost and the state of the server unknown. */
    void reset() {
        refused = null;
    }
}
