package dev.roomcast.api;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * One address of the API. It asks for the key itself, before it looks at anything else of a request, so that there is
 * no other way to what is done here; and it answers, with the JSON of what was done or with a {@link Problem}.
 */
final class Address {

    private static final String JSON = "application/json";
    /** How long one who finds too much work waiting is asked to wait, in seconds. */
    private static final String RETRY_AFTER = "1";

    private final ApiSettings settings;
    private final Map<HttpMethod, Operation> operations;
    /** The methods, as they are told to one who uses another. */
    private final String allowed;

    /** What is done. */
    interface Operation {
        /** @return the JSON of the answer */
        CompletionStage<byte[]> run(RoutingContext context);
    }

    /** @param operations none: there is nothing at this address */
    Address(ApiSettings settings, Map<HttpMethod, Operation> operations) {
        this.settings = settings;
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
        if (!settings.keys().accept(context.request().getHeader("Authorization"))) {
            context.response().putHeader("WWW-Authenticate", "Bearer realm=\"roomcast\"");
            refuse(context, Problem.unauthorized());
        } else if (operations.isEmpty()) {
            refuse(context, Problem.notFound("the API has no such address"));
        } else if (!operations.containsKey(context.request().method())) {
            context.response().putHeader("Allow", allowed);
            refuse(context, Problem.wrongMethod(allowed));
        } else {
            context.next();
        }
    }

    private void run(RoutingContext context) {
        Context loop = context.vertx().getOrCreateContext();
        CompletionStage<byte[]> answer;
        try {
            answer = operations.get(context.request().method()).run(context);
        } catch (Problem e) {
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

    /** What a request brings. */
    static byte[] json(RoutingContext context) {
        String type = context.request().getHeader("Content-Type");
        if (type == null || !type.split(";")[0].strip().equalsIgnoreCase(JSON)) {
            throw Problem.wrongType();
        }
        Buffer body = context.body().buffer();
        return body == null ? new byte[0] : body.getBytes();
    }

    private Problem problem(Throwable failure) {
        Problem problem = Publications.problem(failure);
        if (problem.status() == 500) {
            settings.failures().accept(failure);
        }
        return problem;
    }

    /** What the routes do not refuse themselves: a body that is too large, a path that cannot be read or is none. */
    private void fail(RoutingContext context) {
        switch (context.statusCode()) {
            case 404 -> refuse(context, Problem.notFound("an address begins with /"));
            case 413 -> refuse(context, Problem.tooLarge(settings.maxBody()));
            case 400 -> refuse(context, Problem.badRequest("the address cannot be read"));
            default -> refuse(context, problem(context.failure()));
        }
    }

    private static void refuse(RoutingContext context, Problem problem) {
        if (problem.status() == 503) {
            context.response().putHeader("Retry-After", RETRY_AFTER);
        }
        end(context, problem.status(), Problem.CONTENT_TYPE, problem.json());
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
