package dev.roomcast.hub;

import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.RawJson;
import java.util.concurrent.CompletionStage;

/** Two moderators in sequence: the second one checks the result of the first one. */
public final class ModeratorChain implements Moderator {

    private final Moderator first;
    private final Moderator then;
    private final CommandDecoder decoder;

    private ModeratorChain(Moderator first, Moderator then, CommandDecoder decoder) {
        this.first = first;
        this.then = then;
        this.decoder = decoder;
    }

    public static Moderator of(Moderator first, Moderator then, CommandDecoder decoder) {
        return first == NONE ? then : then == NONE ? first : new ModeratorChain(first, then, decoder);
    }

    @Override
    public boolean covers(String method) {
        return first.covers(method) || then.covers(method);
    }

    @Override
    public CompletionStage<Verdict> check(ModerationRequest request) {
        if (!request.isCoveredBy(first)) {
            return then.check(request);
        }
        CompletionStage<Verdict> verdict = first.check(request);
        return request.isCoveredBy(then) ? verdict.thenCompose(passed -> checkAgain(request, passed)) : verdict;
    }

    private CompletionStage<Verdict> checkAgain(ModerationRequest request, Verdict passed) {
        if (!passed.passes()) {
            return passed.now();
        }
        RawJson data = passed.data();
        if (data == null) {
            return then.check(request);
        }
        return then.check(request.with(data, decoder.textsIn(data)))
                .thenApply(last -> last.passes() && last.data() == null ? passed : last);
    }
}
