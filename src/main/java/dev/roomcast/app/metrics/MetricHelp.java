package dev.roomcast.app.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Adds the HELP text to each metric of Roomcast, from a file that is read when the first metric is created. */
@Singleton
final class MetricHelp {

    private static final String FILE = "/metrics.properties";

    private @Nullable Properties texts;

    @Produces
    @Singleton
    MeterFilter filter() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return id.getName().startsWith("roomcast.") ? described(id) : id;
            }
        };
    }

    private Meter.Id described(Meter.Id id) {
        return new Meter.Id(
                id.getName(), Tags.of(id.getTagsAsIterable()), id.getBaseUnit(), text(id.getName()), id.getType());
    }

    private synchronized String text(String name) {
        if (texts == null) {
            texts = read();
        }
        return texts.getProperty(name);
    }

    private static Properties read() {
        Properties texts = new Properties();
        try (InputStream file = MetricHelp.class.getResourceAsStream(FILE)) {
            texts.load(new InputStreamReader(file, StandardCharsets.UTF_8));
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
