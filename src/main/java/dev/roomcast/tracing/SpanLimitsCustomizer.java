package dev.roomcast.tracing;

import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.quarkus.opentelemetry.runtime.AutoConfiguredOpenTelemetrySdkBuilderCustomizer;
import jakarta.inject.Singleton;

/**
 * Limits spans, and removes the messages of exceptions, which may contain a called URL with its secrets. The types of
 * exceptions are recorded ({@code error.type}).
 */
@Singleton
public final class SpanLimitsCustomizer implements AutoConfiguredOpenTelemetrySdkBuilderCustomizer {

    /** The longest text of an attribute, in characters. */
    private static final int LONGEST = 256;

    private static final SpanLimits LIMITS = SpanLimits.builder()
            .setMaxNumberOfEvents(0)
            .setMaxAttributeValueLength(LONGEST)
            .build();

    @Override
    public void customize(AutoConfiguredOpenTelemetrySdkBuilder sdk) {
        sdk.addTracerProviderCustomizer((provider, properties) -> provider.setSpanLimits(LIMITS));
    }
}
