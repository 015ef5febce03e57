package dev.roomcast.socket;

import dev.roomcast.hub.Hub;
import dev.roomcast.room.Ids;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Singleton;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request for {@code /ws/{room}} is an opening handshake that will succeed. It refuses every
 * handshake that the framework would refuse later. A valid handshake is therefore always answered with 101, so that its
 * data on the HTTP connection is never visible to a second request.
 */
@Singleton
final class HandshakeValidator {

    /** The delay after which a client may retry if the server has no capacity, in seconds. */
    static final String RETRY_AFTER = "2";

    private static final String UPGRADE = "websocket";
    private static final String VERSION = "13";
    /** 16 bytes in Base64 (RFC 6455, section 4.1). */
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");

    private final Hub hub;
    private final SocketSettings settings;

    HandshakeValidator(Hub hub, SocketSettings settings) {
        this.hub = hub;
        this.settings = settings;
    }

    /**
     * Validates a request whose path begins with {@code /ws/}.
     *
     * @param encodedRoom the rest of the path, still encoded
     * @return the refusal; null: the handshake succeeds
     */
    @Nullable
    HttpRefusal check(HttpServerRequest request, String encodedRoom) {
        HttpRefusal refusal = checkRequest(request, encodedRoom);
        if (request.version() == HttpVersion.HTTP_2 || !hasBody(request)) {
            return refusal;
        }
        return (refusal == null ? HttpRefusal.badRequest("A WebSocket handshake has no body.") : refusal).closing();
    }

    private HttpRefusal checkRequest(HttpServerRequest request, String encodedRoom) {
        if (encodedRoom.isEmpty() || encodedRoom.indexOf('/') >= 0) {
            return HttpRefusal.notFound();
        }
        if (!isRoom(encodedRoom)) {
            return HttpRefusal.badRequest(
                    "A room name has 1 to 64 characters of A-Z a-z 0-9 _ . : - and not dots alone.");
        }
        HttpRefusal refusal = checkUpgrade(request);
        return refusal == null ? checkAdmission(request) : refusal;
    }

    private static @Nullable HttpRefusal checkUpgrade(HttpServerRequest request) {
        MultiMap headers = request.headers();
        if (request.version() == HttpVersion.HTTP_2) {
            return new HttpRefusal(
                    426, "A WebSocket needs HTTP/1.1; this server does not open one over HTTP/2.", Map.of(), false);
        }
        if (!hasToken(headers, "Upgrade", UPGRADE)) {
            return new HttpRefusal(
                    426,
                    "This is a WebSocket endpoint: the request needs \"Upgrade: websocket\" and \"Connection: Upgrade\".",
                    Map.of("Upgrade", UPGRADE, "Connection", "Upgrade"),
                    false);
        }
        if (request.method() != HttpMethod.GET) {
            return new HttpRefusal(405, "A WebSocket handshake is a GET request.", Map.of("Allow", "GET"), false);
        }
        if (request.version() != HttpVersion.HTTP_1_1) {
            return HttpRefusal.badRequest(
                            "A WebSocket needs HTTP/1.1, this request is HTTP/1.0. For nginx: proxy_http_version 1.1.")
                    .closing();
        }
        if (!hasToken(headers, "Connection", "upgrade")) {
            return HttpRefusal.badRequest(
                    "The header \"Connection: Upgrade\" is missing. A proxy in between must pass it on.");
        }
        if (!VERSION.equals(headers.get("Sec-WebSocket-Version"))) {
            return new HttpRefusal(
                    400, "Sec-WebSocket-Version is 13.", Map.of("Sec-WebSocket-Version", VERSION), false);
        }
        String key = headers.get("Sec-WebSocket-Key");
        return key != null && KEY.matcher(key.strip()).matches()
                ? null
                : HttpRefusal.badRequest("Sec-WebSocket-Key is 16 random bytes in Base64.");
    }

    private @Nullable HttpRefusal checkAdmission(HttpServerRequest request) {
        if (!Query.of(request.query()).isGood()) {
            return HttpRefusal.badRequest("The query is not percent-encoded UTF-8.");
        }
        String origin = request.getHeader("Origin");
        if (origin != null && !settings.allowsOrigin(origin)) {
            return new HttpRefusal(403, "This Origin is not in roomcast.origins.", Map.of(), false);
        }
        if (!hub.admission().hasCapacity()) {
            return new HttpRefusal(
                    503,
                    hub.admission().isDraining()
                            ? "This node is stopping."
                            : "This node has all the connections it may have.",
                    Map.of("Retry-After", RETRY_AFTER),
                    hub.admission().isDraining());
        }
        return null;
    }

    private static boolean hasBody(HttpServerRequest request) {
        MultiMap headers = request.headers();
        String length = headers.get("Content-Length");
        return headers.contains("Transfer-Encoding")
                || length != null && !length.strip().equals("0");
    }

    /** Returns whether a comma-separated header contains a token, ignoring case. */
    private static boolean hasToken(MultiMap headers, String name, String token) {
        return headers.getAll(name).stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .anyMatch(each -> each.strip().toLowerCase(Locale.ROOT).equals(token));
    }

    private static boolean isRoom(String encoded) {
        try {
            return Ids.isRoom(URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
