package dev.roomcast.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.Handler;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes the meters when somebody looks at them for the first time. Made at the start, they are a third of the heap that
 * an executable fills until it is there.
 */
@Singleton
final class FirstLook implements Handler<RoutingContext> {

    private static final String PATH = "/q/metrics";

    private final MeterRegistry registry;
    private final Instance<Meters> all;
    private final AtomicBoolean done = new AtomicBoolean();

    FirstLook(MeterRegistry registry, Instance<Meters> all) {
        this.registry = registry;
        this.all = all;
    }

    void register(@Observes Router router) {
        router.route(PATH).order(Integer.MIN_VALUE).handler(this);
    }

    /** Where there is a port for this alone. */
    void register(@Observes ManagementInterface management) {
        register(management.router());
    }

    @Override
    public void handle(RoutingContext request) {
        if (done.compareAndSet(false, true)) {
            all.forEach(meters -> meters.bindTo(registry));
        }
        request.next();
    }
}
