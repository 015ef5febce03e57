package dev.roomcast.faults;

import dev.roomcast.testkit.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** The adjustable wall clock of servers, by libfaketime; without libfaketime the clock does not change. */
final class WallClock implements AutoCloseable {

    private static final Optional<Path> LIBRARY = Stream.of("x86_64-linux-gnu", "aarch64-linux-gnu")
            .map(each -> Path.of("/usr/lib", each, "faketime/libfaketime.so.1"))
            .filter(Files::exists)
            .findFirst();

    private final Path file = Files.createTempFile("faults", ".clock");

    WallClock() throws IOException {
        set(Duration.ZERO);
    }

    static boolean canBeSet() {
        return LIBRARY.isPresent();
    }

    /** Makes the server use this wall clock; its monotonic clock does not change. */
    ServerProcess.Options hang(ServerProcess.Options options) {
        LIBRARY.ifPresent(library -> options.with("LD_PRELOAD", library)
                .with("FAKETIME_TIMESTAMP_FILE", file)
                .with("FAKETIME_CACHE_DURATION", 1) // second
                .with("FAKETIME_DONT_FAKE_MONOTONIC", 1)
                .with("FAKETIME_FORCE_MONOTONIC_FIX", 0)); // otherwise no thread of a JVM waits
        return options;
    }

    /** @param ahead the offset from the true time; negative: behind */
    void set(Duration ahead) throws IOException {
        Files.writeString(file, "%+d".formatted(ahead.toSeconds()));
    }

    @Override
    public void close() throws IOException {
        Files.delete(file);
    }
}
