package dev.roomcast.app;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** Runs the tests of {@link HttpTest} against the built server. */
@QuarkusIntegrationTest
class HttpIT extends HttpTest {}
