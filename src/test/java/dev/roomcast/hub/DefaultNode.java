package dev.roomcast.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A node with the default limits and room type of the tests. */
abstract class DefaultNode {

    ManualNode node = new ManualNode();

    @AfterEach
    void check_that_nothing_failed() {
        assertEquals(List.of(), node.failures);
    }

    ManualNode.Peer connected(String room) {
        ManualNode.Peer peer = node.level1(room);
        peer.send("{\"method\":\"$connect\",\"id\":1}");
        node.settle();
        return peer;
    }
}
