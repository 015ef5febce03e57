package dev.roomcast.testkit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.List;

/** Skips or fails tests whose real part is absent. */
public final class RequiredTool {

    private RequiredTool() {}

    /**
     * Skips it, loudly; it fails where {@code ROOMCAST_REQUIRE} names the part.
     *
     * @param message what is not there, and what is therefore not tested
     * @return never
     */
    public static <T> T skip(String part, String message) {
        miss(part, message);
        return abort(message);
    }

    /**
     * Reports that a part is absent, so that a test runs without it; it fails where {@code ROOMCAST_REQUIRE} names the part.
     *
     * @param message what is not there, and what is therefore not tested
     */
    public static void miss(String part, String message) {
        System.err.println(message);
        String required = System.getenv().getOrDefault("ROOMCAST_REQUIRE", "");
        assertFalse(List.of(required.split(",")).contains(part), message);
    }
}
