package dev.roomcast.protocol;

import dev.roomcast.protocol.ProtocolVectors.Vectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The test vectors that need settings, each file with its own built server. */
class ProtocolVectorsIT {

    @TestFactory
    Stream<DynamicContainer> conforms_to_the_protocol_vectors_with_settings() {
        return ProtocolVectors.all().stream()
                .filter(file -> !file.settings().isEmpty())
                .map(file -> DynamicContainer.dynamicContainer(file.name(), tests(file)));
    }

    private static Stream<DynamicTest> tests(Vectors file) {
        BuiltServer[] server = new BuiltServer[1];
        return file.tests(() -> server[0] == null ? server[0] = new BuiltServer(file.settings()) : server[0])
                .onClose(() -> {
                    if (server[0] != null) {
                        server[0].close();
                    }
                });
    }
}
