package dev.roomcast.protocol;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** The test vectors that need no settings, with the server in this process. */
@QuarkusTest
class ProtocolVectorsTest {

    @TestHTTPResource("/")
    URI server;

    private final Scenario.Server thisOne = new Scenario.Server() {
        @Override
        public URI uri() {
            return server;
        }

        @Override
        public void stop() {
            throw new UnsupportedOperationException("this one stays");
        }
    };

    @TestFactory
    Stream<DynamicContainer> conforms_to_the_protocol_vectors() {
        return ProtocolVectors.all().stream()
                .filter(file -> file.settings().isEmpty())
                .map(file -> DynamicContainer.dynamicContainer(file.name(), file.tests(() -> thisOne)));
    }
}
