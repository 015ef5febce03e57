package dev.roomcast.it;

import static dev.roomcast.testkit.Conversation.goesOnDuring;
import static dev.roomcast.testkit.WireFrame.utf8;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.roomcast.fuzz.Mutator;
import dev.roomcast.testkit.RawClient;
import dev.roomcast.testkit.ServerProcess;
import dev.roomcast.testkit.WireFrame;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Randomly mutated requests to the operators' API. {@code -Dfuzz.seed=7} repeats a run. */
@Tag("slow")
class ApiFuzzIT {

    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime() % 1_000_000);
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 20_000) / 50;
    private static final String KEY = "the-operators-key-of-this-test";

    /** One request of each operation, for rooms and users other than those of the conversation. */
    private static final List<byte[]> REQUESTS = Stream.of(
                    request("GET", "/api/node", ""),
                    request("GET", "/api/rooms?prefix=fuzz&after=a&limit=5", ""),
                    request("GET", "/api/rooms/fuzz?after=c_1&limit=2", ""),
                    request("DELETE", "/api/rooms/fuzz/members/li%20%E6%9D%8E", ""),
                    request("DELETE", "/api/users/nobody-of-that-name/connections", ""),
                    request("GET", "/api/rooms/fuzz/publications?epoch=e&after=3&limit=9", ""),
                    request("POST", "/api/rooms/fuzz/publications", "{\"method\":\"m\",\"data\":[1,{\"x\":\"y\"}]}"),
                    request(
                            "POST",
                            "/api/publications",
                            "{\"rooms\":[\"fuzz\",\"fuzz:2\"],\"method\":\"m\",\"to\":[\"x\"]}"),
                    request(
                            "POST",
                            "/api/rooms/fuzz/publications",
                            "{\"method\":\"m\",\"set\":{\"server/x\":1,\"$key\":\"k\"},\"if\":{\"epoch\":\"e\",\"offset\":1}}"),
                    request("GET", "/api/rooms/fuzz/frames?after=0&limit=9", ""),
                    request("PUT", "/api/rooms/fuzz/host", "{\"client\":\"c_123456789\"}"),
                    request("DELETE", "/api/rooms/fuzz/members/li?seconds=60", ""),
                    request("GET", "/api/users/nobody-of-that-name", ""),
                    request("POST", "/api/users/nobody-of-that-name/messages", "{\"method\":\"m\",\"data\":{\"x\":1}}"),
                    request("GET", "/api/bans?after=a&limit=2", ""),
                    request("POST", "/api/users/nobody-of-that-name/ban", "{\"seconds\":60,\"reason\":\"no \\nspam\"}"),
                    request("POST", "/api/rooms/fuzz/users/nobody-of-that-name/ban", "{\"seconds\":60}"),
                    request("DELETE", "/api/rooms/fuzz/users/nobody-of-that-name/ban", ""),
                    request("POST", "/api/users/nobody-of-that-name/revocation", "{\"before\":1764547200}"),
                    request("DELETE", "/api/users/nobody-of-that-name/revocation", ""),
                    request("GET", "/api/matches", ""),
                    request(
                            "POST",
                            "/api/match",
                            "{\"rooms\":\"fuzz-\",\"players\":[{\"user\":\"nobody-of-that-name\",\"team\":1,\"info\":{\"a\":[1]}}]}"),
                    request("GET", "/api/nodes", ""),
                    request(
                            "PUT",
                            "/api/node/log",
                            "{\"category\":\"dev.roomcast.none\",\"level\":\"WARN\",\"seconds\":1}"))
            .map(WireFrame::utf8)
            .toList();

    private final Random random = new Random(SEED);
    private final Mutator mutator = new Mutator(random);

    private static String request(String method, String path, String body) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + KEY
                + "\r\nContent-Type: application/json\r\nContent-Length: " + utf8(body).length + "\r\n\r\n" + body;
    }

    @Test
    void answers_any_request_without_an_internal_error() throws Exception {
        System.out.println("Fuzzing the API with -Dfuzz.seed=" + SEED);
        try (ServerProcess server = ServerProcess.options()
                .with("ROOMCAST_API_KEY", KEY)
                .withoutRates()
                .start()) {
            goesOnDuring(server, room -> attack(server));
        }
    }

    private void attack(ServerProcess server) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            try (RawClient client = RawClient.connect(server)) {
                client.send(mutator.mutate(REQUESTS));
                String answers = new String(client.end(), ISO_8859_1);
                assertFalse(answers.contains("HTTP/1.1 500"), "seed " + SEED + ", round " + i + ": " + answers);
            }
        }
        try (RawClient client = RawClient.connect(server)) {
            client.send(REQUESTS.get(0));
            assertEquals(200, client.readAnswer().status());
        }
    }
}
