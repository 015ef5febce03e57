package dev.roomcast.hub;

import dev.roomcast.protocol.Codec;
import dev.roomcast.protocol.RawJson;
import java.util.concurrent.CompletionStage;

/** One screen, and another for what passes it: what the first puts in place of something the second looks at. */
public final class ScreenChain implements Screen {

    private final Screen first;
    private final Screen then;
    private final Codec codec;

    private ScreenChain(Screen first, Screen then, Codec codec) {
        this.first = first;
        this.then = then;
        this.codec = codec;
    }

    public static Screen of(Screen first, Screen then, Codec codec) {
        return first == NONE ? then : then == NONE ? first : new ScreenChain(first, then, codec);
    }

    @Override
    public boolean covers(String method) {
        return first.covers(method) || then.covers(method);
    }

    @Override
    public CompletionStage<Verdict> check(Saying saying) {
        if (!first.covers(saying.method())) {
            return then.check(saying);
        }
        CompletionStage<Verdict> verdict = first.check(saying);
        return then.covers(saying.method()) ? verdict.thenCompose(passed -> checkAgain(saying, passed)) : verdict;
    }

    private CompletionStage<Verdict> checkAgain(Saying saying, Verdict passed) {
        if (!passed.passes()) {
            return passed.now();
        }
        RawJson data = passed.data();
        if (data == null) {
            return then.check(saying);
        }
        return then.check(saying.with(data, codec.textsIn(data)))
                .thenApply(last -> last.passes() && last.data() == null ? passed : last);
    }
}
