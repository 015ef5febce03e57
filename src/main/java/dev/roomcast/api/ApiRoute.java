package dev.roomcast.api;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * One route of the API. It checks the key first, and then sends the result as JSON, or a {@link ProblemException}.
 */
final class ApiRoute {

    private static final String JSON = "application/json";
    /** The delay before a client may retry under overload, in seconds. */
    private static final String RETRY_AFTER = "1";

    private static final String KEY = "roomcast.api.key";

    private final Access access;
    private final ApiSettings settings;
    private final ApiScope writing;
    private final List<String> parameters;
    private final Map<HttpMethod, Operation> operations;
    /** The permitted methods, for the response to another method. */
    private final String allowed;

    /** Executes a request. */
    interface Operation {
        /** @return the JSON of the response */
        CompletionStage<byte[]> run(RoutingContext context);
    }

    /** The common checks of all routes. */
    record Access(ApiSettings settings, WrongKeys wrongKeys, ApiCounters counters) {}

    /**
     * @param path the path of the route
     * @param operations the operations by method; empty: the path does not exist
     * @param parameters the valid query parameters
     */
    ApiRoute(Access access, String path, Map<HttpMethod, Operation> operations, List<String> parameters) {
        this.access = access;
        this.settings = access.settings;
        this.writing = writing(path);
        this.parameters = parameters;
        this.operations = operations;
        this.allowed =
                operations.keySet().stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", "));
    }

    void register(Route route) {
        route.handler((SecurityPolicyHandler) this::admit)
                .handler(BodyHandler.create(false).setBodyLimit(settings.maxBody()))
                .handler(this::run)
                .failureHandler(this::fail);
    }

    private void admit(RoutingContext context) {
        ApiKey key = access.settings().keys().find(context.request().getHeader("Authorization"));
        if (key == null) {
            refuseKey(context, access.settings().address().apply(context.request()));
        } else if (operations.isEmpty()) {
            refuse(context, ProblemException.notFound("the API has no such address"));
        } else if (!operations.containsKey(context.request().method())) {
            context.response().putHeader("Allow", allowed);
            refuse(context, ProblemException.wrongMethod(allowed));
        } else if (!key.scopes().contains(scope(context))) {
            access.counters().missingScopes.increment();
            refuse(
                    context,
                    ProblemException.forbidden("the key " + key.name() + " has not the scope "
                            + scope(context).word()));
        } else {
            context.put(KEY, key);
            context.next();
        }
    }

    private void refuseKey(RoutingContext context, String address) {
        Context loop = context.vertx().getOrCreateContext();
        access.counters().wrongKeys.increment();
        if (access.wrongKeys().isBlocked(address)) {
            refuse(context, ProblemException.tooMany("too many wrong keys from this address"));
            return;
        }
        access.wrongKeys()
                .tried(
                        address,
                        () -> loop.runOnContext(nothing -> {
                            context.response().putHeader("WWW-Authenticate", "Bearer realm=\"roomcast\"");
                            refuse(context, ProblemException.unauthorized());
                        }));
    }

    private ApiScope scope(RoutingContext context) {
        if (context.request().method() == HttpMethod.GET) {
            return ApiScope.READ;
        }
        return writing;
    }

    private static ApiScope writing(String path) {
        if (path.startsWith("/api/node/")) {
            return ApiScope.OPERATE;
        }
        return path.endsWith("/publications") || path.endsWith("/messages") ? ApiScope.PUBLISH : ApiScope.MODERATE;
    }

    /** Returns the name of the key of a request. */
    static String by(RoutingContext context) {
        return context.<ApiKey>get(KEY).name();
    }

    /**
     * Refuses an address that is not percent-encoded UTF-8: the framework would read another name.
     *
     * @param address path and query, with one character for each byte
     */
    static void checkAddress(String address) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(address.length());
        boolean isEncoded = true;
        for (int at = 0; at < address.length(); at++) {
            int c = address.charAt(at);
            if (c == '%') {
                c = at + 2 < address.length() ? hex(address.charAt(at + 1)) << 4 | hex(address.charAt(at + 2)) : -1;
                at += 2;
            } else if (c >= 0x80) {
                c = -1;
            }
            isEncoded &= c >= 0;
            bytes.write(c);
        }
        if (!isEncoded || !RequestBody.isUtf8(bytes.toByteArray())) {
            throw ProblemException.badRequest("the address is not percent-encoded UTF-8");
        }
    }

    /** @return the value of a hexadecimal digit; -1: another character */
    private static int hex(char digit) {
        return digit < 0x80 ? Character.digit(digit, 16) : -1;
    }

    /** Refuses unknown parameters, so that a misspelled one does not go unnoticed. */
    private void checkQuery(RoutingContext context) {
        for (String name : context.queryParams().names()) {
            if (!parameters.contains(name)) {
                throw ProblemException.badRequest("unknown parameter " + RequestBody.shortened(name)
                        + (parameters.isEmpty() ? "" : "; known are " + String.join(", ", parameters)));
            }
        }
    }

    private void run(RoutingContext context) {
        Context loop = context.vertx().getOrCreateContext();
        CompletionStage<byte[]> answer;
        try {
            checkAddress(context.request().uri());
            checkQuery(context);
            answer = operations.get(context.request().method()).run(context);
        } catch (ProblemException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        answer.whenComplete((body, failure) -> loop.runOnContext(nothing -> {
            if (failure == null) {
                end(context, 200, JSON, body);
            } else {
                refuse(context, problem(failure));
            }
        }));
    }

    /** Returns the body of a request. */
    static byte[] json(RoutingContext context) {
        String type = context.request().getHeader("Content-Type");
        if (type == null || !type.split(";")[0].strip().equalsIgnoreCase(JSON)) {
            throw ProblemException.wrongType("Content-Type: application/json is expected");
        }
        String encoding = context.request().getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw ProblemException.wrongType("the body must not be compressed: no Content-Encoding is expected");
        }
        Buffer body = context.body().buffer();
        return body == null ? new byte[0] : body.getBytes();
    }

    private ProblemException problem(Throwable failure) {
        ProblemException problem = PublicationOperations.problem(failure);
        if (problem.status() == 500) {
            settings.failures().accept(failure);
        }
        return problem;
    }

    /** Answers requests that no route handles: an oversized body, a malformed or unknown path. */
    private void fail(RoutingContext context) {
        switch (context.statusCode()) {
            case 404 -> refuse(context, ProblemException.notFound("an address begins with /"));
            case 413 -> refuse(context, ProblemException.tooLarge(settings.maxBody()));
            case 400 -> refuse(context, ProblemException.badRequest("the address cannot be read"));
            default -> refuse(context, problem(context.failure()));
        }
    }

    private static void refuse(RoutingContext context, ProblemException problem) {
        if (problem.status() == 503 || problem.status() == 429) {
            context.response().putHeader("Retry-After", RETRY_AFTER);
        }
        end(context, problem.status(), ProblemException.CONTENT_TYPE, problem.json());
    }

    private static void end(RoutingContext context, int status, String type, byte[] body) {
        HttpServerResponse response = context.response();
        if (!response.ended()) {
            response.setStatusCode(status)
                    .putHeader("Content-Type", type)
                    .putHeader("Cache-Control", "no-store")
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .end(Buffer.buffer(body));
        }
    }
}
