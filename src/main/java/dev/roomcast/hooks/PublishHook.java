package dev.roomcast.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.hub.Repeats;
import dev.roomcast.hub.Screen;
import dev.roomcast.protocol.Codec;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Frame;
import dev.roomcast.room.Clock;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** Asks an application's server before something is published: it may pass, or something else in its place, or nothing. */
public final class PublishHook implements Screen {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    /** The longest message for who is refused, in characters. */
    private static final int MAX_MESSAGE = 256;

    private static final Verdict NO_ANSWER = new Verdict(null, ErrorCode.UNAVAILABLE, "this cannot be decided now");

    private final Receiver receiver;
    private final Set<String> methods;
    private final boolean passesUnanswered;
    private final Surroundings around;
    private final Repeats failures;
    private final AtomicLong number = new AtomicLong();

    /** @param epoch another after a restart */
    public record Surroundings(Codec codec, Clock clock, HookCounters counters, String epoch) {}

    /** @param passesUnanswered whether something passes about which there is no answer */
    public PublishHook(Receiver receiver, Set<String> methods, boolean passesUnanswered, Surroundings around) {
        this.receiver = receiver;
        this.methods = Set.copyOf(methods);
        this.passesUnanswered = passesUnanswered;
        this.around = around;
        this.failures = new Repeats(around.clock::now);
    }

    @Override
    public boolean covers(String method) {
        return methods.contains(method);
    }

    @Override
    public CompletionStage<Verdict> check(Saying saying) {
        long start = around.clock.now();
        String id = "ask_" + around.epoch + "_" + number.incrementAndGet();
        return ask(id, question(saying)).handle((answer, failure) -> {
            around.counters.questions.increment();
            around.counters.questionMillis.add(around.clock.now() - start);
            try {
                if (failure != null) {
                    throw new NoAnswer(NoAnswer.why(failure));
                }
                return verdict(answer);
            } catch (NoAnswer e) {
                return unanswered(e.getMessage());
            }
        });
    }

    /** Asks once more where a connection turned out to be closed. */
    private CompletionStage<Receiver.Answer> ask(String id, byte[] question) {
        return receiver.post(id, question)
                .exceptionallyCompose(failure -> NoAnswer.isFinal(failure)
                        ? CompletableFuture.failedFuture(failure)
                        : receiver.post(id, question));
    }

    private static byte[] question(Saying saying) {
        JsonObject question = new JsonObject().put("room", saying.room()).put("method", saying.method());
        if (saying.user() != null) {
            question.put("user", saying.user());
        }
        boolean isText = saying.data() == null && saying.method().equals("$text");
        String json = (isText ? question.put("data", saying.text()) : question).encode();
        if (saying.data() != null) {
            json = json.substring(0, json.length() - 1) + ",\"data\":" + saying.data() + "}";
        }
        return json.getBytes(UTF_8);
    }

    private Verdict verdict(Receiver.Answer answer) {
        if (!answer.isGood()) {
            throw new NoAnswer("status " + answer.status());
        }
        JsonObject said = json(answer.body());
        Object result = said.getValue("result");
        if ("allow".equals(result)) {
            return Verdict.PASSES;
        }
        if ("refuse".equals(result)) {
            return Verdict.refused(message(said.getValue("message")));
        }
        Codec.Plain looked = around.codec.peek(Frame.text(answer.body()));
        if ("replace".equals(result) && looked != null && looked.data() != null) {
            return Verdict.replaced(looked.data());
        }
        throw new NoAnswer("an answer that is none");
    }

    private static JsonObject json(String body) {
        try {
            return new JsonObject(body);
        } catch (DecodeException e) {
            throw new NoAnswer("no JSON");
        }
    }

    private static String message(Object said) {
        String message = said instanceof String text && !text.isBlank() ? text : "this is not let through";
        return message.substring(0, Math.min(message.length(), MAX_MESSAGE));
    }

    private Verdict unanswered(String why) {
        around.counters.questionFailures.increment();
        failures.tell(unsaid -> LOG.warnf("event=before-publish-failed cause=\"%s\" unsaid=%d", why, unsaid));
        return passesUnanswered ? Verdict.PASSES : NO_ANSWER;
    }
}
