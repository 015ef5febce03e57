package dev.roomcast.app.metrics;

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
 * Creates the meters at the first scrape. At the start they would be a third of an executable's initial heap.
 */
@Singleton
final class LazyMeters implements Handler<RoutingContext> {

    private static final String PATH = "/q/metrics";

    private final MeterRegistry registry;
    private final Instance<Meters> all;
    private final AtomicBoolean done = new AtomicBoolean();

    LazyMeters(MeterRegistry registry, Instance<Meters> all) {
        this.registry = registry;
        this.all = all;
    }

    void register(@Observes Router router) {
        router.route(PATH).order(Integer.MIN_VALUE).handler(this);
    }

    /** Registers the handler on the management port, if there is one. */
    void register(@Observes ManagementInterface management) {
        register(management.router());
    }

    @Override
    public void handle(RoutingContext request) {
        if (done.compareAndSet(false, true)) {
            try {
                all.forEach(meters -> meters.bindTo(registry));
            } catch (Throwable e) {
                done.set(false); // the next scrape creates the missing meters; existing ones stay
                throw e;
            }
        }
        request.next();
    }
}
