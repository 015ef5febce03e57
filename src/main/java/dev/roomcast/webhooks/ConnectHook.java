package dev.roomcast.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.hub.Authenticator;
import dev.roomcast.hub.ConnectGate;
import dev.roomcast.hub.Identity;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.room.Ids;
import dev.roomcast.room.Rights;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks an application's server before a connection enters a room: the server admits it, possibly with an identity, or
 * refuses it.
 */
public final class ConnectHook implements ConnectGate {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    private final HookClient client;
    private final Policy policy;
    private final Clock clock;

    /**
     * The local settings of the decision.
     *
     * @param passesUnanswered whether to admit a connection for which there is no answer
     * @param infoBytes the largest info of a member, in bytes
     */
    public record Policy(boolean passesUnanswered, int infoBytes) {}

    public ConnectHook(HookClient client, Policy policy, Clock clock) {
        this.client = client;
        this.policy = policy;
        this.clock = clock;
    }

    /** Logs a request without an answer. @param suppressed the number of suppressed lines */
    public static void logFailure(String cause, long suppressed) {
        LOG.warnf("event=connect-hook-failed cause=\"%s\" unsaid=%d", cause, suppressed);
    }

    @Override
    public boolean isAsking() {
        return true;
    }

    @Override
    public CompletionStage<Identity> admit(ConnectRequest request) {
        return client.post(question(request).getBytes(UTF_8))
                .thenApply(this::granted)
                .exceptionallyCompose(failure -> {
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    if (cause instanceof Authenticator.RefusedException) {
                        return CompletableFuture.failedFuture(cause);
                    }
                    return policy.passesUnanswered
                            ? CompletableFuture.completedFuture(null)
                            : Authenticator.refused(CloseCode.LOGIN_UNAVAILABLE);
                });
    }

    /** Returns the request as JSON; the info, which may be any JSON, stays in its original encoding. */
    private static String question(ConnectRequest request) {
        JsonObject question = new JsonObject()
                .put("room", request.room())
                .put("level", request.plain() ? 0 : 1)
                .put("address", request.address());
        Identity identity = request.identity();
        put(question, "user", identity == null ? request.user() : identity.user());
        question.put("proven", identity != null);
        put(question, "token", request.token());
        if (identity != null && identity.expires() > 0) {
            question.put("expires", identity.expires());
        }
        if (identity != null && identity.rights() != null) {
            question.put("rights", new JsonArray(identity.rights().words()));
        }
        JsonObject query = new JsonObject();
        request.query().forEach(query::put);
        String json = question.put("query", query).encode();
        RawJson info = identity != null && identity.info() != null ? identity.info() : request.info();
        return info == null ? json : json.substring(0, json.length() - 1) + ",\"info\":" + info + "}";
    }

    private static void put(JsonObject question, String name, @Nullable String value) {
        if (value != null) {
            question.put(name, value);
        }
    }

    private Identity granted(WebhookEndpoint.Response answer) {
        JsonObject said = client.json(answer);
        Object result = said.getValue("result");
        if ("refuse".equals(result)) {
            throw new CompletionException(new Authenticator.RefusedException(
                    CloseCode.FORBIDDEN, BeforePublishHook.message(said.getValue("message"))));
        }
        if (!"allow".equals(result)) {
            throw client.unusable("an answer that is none");
        }
        return new Identity(
                user(said.getValue("user")),
                info(said.getValue("info")),
                expires(said),
                rights(said.getValue("rights")),
                null);
    }

    private String user(@Nullable Object user) {
        if (user == null || user instanceof String name && Ids.isUser(name)) {
            return (String) user;
        }
        throw client.unusable("user is no user name");
    }

    private @Nullable RawJson info(@Nullable Object info) {
        if (info == null) {
            return null;
        }
        RawJson json = info instanceof JsonObject object ? RawJson.of(object.encode()) : null;
        if (json == null || json.length() > policy.infoBytes) {
            throw client.unusable("info is no object of at most " + policy.infoBytes + " bytes");
        }
        return json;
    }

    private long expires(JsonObject answer) {
        Object seconds = answer.getValue("seconds");
        if (seconds instanceof Number number && number.doubleValue() > 0 && number.doubleValue() < 1e10) {
            return clock.epochMillis() + (long) (number.doubleValue() * 1000);
        }
        if (seconds != null) {
            throw client.unusable("seconds is no positive number");
        }
        return 0;
    }

    private @Nullable Rights rights(@Nullable Object rights) {
        try {
            return rights == null
                    ? null
                    : Rights.of(
                            ((JsonArray) rights).stream().map(String::valueOf).toList());
        } catch (IllegalArgumentException | ClassCastException e) {
            throw client.unusable("rights is no list of rights");
        }
    }
}
