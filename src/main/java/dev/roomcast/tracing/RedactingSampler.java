package dev.roomcast.tracing;

import static io.opentelemetry.api.common.AttributeKey.stringKey;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Selects the spans and their attributes: requests to the API, logins, and requests to other servers. Connections have
 * no spans, because they last for hours and their URL may contain a token. Of a called URL, only the server is
 * recorded, because the rest may contain secrets.
 */
@Singleton
public final class RedactingSampler implements Sampler {

    private static final AttributeKey<String> PATH = stringKey("url.path");
    private static final AttributeKey<String> QUERY = stringKey("url.query");
    private static final AttributeKey<String> ADDRESS = stringKey("url.full");
    private static final String HIDDEN = "REDACTED";

    private final Sampler share;

    /** @param share the share of sampled traces that begin here, from 0 to 1 */
    RedactingSampler(@ConfigProperty(name = "quarkus.otel.traces.sampler.arg", defaultValue = "1") double share) {
        this.share = Sampler.parentBased(Sampler.traceIdRatioBased(share));
    }

    @Override
    public SamplingResult shouldSample(
            Context parent, String trace, String name, SpanKind kind, Attributes attributes, List<LinkData> links) {
        boolean isTold = kind == SpanKind.SERVER ? isTold(attributes.get(PATH)) : attributes.get(ADDRESS) != null;
        if (!isTold) {
            return SamplingResult.drop();
        }
        SamplingResult result = share.shouldSample(parent, trace, name, kind, attributes, links);
        return SamplingResult.create(result.getDecision(), instead(attributes));
    }

    private static boolean isTold(String path) {
        return path != null && (path.startsWith("/api/") || path.startsWith("/login/"));
    }

    /** The replacement of redacted text. */
    private static Attributes instead(Attributes attributes) {
        AttributesBuilder instead = Attributes.builder();
        if (attributes.get(QUERY) != null) {
            instead.put(QUERY, HIDDEN);
        }
        String address = attributes.get(ADDRESS);
        if (address != null) {
            instead.put(ADDRESS, server(address));
        }
        return instead.build();
    }

    /** Returns a URL such as {@code https://example.com/path?query} without its path and query. */
    private static String server(String address) {
        int path = address.indexOf('/', address.indexOf("://") + 3);
        return path < 0 ? address : address.substring(0, path);
    }

    @Override
    public String getDescription() {
        return "Discretion{" + share.getDescription() + "}";
    }
}
