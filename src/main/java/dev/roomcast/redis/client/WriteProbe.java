package dev.roomcast.redis.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.concurrent.Clock;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import org.jspecify.annotations.Nullable;

/** Finds out whether a server that refused a write accepts writes again. Only the event loop of its link calls it. */
final class WriteProbe {

    /** How long the key of the probe lives. */
    private static final long KEPT_MILLIS = 1000;
    /** A refusal that depends on the script ends after this time without another one. */
    private static final long QUIET_MILLIS = 30_000;

    private final RedisLink link;
    private final LinkListener listener;
    private final String prefix;
    private final Clock clock;
    /** The call that the server refused first; null: it refuses none. */
    private @Nullable ScriptCall refused;

    private boolean needsSameScript;
    /** When the server last refused a call, on the node's clock. */
    private long refusedAt;

    WriteProbe(RedisLink link, LinkListener listener, String prefix, Clock clock) {
        this.clock = clock;
        this.link = link;
        this.listener = listener;
        this.prefix = prefix;
    }

    /** @param code of the error; null if it is unknown */
    void refused(ScriptCall call, @Nullable String code, Throwable error) {
        refusedAt = clock.monotonicMillis();
        if (refused == null) {
            refused = call;
            // a permission may be missing for one command alone, and a key may have another type than the others
            boolean isOfScript = code == null || code.equals("NOPERM") || code.equals("WRONGTYPE");
            needsSameScript = isOfScript || call.keys().isEmpty();
            listener.onRefusing(link, error);
        }
    }

    /** The server ran a call. */
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

    /** Sends a write to a server that refused one, with a key in the same slot; at every beat. */
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

    /** The connection is lost: the state of the server is unknown. */
    void reset() {
        refused = null;
    }
}
