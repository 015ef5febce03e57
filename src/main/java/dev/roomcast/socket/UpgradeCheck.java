package dev.roomcast.socket;

import dev.roomcast.hub.HandshakeRequest;
import dev.roomcast.hub.Hub;
import dev.roomcast.hub.Identity;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.room.Disconnect;
import dev.roomcast.room.Ids;
import dev.roomcast.socket.netty.HandshakeTarget;
import dev.roomcast.socket.netty.NettyTransport;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Prepares the session of a handshake that {@link HandshakeValidator} has accepted. Refusals that a client must be able
 * to read are sent after the upgrade: a mini program cannot read the status of a failed handshake.
 */
@Singleton
final class UpgradeCheck implements HttpUpgradeCheck {

    private static final String LEVEL_1 = "roomcast.v1";
    private static final String PROTOCOL = "Sec-WebSocket-Protocol";
    /** The prefix of a token among the subprotocols, which are the only header that a browser can set. */
    private static final String TOKEN = "roomcast.token.";

    private static final String BEARER = "Bearer ";

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    private volatile boolean warned;
    /** The headers that the response to the handshake depends on. */
    private static final Set<String> NEEDED = Set.of(
            "host", "connection", "upgrade", "sec-websocket-key", "sec-websocket-version", "sec-websocket-protocol");

    private final Hub hub;
    private final SocketSettings settings;
    private final HandshakeValidator validator;

    UpgradeCheck(Hub hub, SocketSettings settings, HandshakeValidator validator) {
        this.hub = hub;
        this.validator = validator;
        this.settings = settings;
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        HttpServerRequest request = context.httpRequest();
        String room = context.pathParam("room");
        HttpRefusal refusal = validator.check(request, room); // the filter does not handle other root paths
        if (refusal != null) {
            Map<String, List<String>> headers = new HashMap<>();
            refusal.headers().forEach((name, value) -> headers.put(name, List.of(value)));
            return CheckResult.rejectUpgrade(refusal.status(), headers);
        }
        List<String> offered = protocols(request.headers());
        HandshakeRequest ticket = request(request, room, offered);
        strip(request.headers(), offered);
        HandshakeTarget.encode(request);
        NettyTransport netty = settings.portable() ? null : NettyTransport.of(request, settings.maxMessage());
        if (netty == null && !settings.portable() && !warned) {
            warned = true;
            LOG.warn("event=slow-transport cause=\"this version of Vert.x is not supported\"");
        }
        new SocketSession(hub, ticket, netty).storeIn(context.userData());
        return offered.isEmpty()
                ? CheckResult.permitUpgrade()
                : CheckResult.permitUpgrade(Map.of(PROTOCOL, List.of(answer(offered))));
    }

    /**
     * Removes headers that are no longer needed: the framework retains them as long as the connection, and a browser
     * sends kilobytes of them. Rewrites the upgrade headers in the form that the framework requires.
     */
    private static void strip(MultiMap headers, List<String> offered) {
        headers.set("Upgrade", "websocket").set("Connection", "Upgrade");
        if (!offered.isEmpty()) {
            headers.set(PROTOCOL, answer(offered));
        }
        for (String name : List.copyOf(headers.names())) {
            if (!NEEDED.contains(name.toLowerCase(Locale.ROOT))) {
                headers.remove(name);
            }
        }
    }

    private HandshakeRequest request(HttpServerRequest request, String room, List<String> offered) {
        Query query = Query.of(request.query());
        String version = query.get("v");
        boolean plain = version == null ? !offered.contains(LEVEL_1) : version.equals("0");
        String user = query.get("user");
        Disconnect refusal = null;
        if (version != null && !version.equals("0") && !version.equals("1")) {
            refusal = Disconnect.of(CloseCode.UNSUPPORTED_VERSION);
        } else if (user != null && !hub.requiresLogin() && !Ids.isUser(user)) {
            refusal = Disconnect.of(CloseCode.BAD_REQUEST);
        }
        String echo = query.get("echo");
        Boolean wantsEcho = echo == null ? null : !echo.equals("0");
        boolean isAsked = hub.gate().isAsking();
        String address = hub.admission().countsAddresses() || isAsked
                ? settings.proxies().client(request)
                : "";
        return new HandshakeRequest(
                room,
                plain,
                user,
                wantsEcho,
                address,
                refusal,
                token(request, query, offered),
                identity(request),
                isAsked ? Query.withoutToken(request.query()) : Map.of());
    }

    /** Returns the token from any permitted place; null: none. */
    private @Nullable String token(HttpServerRequest request, Query query, List<String> offered) {
        String authorization = request.getHeader("Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return authorization.substring(BEARER.length()).strip();
        }
        for (String each : offered) {
            if (each.startsWith(TOKEN)) {
                return each.substring(TOKEN.length());
            }
        }
        return settings.queryToken() ? query.get("token") : null;
    }

    /** Returns the identity that a trusted proxy states; null: none. */
    private @Nullable Identity identity(HttpServerRequest request) {
        String header = settings.userHeader();
        String id = header == null ? null : request.getHeader(header);
        return id == null || id.isEmpty() || !settings.proxies().isTrusted(request)
                ? null
                : new Identity(settings.userName().apply(id), null, 0, null, id);
    }

    /**
     * Selects a subprotocol. The server requires none, but some clients fail unless one of their offers is selected. A
     * token is selected only if it is the only offer.
     */
    private static String answer(List<String> offered) {
        return offered.contains(LEVEL_1)
                ? LEVEL_1
                : offered.stream()
                        .filter(each -> !each.startsWith(TOKEN))
                        .findFirst()
                        .orElse(offered.get(0));
    }

    private static List<String> protocols(MultiMap headers) {
        return headers.getAll(PROTOCOL).stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }
}
