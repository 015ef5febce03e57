package dev.roomcast.tracing;

import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.quarkus.opentelemetry.runtime.AutoConfiguredOpenTelemetrySdkBuilderCustomizer;
import jakarta.inject.Singleton;

/**
 * A span is short, and has no place for exceptions: the address that was called stands in what they say, with its
 * secrets. Their kinds are told ({@code error.type}).
 */
@Singleton
public final class SpanLimitsCustomizer implements AutoConfiguredOpenTelemetrySdkBuilderCustomizer {

    /** The longest text, in characters. */
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
