package dev.roomcast.testkit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.List;

/** Skips or fails tests that lack a required program. */
public final class RequiredTool {

    private RequiredTool() {}

    /**
     * Skips the test with a message, or fails it if {@code ROOMCAST_REQUIRE} names the program.
     *
     * @param message the missing program and the untested feature
     * @return never
     */
    public static <T> T skip(String part, String message) {
        miss(part, message);
        return abort(message);
    }

    /**
     * Reports that a test runs without a program, or fails the test if {@code ROOMCAST_REQUIRE} names the program.
     *
     * @param message the missing program and the untested feature
     */
    public static void miss(String part, String message) {
        System.err.println(message);
        String required = System.getenv().getOrDefault("ROOMCAST_REQUIRE", "");
        assertFalse(List.of(required.split(",")).contains(part), message);
    }
}
