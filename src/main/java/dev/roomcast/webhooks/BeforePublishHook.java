package dev.roomcast.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.hub.Moderator;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.ErrorCode;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.PlainText;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/** Asks an application's server before a message is published: the server accepts, replaces or refuses the message. */
public final class BeforePublishHook implements Moderator {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    /** The longest message for the refused sender, in characters. */
    private static final int MAX_MESSAGE = 256;

    private static final Verdict NO_ANSWER = new Verdict(null, ErrorCode.UNAVAILABLE, "this cannot be decided now");
    private static final Verdict OVERLOADED =
            new Verdict(null, ErrorCode.RATE_LIMITED, "too many messages wait for a decision");

    private final HookClient client;
    private final Set<String> methods;
    private final boolean passesUnanswered;
    private final CommandDecoder decoder;

    /** @param passesUnanswered whether to accept a message for which there is no answer */
    public BeforePublishHook(HookClient client, Set<String> methods, boolean passesUnanswered, CommandDecoder decoder) {
        this.client = client;
        this.methods = Set.copyOf(methods);
        this.passesUnanswered = passesUnanswered;
        this.decoder = decoder;
    }

    /** Logs a request without an answer. @param suppressed the number of suppressed lines */
    public static void logFailure(String cause, long suppressed) {
        LOG.warnf("event=before-publish-failed cause=\"%s\" unsaid=%d", cause, suppressed);
    }

    @Override
    public boolean covers(String method) {
        return methods.contains(method);
    }

    @Override
    public CompletionStage<Verdict> check(ModerationRequest request) {
        return client.post(question(request)).thenApply(this::verdict).exceptionally(failure -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (passesUnanswered) {
                return Verdict.PASSES;
            }
            return cause instanceof QuestionQueue.OverloadedException ? OVERLOADED : NO_ANSWER;
        });
    }

    private static byte[] question(ModerationRequest request) {
        JsonObject question = new JsonObject().put("room", request.room()).put("method", request.method());
        if (request.user() != null) {
            question.put("user", request.user());
        }
        if (request.plain() != null) {
            question.put(request.method().equals("$text") ? "data" : "text", request.plain());
        }
        String json = question.encode();
        if (request.data() != null) {
            json = json.substring(0, json.length() - 1) + ",\"data\":" + request.data() + "}";
        }
        if (request.set() != null) {
            json = json.substring(0, json.length() - 1) + ",\"set\":" + request.set() + "}";
        }
        return json.getBytes(UTF_8);
    }

    private Verdict verdict(WebhookEndpoint.Response answer) {
        JsonObject said = client.json(answer);
        Object result = said.getValue("result");
        if ("allow".equals(result)) {
            return Verdict.PASSES;
        }
        if ("refuse".equals(result)) {
            return Verdict.refused(message(said.getValue("message")));
        }
        PlainText text = decoder.peek(Frame.text(answer.body()));
        if ("replace".equals(result) && text != null && text.data() != null) {
            return Verdict.replaced(text.data());
        }
        throw client.unusable("an answer that is none");
    }

    /** Returns the message of a refusal, limited in length. */
    static String message(Object said) {
        String message = said instanceof String text && !text.isBlank() ? text : "this is not let through";
        return message.substring(0, Math.min(message.length(), MAX_MESSAGE));
    }
}
