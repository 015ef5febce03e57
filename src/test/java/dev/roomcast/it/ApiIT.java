package dev.roomcast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;

/** The operators' HTTP API and its effects on members. All cases share one server, and together receive every described response. */
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class ApiIT {

    @BeforeAll
    static void start() throws Exception {
        ApiServer.start();
    }

    @AfterAll
    static void stop() throws Exception {
        ApiServer.stop();
    }

    @Nested
    class Access extends ApiAccessCases {}

    @Nested
    class Nodes extends ApiNodeCases {}

    @Nested
    class Rooms extends ApiRoomCases {}

    @Nested
    class Publications extends ApiPublishCases {}

    @Nested
    class Users extends ApiUserCases {}

    /** Runs last, after the requests of all other cases. */
    @Nested
    @Order(Integer.MAX_VALUE)
    class Description extends ApiServer {

        @Test
        void receives_every_described_response() {
            assertEquals(Set.of(), description.unseen());
        }
    }
}
