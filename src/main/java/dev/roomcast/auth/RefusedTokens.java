package dev.roomcast.auth;

import dev.roomcast.hub.Authenticator;
import dev.roomcast.hub.Identity;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/** Counts refused tokens by their problem, and logs each one at level DEBUG. Thread: any. */
public final class RefusedTokens {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    private final Map<TokenProblem, LongAdder> counts = new EnumMap<>(TokenProblem.class);

    private final boolean tellsClients;

    /** @param tellsClients whether clients receive the problem, as in development mode */
    public RefusedTokens(boolean tellsClients) {
        this.tellsClients = tellsClients;
        for (TokenProblem each : TokenProblem.values()) {
            counts.put(each, new LongAdder());
        }
    }

    /** Returns the counter of a problem. */
    public LongAdder count(TokenProblem problem) {
        return counts.get(problem);
    }

    CompletionStage<Identity> refuse(TokenProblem problem, String room) {
        counts.get(problem).increment();
        LOG.debugf("event=token-refused room=%s problem=%s detail=\"%s\"", room, problem.word(), problem.sentence());
        return Authenticator.refused(problem.code(), tellsClients ? problem.sentence() : null);
    }
}
