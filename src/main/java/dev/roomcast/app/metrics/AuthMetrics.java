package dev.roomcast.app.metrics;

import dev.roomcast.app.config.AuthSettings;
import dev.roomcast.auth.TokenProblem;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.LongAdder;

/** Metrics of logins. */
@Singleton
final class AuthMetrics implements Meters {

    private final AuthSettings auth;

    AuthMetrics(AuthSettings auth) {
        this.auth = auth;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (TokenProblem problem : TokenProblem.values()) {
            FunctionCounter.builder("roomcast.tokens.refused", auth.refused().count(problem), LongAdder::sum)
                    .tag("problem", problem.word())
                    .register(registry);
        }
    }
}
