package dev.roomcast.metrics;

import io.micrometer.core.instrument.MeterRegistry;

/** Some of what is counted. A bean of this type is asked for its meters once, when somebody looks at them first. */
public interface Meters {

    void bindTo(MeterRegistry registry);
}
