package dev.roomcast.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.roomcast.auth.JwtAuthenticator;
import dev.roomcast.auth.KeySource;
import dev.roomcast.auth.RefusedTokens;
import dev.roomcast.hub.Authenticator;
import dev.roomcast.hub.Identity;
import dev.roomcast.protocol.BadFrameException;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.PublicationFrames;
import dev.roomcast.protocol.StateChange;
import dev.roomcast.room.Ids;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random changes of valid frames, room names and tokens. {@code -Dfuzz.seed=7} repeats the inputs,
 * {@code -Dfuzz.rounds=1000000} sets their number.
 */
@Tag("slow")
class FuzzTest {

    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime() % 1_000_000);
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 20_000);

    private static final CommandDecoder CODEC = new CommandDecoder(65_536);
    private static final byte[] SIGNATURE = PublicationFrames.sender("li", "c_1");
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final List<byte[]> FRAMES = List.of(
                    "{\"method\":\"$connect\",\"id\":1,\"data\":{\"token\":\"t\",\"info\":{\"nick\":\"李\"},"
                            + "\"session\":\"s_1\",\"epoch\":\"k3Jd\",\"offset\":41}}",
                    "{\"method\":\"move\",\"id\":7,\"data\":{\"x\":[1,-2.5e3,true,null,\"\\u00e9\\\"\"]}}",
                    "{\"method\":\"hint\",\"to\":[\"u_9\",\"c_3\"],\"data\":{},\"volatile\":true}",
                    "{\"method\":\"$history\",\"id\":9,\"data\":{\"epoch\":\"k3Jd\",\"offset\":30,\"limit\":20}}",
                    "{\"method\":\"$info\",\"id\":11,\"data\":{\"nick\":\"Wang\"}}",
                    "{\"method\":\"go\",\"id\":8,\"set\":{\"a/1\":1.0,\"c_3\":null,\"$open\":true,\"$max\":4,"
                            + "\"$key\":\"geheim\",\"$list\":{\"map\":\"ice\"}},\"if\":{\"epoch\":\"k3Jd\",\"offset\":41}}",
                    "{\"method\":\"$run\",\"id\":2,\"data\":{\"rate\":60}}",
                    "{\"method\":\"$input\",\"data\":{\"d\":[2.70,\"L\"]}}",
                    "{\"method\":\"$frames\",\"id\":3,\"data\":{\"run\":\"r_1\",\"after\":7,\"limit\":9}}",
                    "{\"method\":\"$snapshot\",\"id\":4,\"data\":{\"run\":\"r_1\",\"frame\":7,\"data\":[1,{\"x\":\"y\"}]}}",
                    "{\"method\":\"$rooms\",\"id\":5,\"data\":{\"rooms\":\"duel-\",\"where\":{\"map\":\"ice\",\"v\":3.0},"
                            + "\"open\":true,\"limit\":5,\"after\":\"duel-1\"}}",
                    "{\"method\":\"$match\",\"id\":6,\"data\":{\"rooms\":\"duel-\",\"same\":{\"v\":3,\"map\":\"ice\"},"
                            + "\"skill\":1210.5,\"party\":true}}",
                    "{\"method\":\"$match\",\"id\":7,\"data\":{\"cancel\":6}}",
                    "{\"method\":\"$host\",\"id\":8,\"data\":{\"client\":\"c_3\"}}",
                    "{\"method\":\"$kick\",\"id\":9,\"data\":{\"client\":\"c_3\"}}",
                    "{\"type\":\"ping\"}",
                    "just text 😀",
                    "{\"data\" : \"first\" , \"method\" : \"say\"}")
            .stream()
            .map(text -> text.getBytes(UTF_8))
            .toList();

    @BeforeAll
    static void say() {
        JSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(1 << 20)
                        .maxNumberLength(1 << 20)
                        .build());
        System.out.println("Fuzzing with -Dfuzz.seed=" + SEED);
    }

    private interface Trial {
        void on(byte[] input) throws Exception;
    }

    private static void fuzz(List<byte[]> good, Trial trial) {
        Mutator mutator = new Mutator(new Random(SEED));
        for (int i = 0; i < ROUNDS; i++) {
            byte[] input = mutator.mutate(good);
            try {
                trial.on(input);
            } catch (Throwable e) {
                throw new AssertionError("seed " + SEED + ", round " + i + ": " + new String(input, UTF_8), e);
            }
        }
    }

    private static Frame frame(byte[] text) {
        Frame frame = Frame.allocate(true, text.length);
        System.arraycopy(text, 0, frame.bytes(), frame.payloadStart(), text.length);
        return frame;
    }

    @Test
    void decodes_or_refuses_any_frame_and_forwards_data_unchanged() {
        fuzz(FRAMES, input -> {
            Frame frame = frame(input);
            if (frame.isUtf8()) {
                understand(frame, input);
            }
        });
    }

    private static void understand(Frame frame, byte[] input) throws IOException {
        Command command;
        try {
            command = CODEC.decode(frame);
        } catch (BadFrameException e) {
            assertTrue(e.getMessage().length() < 100, "the answer has a bounded size");
            return;
        }
        JsonNode whole = JSON.readTree(input);
        assertTrue(whole.isObject(), "only an object is decoded");
        if (command instanceof Command.Publish publish) {
            assertEquals(whole.get("method").asText(), publish.method());
            byte[] said = PublicationFrames.publication(publish.method(), publish.data(), SIGNATURE, 1, 2)
                    .payloadText()
                    .getBytes(UTF_8);
            assertEquals(whole.get("data"), JSON.readTree(said).get("data"));
            assertEquals("li", JSON.readTree(said).get("user").asText());
            understandChange(publish, whole);
        } else if (command instanceof Command.Input sent) {
            assertEquals(whole.get("data"), JSON.readTree(sent.data().toString()));
        } else if (command instanceof Command.Snapshot sent) {
            assertEquals(
                    whole.get("data").get("data"), JSON.readTree(sent.data().toString()));
            assertTrue(sent.frame() >= 0);
        } else if (command instanceof Command.Run run) {
            assertTrue(run.rate() >= 0 && run.rate() <= Command.Run.MAX_RATE);
        } else if (command instanceof Command.Match match) {
            assertTrue(JSON.readTree(match.same()).isObject());
            assertTrue(Math.abs(match.skill()) <= 1e15, "neither infinite nor no number");
        }
    }

    /** A change of the state that is accepted has the values of the sender, and hides the key of the room. */
    private static void understandChange(Command.Publish publish, JsonNode whole) throws IOException {
        if (publish.state() == null) {
            return;
        }
        StateChange change;
        try {
            change = CODEC.stateChange(publish, 16);
        } catch (BadFrameException e) {
            assertTrue(e.getMessage().length() < 150, "An answer of a bounded size");
            return;
        }
        JsonNode set = whole.get("set");
        JsonNode told = JSON.readTree(change.encoded().toString());
        assertEquals(set.size(), change.entries().size());
        assertEquals(set.size(), told.size());
        for (StateChange.Entry entry : change.entries()) {
            boolean isHidden = entry.secret() != null;
            JsonNode sent = set.get(entry.key());
            assertEquals(isHidden, entry.key().equals(StateChange.KEY) && !sent.isNull());
            if (isHidden) {
                assertEquals(sent.asText(), entry.secret());
            }
            JsonNode shown = isHidden ? BooleanNode.TRUE : sent;
            assertEquals(shown, told.get(entry.key()));
            assertEquals(
                    shown,
                    entry.value() == null
                            ? NullNode.instance
                            : JSON.readTree(entry.value().toString()));
        }
        assertEquals(
                change.entries().stream().map(StateChange.Entry::key).toList(),
                CODEC.acceptedChange(change.encoded()).entries().stream()
                        .map(StateChange.Entry::key)
                        .toList());
        if (change.condition() != null) {
            assertEquals(
                    whole.get("if").get("epoch").asText(), change.condition().epoch());
            assertTrue(change.condition().offset() >= 0);
        }
    }

    @Test
    void converts_any_plain_text_to_a_level_1_frame_with_its_true_sender() {
        fuzz(FRAMES, input -> {
            Frame frame = frame(input);
            if (frame.isUtf8()) {
                JsonNode said = JSON.readTree(PublicationFrames.publication(CODEC, frame, SIGNATURE, 1, 2)
                        .payloadText());
                assertEquals("c_1", said.get("client").asText());
                assertEquals(1, said.get("offset").asLong());
                String method = said.get("method").asText();
                assertTrue(method.equals("$text") || !method.startsWith("$"), method);
                if (method.equals("$text")) {
                    assertEquals(new String(input, UTF_8), said.get("data").asText());
                }
            }
        });
    }

    @Test
    void accepts_exactly_the_room_names_of_the_protocol() {
        List<byte[]> names = List.of("room-1".getBytes(UTF_8), "..".getBytes(UTF_8), "a.b:c_d".getBytes(UTF_8));
        fuzz(names, input -> {
            String name = new String(input, UTF_8);
            String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-";
            boolean good = !name.isEmpty()
                    && name.length() <= 64
                    && name.chars().allMatch(each -> letters.indexOf(each) >= 0)
                    && name.chars().anyMatch(each -> each != '.');
            assertEquals(good, Ids.isRoom(name));
            Ids.isUser(name);
        });
    }

    @Test
    void refuses_a_mutated_token_unless_its_claims_are_unchanged() throws Exception {
        HmacKey key = new HmacKey("a secret that is long enough: 0123456789".getBytes(UTF_8));
        JwtAuthenticator tokens = new JwtAuthenticator(
                KeySource.of(key),
                new JwtAuthenticator.Demands(null, Set.of(), Duration.ofSeconds(5), 1024),
                new RefusedTokens(false),
                null);
        List<byte[]> good = new ArrayList<>();
        good.add(token(key, "HS256"));
        good.add(token(key, "none"));
        fuzz(good, input -> {
            try {
                Identity identity = tokens.identify(new String(input, UTF_8), "r")
                        .toCompletableFuture()
                        .join();
                assertEquals("li", identity.user());
                assertEquals(new String(good.get(0), UTF_8).split("\\.")[1], new String(input, UTF_8).split("\\.")[1]);
            } catch (CompletionException e) {
                assertTrue(e.getCause() instanceof Authenticator.RefusedException, () -> "It says " + e.getCause());
            }
        });
    }

    private static byte[] token(HmacKey key, String algorithm) throws Exception {
        JwtClaims claims = new JwtClaims();
        claims.setSubject("li");
        claims.setExpirationTimeMinutesInTheFuture(10);
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setAlgorithmConstraints(org.jose4j.jwa.AlgorithmConstraints.NO_CONSTRAINTS);
        signature.setKey(algorithm.equals("none") ? null : key);
        return signature.getCompactSerialization().getBytes(UTF_8);
    }
}
