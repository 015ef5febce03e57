package dev.roomcast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.testkit.Eventually;
import dev.roomcast.testkit.ServerProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The steps of the guide "write your own rules": dev mode on a copy of the project, two players, one changed rule. The
 * test recompiles the project, which takes minutes on a busy machine, so it runs by name only: {@code ./mvnw verify
 * -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=DevMode} runs it.
 */
@Tag("slow")
class DevMode {

    private static final Duration START = Duration.ofMinutes(8);

    @TempDir
    Path project;

    @Test
    void applies_a_changed_rule_while_two_players_stay_in_their_game() throws Exception {
        copyProject();
        int port = freePort();
        Process server = start(port);
        try {
            awaitStart(server, port);
            play(port);
        } finally {
            server.descendants().forEach(ProcessHandle::destroy);
            server.destroy();
        }
    }

    private void copyProject() throws IOException {
        for (String part : List.of("pom.xml", "mvnw", ".mvn", "src/main/java", "src/main/resources")) {
            try (Stream<Path> all = Files.walk(Path.of(part))) {
                for (Path each : all.toList()) {
                    Path copy = project.resolve(each);
                    Files.createDirectories(copy.getParent());
                    if (!Files.isDirectory(each)) {
                        Files.copy(each, copy);
                    }
                }
            }
        }
        assertTrue(project.resolve("mvnw").toFile().setExecutable(true));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private Process start(int port) throws IOException {
        return new ProcessBuilder(
                        "./mvnw",
                        "-B",
                        "-ntp",
                        "quarkus:dev",
                        "-Dquarkus.http.port=" + port,
                        "-Ddebug=false",
                        "-Dquarkus.console.enabled=false",
                        "-Dquarkus.test.continuous-testing=disabled")
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(project.resolve("log").toFile())
                .start();
    }

    private void awaitStart(Process server, int port) throws Exception {
        HttpRequest health = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        Eventually.eventually("dev mode starts: " + project.resolve("log"), START, () -> {
            assertTrue(server.isAlive(), () -> "dev mode ended: " + log());
            try {
                return ServerProcess.HTTP
                                .send(health, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200;
            } catch (IOException e) {
                return false;
            }
        });
    }

    private String log() {
        try {
            return Files.readString(project.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void accepted(JsonNode answer) {
        assertEquals("$ack", answer.get("method").textValue(), answer::toString);
    }

    void play(int port) throws Exception {
        URI room = URI.create("ws://127.0.0.1:" + port + "/ws/game-ABCDEF");
        try (DevPlayer li = new DevPlayer(URI.create(room + "?v=1&user=li"));
                DevPlayer wang = new DevPlayer(URI.create(room + "?v=1&user=wang"))) {
            String client = wang.client();
            int seat = 0;
            for (DevPlayer each : List.of(li, wang)) {
                accepted(each.publish("sit", ",\"set\":{\"seat/" + seat++ + "\":\"" + each.client() + "\"}"));
                accepted(each.publish("ready", ",\"set\":{\"" + each.client() + "/ready\":1}"));
            }
            accepted(li.publish("start", ""));
            accepted(li.publish("move", ",\"data\":{\"line\":0}"));
            assertEquals("it is not your turn", refusal(li));

            Path rule = project.resolve("src/main/java/dev/roomcast/examples/DotsAndBoxes.java");
            Files.writeString(rule, Files.readString(rule).replace("it is not your turn", "wait for your turn"));
            long saved = System.nanoTime();
            Eventually.eventually(
                    "the changed rule takes effect",
                    Duration.ofMinutes(2),
                    () -> refusal(li).equals("wait for your turn"));
            System.err.println("A changed rule took effect after " + (System.nanoTime() - saved) / 1_000_000 + " ms");

            accepted(wang.publish("move", ",\"data\":{\"line\":1}"));
            assertEquals(client, wang.client());
            assertEquals(1, wang.returns());
            assertEquals(1, li.returns());
            JsonNode state = li.welcome().get("state");
            assertEquals("0", state.get("lines").textValue().substring(0, 1));
            assertEquals("play", state.get("phase").textValue());
            accepted(li.publish("move", ",\"data\":{\"line\":2}"));
        }
    }

    private static String refusal(DevPlayer player) throws Exception {
        JsonNode answer = player.publish("move", ",\"data\":{\"line\":5}");
        assertEquals("$error", answer.get("method").textValue(), answer::toString);
        return answer.get("data").get("message").textValue();
    }
}
