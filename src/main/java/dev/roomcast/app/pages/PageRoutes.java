package dev.roomcast.app.pages;

import dev.roomcast.app.config.RoomcastConfig;
import dev.roomcast.socket.SocketSettings;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Serves the pages, the client and the API contracts: compressed, with an entity tag, under a strict content security
 * policy. With {@code roomcast.demo=false}, demo and game are not available.
 */
@Singleton
final class PageRoutes {

    private static final List<String> DEMO = List.of("/", "/index.html", "/demo/*", "/game/*");
    private static final List<String> ALWAYS = List.of(
            "/admin/*",
            "/shared/*",
            "/client/*",
            "/openapi.yaml",
            "/asyncapi.yaml",
            "/favicon.ico",
            "/robots.txt",
            "/404.html");

    private static final String CLIENT = "/client/";
    /** The path of a file with its version in the name, whose content never changes. */
    private static final Pattern VERSIONED = Pattern.compile("/client/[a-z-]+-\\d+\\.\\d+\\.\\d+[0-9A-Za-z.-]*\\.m?js");

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final String REVALIDATED = "no-cache";
    private static final String IMMUTABLE = "public, max-age=31536000, immutable";

    private final StaticFiles files = new StaticFiles();
    private final RoomcastConfig config;
    private final SocketSettings sockets;

    PageRoutes(RoomcastConfig config, SocketSettings sockets) {
        this.config = config;
        this.sockets = sockets;
    }

    void register(@Observes Router router) {
        router.get("/demo/server.json").handler(this::describeServer);
        for (String path : DEMO) {
            serve(router, path, config.demo());
        }
        for (String path : ALWAYS) {
            serve(router, path, true);
        }
        router.get("/q/metrics").order(-1).handler(PageRoutes::forbidStoring);
        router.get("/q/settings").order(-1).handler(PageRoutes::forbidStoring);
        router.route().last().handler(this::answerNotFound);
    }

    private void serve(Router router, String path, boolean isThere) {
        router.route(path).handler(context -> {
            HttpMethod method = context.request().method();
            if (method != HttpMethod.GET && method != HttpMethod.HEAD) {
                context.response()
                        .putHeader("Allow", "GET, HEAD")
                        .setStatusCode(405)
                        .end();
            } else if (isThere) {
                send(context, context.normalizedPath());
            } else {
                answerNotFound(context);
            }
        });
    }

    private void send(RoutingContext context, String path) {
        StaticFile file = files.find(path);
        if (file != null) {
            end(context, 200, file, VERSIONED.matcher(path).matches() ? IMMUTABLE : REVALIDATED);
        } else if (!path.endsWith("/") && files.find(path + "/") != null) {
            String folder =
                    path.substring(path.lastIndexOf('/') + 1) + "/"; // relative, because a proxy may add a path prefix
            context.response().putHeader("Location", folder).setStatusCode(302).end();
        } else {
            answerNotFound(context);
        }
    }

    private static void end(RoutingContext context, int status, StaticFile file, String cacheControl) {
        HttpServerResponse response = context.response();
        String encodings = context.request().getHeader(HttpHeaders.ACCEPT_ENCODING);
        boolean isCompressed = file.gzip() != null && encodings != null && acceptsGzip(encodings);
        String tag = '"' + file.tag() + (isCompressed ? "-gzip\"" : "\"");
        response.putHeader("Cache-Control", cacheControl)
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("ETag", tag);
        if (file.gzip() != null) {
            response.putHeader("Vary", "Accept-Encoding");
        }
        if (context.normalizedPath().startsWith(CLIENT)) {
            response.putHeader("Access-Control-Allow-Origin", "*");
        }
        String known = context.request().getHeader(HttpHeaders.IF_NONE_MATCH);
        if (status == 200 && known != null && (known.contains(file.tag()) || known.equals("*"))) {
            response.setStatusCode(304).end();
            return;
        }
        byte[] body = isCompressed ? file.gzip() : file.bytes();
        response.setStatusCode(status).putHeader("Content-Type", file.type());
        if (isCompressed) {
            response.putHeader("Content-Encoding", "gzip");
        }
        response.putHeader("Content-Length", Integer.toString(body.length));
        if (context.request().method() == HttpMethod.HEAD) {
            response.end();
        } else {
            response.end(Buffer.buffer(body));
        }
    }

    private static boolean acceptsGzip(String encodings) {
        for (String encoding : encodings.toLowerCase(Locale.ROOT).split(",")) {
            String[] parts = encoding.strip().split(";");
            if (parts[0].strip().equals("gzip") || parts[0].strip().equals("*")) {
                return parts.length == 1 || !parts[1].strip().matches("q=0(\\.0*)?");
            }
        }
        return false;
    }

    /**
     * Returns the settings for the demo page. The origin is that of the page, because a browser does not send it with a
     * GET.
     */
    private void describeServer(RoutingContext context) {
        if (!config.demo()) {
            answerNotFound(context);
            return;
        }
        String origin = context.request().getParam("origin");
        JsonObject server = new JsonObject()
                .put("login", config.auth().mode().name().toLowerCase(Locale.ROOT))
                .put("originAllowed", origin == null || sockets.allowsOrigin(origin));
        context.response()
                .putHeader("Cache-Control", "no-store")
                .putHeader("Content-Type", "application/json")
                .end(server.encode());
    }

    private static void forbidStoring(RoutingContext context) {
        context.response().putHeader("Cache-Control", "no-store");
        context.next();
    }

    /** Answers a browser with a page, and a program with a problem in JSON. */
    private void answerNotFound(RoutingContext context) {
        if (context.response().ended()) {
            return;
        }
        String accepted = context.request().getHeader(HttpHeaders.ACCEPT);
        StaticFile page = files.find("/404.html");
        if (accepted != null && accepted.contains("text/html") && page != null) {
            end(context, 404, page, "no-store");
            return;
        }
        JsonObject problem = new JsonObject()
                .put("title", "Not Found")
                .put("status", 404)
                .put("detail", "There is nothing at this address.");
        context.response()
                .setStatusCode(404)
                .putHeader("Cache-Control", "no-store")
                .putHeader("Content-Type", "application/problem+json")
                .end(problem.encode());
    }
}
