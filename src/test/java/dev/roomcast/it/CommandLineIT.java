package dev.roomcast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.roomcast.redis.RedisServer;
import dev.roomcast.testkit.ServerProcess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Command-line options and failing starts of the jar or the executable. */
class CommandLineIT {

    private record Ended(int code, String output) {}

    /** Runs the server to its end, with names and values of its environment in turn. */
    private static Ended run(List<String> flags, List<String> arguments, String... environment) throws Exception {
        List<String> command = new ArrayList<>(ServerProcess.command(flags));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("ROOMCAST_"));
        builder.environment().put("PORT", "0");
        builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        for (int i = 0; i < environment.length; i += 2) {
            builder.environment().put(environment[i], environment[i + 1]);
        }
        Process process = builder.start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(120, TimeUnit.SECONDS), output);
            return new Ended(process.exitValue(), output);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Ended run(String argument, String... environment) throws Exception {
        return run(List.of(), List.of(argument), environment);
    }

    @Test
    void prints_its_options_and_exits() throws Exception {
        Ended help = run("--help");
        assertEquals(0, help.code());
        for (String option : List.of("--check", "--version", "--help")) {
            assertTrue(help.output().contains("\n  " + option + " "), help.output());
        }
    }

    @Test
    void prints_its_version_with_any_settings() throws Exception {
        Ended version = run("--version", "ROOMCAST_LIMITS_OUTBOX_BYTES", "0");
        assertEquals(0, version.code(), version.output());
        assertTrue(version.output().matches("roomcast \\d+\\.\\d+\\.\\d+\\S*\\s*"), version.output());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--hepl", "start", "-p"})
    void refuses_an_unknown_option_without_starting(String option) throws Exception {
        Ended ended = run(option);
        assertEquals(2, ended.code(), ended.output());
        assertTrue(ended.output().contains("Unknown option " + option), ended.output());
        assertFalse(ended.output().contains("Listening"), ended.output());
    }

    @Test
    void checks_valid_settings_without_listening() throws Exception {
        Ended ended = run("--check");
        assertEquals(new Ended(0, "settings: valid\n"), ended);
    }

    @Test
    void reports_a_wrong_value_by_its_key_in_the_check() throws Exception {
        Ended ended = run("--check", "ROOMCAST_LIMITS_OUTBOX_BYTES", "0");
        assertEquals(new Ended(1, "Configuration: roomcast.limits.outbox-bytes is at least 1.\n"), ended);
        Ended duration = run("--check", "ROOMCAST_DRAIN", "soon");
        assertEquals(1, duration.code());
        assertTrue(duration.output().startsWith("The config property roomcast.drain "), duration.output());
        assertTrue(duration.output().contains("5s"), duration.output());
    }

    @Test
    void reports_a_misspelled_variable_in_the_check() throws Exception {
        Ended ended = run("--check", "ROOMCAST_DRIAN", "5s");
        assertEquals(
                new Ended(1, "event=unknown-setting name=ROOMCAST_DRIAN nearest=roomcast.drain\nsettings: not valid\n"),
                ended);
    }

    @Test
    void reports_a_misspelled_property_in_the_same_format_and_does_not_start() throws Exception {
        Ended ended = run(List.of("-Droomcast.drian=5s"), List.of());
        assertEquals(new Ended(1, "event=unknown-setting name=roomcast.drian nearest=roomcast.drain\n"), ended);
    }

    @Test
    void contacts_redis_in_the_check_without_writing_keys() throws Exception {
        try (RedisServer redis = RedisServer.open()) {
            Ended there = run("--check", "ROOMCAST_ENGINE", "redis", "ROOMCAST_REDIS_URL", redis.url());
            assertEquals(0, there.code(), there.output());
            assertTrue(there.output().contains("redis: reachable"), there.output());
            assertTrue(redis.command("DBSIZE").contains("0"), "the check wrote keys");
        }
        String nobody = "redis://:secret@127.0.0.1:" + RedisServer.freePort();
        Ended away = run("--check", "ROOMCAST_ENGINE", "redis", "ROOMCAST_REDIS_URL", nobody);
        assertEquals(1, away.code(), away.output());
        assertTrue(away.output().contains("redis: not reachable"), away.output());
        assertFalse(away.output().contains("secret"), away.output());
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void reports_a_port_in_use_in_one_line(String nativeTransport) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            Ended ended =
                    run(List.of("-Dquarkus.vertx.prefer-native-transport=" + nativeTransport), List.of(), "PORT", port);
            assertEquals(1, ended.code(), ended.output());
            assertTrue(
                    ended.output().contains("event=cannot-listen port=" + port + " cause=\"address already in use\""),
                    ended.output());
            assertFalse(ended.output().contains("\tat "), ended.output());
        }
    }
}
