package dev.roomcast.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.fuzz.Mutator;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.testkit.Json;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parsing of publication bodies. {@code -Dfuzz.seed=7} repeats the generated bodies. */
class PublishBodyTest {

    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime() % 1_000_000);
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 20_000);

    private static final CommandDecoder CODEC = new CommandDecoder(65_536);
    private static final List<byte[]> BODIES = Stream.of(
                    "{\"method\":\"news\",\"data\":{\"n\":[1,-2.5e3,null]},\"idempotencyKey\":\"order-7\"}",
                    "{\"rooms\":[\"a\",\"b:1\"],\"method\":\"news\",\"data\":\"房间\"}",
                    "{\"method\":\"hint\",\"to\":[\"u_9\"],\"volatile\":true,\"idempotencyKey\":null}")
            .map(body -> body.getBytes(UTF_8))
            .toList();

    private static PublishBody read(String body) {
        return PublishBody.of(body.getBytes(UTF_8), CODEC);
    }

    @Test
    void reads_method_data_idempotency_key_and_rooms() {
        PublishBody request = read(
                "{\"rooms\":[\"a\",\"b\",\"a\"],\"method\":\"m\",\"data\":{ \"x\":1.0 },\"idempotencyKey\":\"k\"}");
        assertEquals("m", request.command().method());
        assertEquals("{ \"x\":1.0 }", request.command().data().toString());
        assertEquals("k", request.key());
        assertEquals(List.of("a", "b"), List.copyOf(request.rooms()));
        assertNull(read("{\"method\":\"m\"}").key());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"method\":\"$leave\"}",
                "{\"method\":\"m\",\"idempotencyKey\":\"\"}",
                "{\"method\":\"m\",\"idempotencyKey\":7}",
                "{\"method\":\"m\",\"id\":7}",
                "{\"method\":\"m\",\"rooms\":[]}",
                "{\"method\":\"m\",\"rooms\":\"a\"}",
                "{\"method\":\"m\",\"rooms\":[1]}",
                "{\"method\":\"m\"} {}"
            })
    void answers_bad_request_to_invalid_publications(String body) {
        assertEquals(400, assertThrows(ProblemException.class, () -> read(body)).status());
    }

    @Test
    void reads_or_refuses_any_input() {
        Mutator mutator = new Mutator(new Random(SEED));
        for (int i = 0; i < ROUNDS; i++) {
            byte[] body = mutator.mutate(BODIES);
            try {
                understand(body);
            } catch (Throwable e) {
                throw new AssertionError("seed " + SEED + ", round " + i + ": " + new String(body, UTF_8), e);
            }
        }
    }

    private static void understand(byte[] body) throws IOException {
        PublishBody request;
        try {
            request = PublishBody.of(body, CODEC);
        } catch (ProblemException e) {
            assertEquals(400, e.status());
            assertTrue(e.json().length < 300, "the answer has a bounded size");
            return;
        }
        JsonNode whole = Json.JSON.readTree(body);
        assertEquals(whole.get("method").asText(), request.command().method());
        assertEquals(whole.path("idempotencyKey").asText(null), request.key());
        if (whole.hasNonNull("rooms")) {
            whole.get("rooms").forEach(each -> assertTrue(request.rooms().contains(each.textValue())));
        } else {
            assertTrue(request.rooms().isEmpty());
        }
    }
}
