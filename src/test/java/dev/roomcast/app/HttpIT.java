package dev.roomcast.app;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same on what was built. */
@QuarkusIntegrationTest
class HttpIT extends HttpTest {}
