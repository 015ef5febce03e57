package dev.roomcast.protocol;

import dev.roomcast.protocol.ProtocolVectors.Vectors;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** All test vectors with two nodes that share a Redis and alternate for each connection. */
@Tag("slow")
class ManyNodesIT {

    /** Stops a node. */
    private static final Set<String> OF_ONE_NODE = Set.of("stop");

    @TestFactory
    Stream<DynamicContainer> conforms_to_the_protocol_vectors_with_two_nodes() {
        return ProtocolVectors.all().stream()
                .filter(file -> !OF_ONE_NODE.contains(file.name()))
                .map(file -> DynamicContainer.dynamicContainer(file.name(), tests(file)));
    }

    private static Stream<DynamicTest> tests(Vectors file) {
        ManyNodes[] nodes = new ManyNodes[1];
        return file.tests(() -> nodes[0] == null ? nodes[0] = new ManyNodes(2, file.settings()) : nodes[0])
                .onClose(() -> {
                    if (nodes[0] != null) {
                        nodes[0].close();
                    }
                });
    }
}
