package dev.roomcast.app.metrics;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * A group of meters. {@link LazyMeters} registers each bean of this type at the first scrape; Quarkus would register a
 * {@code MeterBinder} at the start.
 */
public interface Meters {

    void bindTo(MeterRegistry registry);
}
