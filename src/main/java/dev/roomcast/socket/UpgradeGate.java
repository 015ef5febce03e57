package dev.roomcast.socket;

import dev.roomcast.hub.Hub;
import dev.roomcast.hub.Identity;
import dev.roomcast.hub.Ticket;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.room.Goodbye;
import dev.roomcast.room.Names;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Who is let in at the handshake. What is no client of ours is refused in HTTP; what a user must hear is noted on the
 * ticket and said inside the socket, because a mini program cannot read the status of a refused handshake.
 */
@Singleton
final class UpgradeGate implements HttpUpgradeCheck {

    /** How long a client that finds no place is asked to stay away, in seconds. */
    private static final String RETRY_AFTER = "2";

    private static final String LEVEL_1 = "roomcast.v1";
    private static final String PROTOCOL = "Sec-WebSocket-Protocol";
    /** A browser can set no header but the subprotocols: one of them may be a token behind this. */
    private static final String TOKEN = "roomcast.token.";

    private static final String BEARER = "Bearer ";

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    private volatile boolean warned;
    /** The headers from which the handshake is answered. */
    private static final Set<String> NEEDED = Set.of(
            "host", "connection", "upgrade", "sec-websocket-key", "sec-websocket-version", "sec-websocket-protocol");

    private final Hub hub;
    private final SocketSettings settings;

    UpgradeGate(Hub hub, SocketSettings settings) {
        this.hub = hub;
        this.settings = settings;
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        HttpServerRequest request = context.httpRequest();
        String room = context.pathParam("room");
        if (!"13".equals(request.getHeader("Sec-WebSocket-Version")) || !Names.isRoom(room)) {
            return CheckResult.rejectUpgrade(400);
        }
        String origin = request.getHeader("Origin");
        if (origin != null && !settings.allowsOrigin(origin)) {
            return CheckResult.rejectUpgrade(403);
        }
        if (!hub.hasPlace()) {
            return CheckResult.rejectUpgrade(503, Map.of("Retry-After", List.of(RETRY_AFTER)));
        }
        List<String> offered = protocols(request.headers());
        Ticket ticket = ticket(request, room, offered);
        strip(request.headers(), offered);
        NettyTransport netty = settings.portable() ? null : NettyTransport.of(request, settings.maxMessage());
        if (netty == null && !settings.portable() && !warned) {
            warned = true;
            LOG.warn("event=slow-transport cause=\"this Vert.x is not as we know it\"");
        }
        new Handshake(hub, ticket, netty).keepIn(context.userData());
        return offered.isEmpty()
                ? CheckResult.permitUpgrade()
                : CheckResult.permitUpgrade(Map.of(PROTOCOL, List.of(answer(offered))));
    }

    /** The framework keeps the headers as long as the connection; those of a browser are kilobytes. */
    private static void strip(MultiMap headers, List<String> offered) {
        if (!offered.isEmpty()) {
            headers.set(PROTOCOL, answer(offered));
        }
        for (String name : List.copyOf(headers.names())) {
            if (!NEEDED.contains(name.toLowerCase(Locale.ROOT))) {
                headers.remove(name);
            }
        }
    }

    private Ticket ticket(HttpServerRequest request, String room, List<String> offered) {
        Query query = Query.of(request.query());
        String version = query.get("v");
        boolean plain = version == null ? !offered.contains(LEVEL_1) : version.equals("0");
        String user = query.get("user");
        Goodbye refusal = null;
        if (version != null && !version.equals("0") && !version.equals("1")) {
            refusal = Goodbye.of(CloseCode.UNSUPPORTED_VERSION);
        } else if (!query.isGood() || user != null && !hub.asksWho() && !Names.isUser(user)) {
            refusal = Goodbye.of(CloseCode.BAD_REQUEST);
        }
        String echo = query.get("echo");
        Boolean wantsEcho = echo == null ? null : !echo.equals("0");
        String address = hub.countsAddresses() ? settings.proxies().client(request) : "";
        return new Ticket(
                room, plain, user, wantsEcho, address, refusal, token(request, query, offered), identity(request));
    }

    /** The token that proves who it is, from where a client can put one; or null. */
    private String token(HttpServerRequest request, Query query, List<String> offered) {
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

    /** Who it is by the word of a proxy that is believed; or null. */
    private Identity identity(HttpServerRequest request) {
        String header = settings.userHeader();
        String id = header == null ? null : request.getHeader(header);
        return id == null || id.isEmpty() || !settings.proxies().brought(request)
                ? null
                : new Identity(settings.userName().apply(id), null, 0, null, id);
    }

    /**
     * One of those that were offered must be answered, or some clients fail; none is ever demanded. One that is a token
     * is answered only where it stands alone.
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
