package dev.roomcast.api;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.POST;
import static io.vertx.core.http.HttpMethod.PUT;

import dev.roomcast.api.ApiRoute.Operation;
import dev.roomcast.bans.Ban;
import dev.roomcast.bans.BanStore;
import dev.roomcast.concurrent.Clock;
import dev.roomcast.hub.Hub;
import dev.roomcast.match.MatchSummary;
import dev.roomcast.match.Matchmaking;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.room.NodeQueries;
import dev.roomcast.room.RoomAdmin;
import dev.roomcast.room.RoomService;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The routes of the operators' HTTP API. Without a configured key there are none. */
@Singleton
final class ApiRoutes {

    private final ApiSettings settings;
    private final ApiRoute.Access access;
    private final NodeInfo node;
    private final NodeQueries nodes;
    private final LogLevels logLevels;
    private final BanOperations bans;
    private final UserOperations users;
    private final RoomOperations rooms;
    private final PublicationOperations publications;
    private final MatchOperations matches;

    ApiRoutes(
            ApiSettings settings,
            ApiCounters counters,
            Hub hub,
            RoomService service,
            RoomAdmin operator,
            CommandDecoder decoder,
            Clock clock,
            BanStore bans,
            Matchmaking matchmaking,
            MatchSummary summary) {
        this.settings = settings;
        this.access = new ApiRoute.Access(settings, new WrongKeys(clock), counters);
        this.node = new NodeInfo(settings, hub, service, clock);
        operator.report(() -> node.report().encode());
        this.nodes = operator.nodes();
        if (operator.isShared()) {
            hub.admission().countUsersBy(nodes::connections);
        }
        this.logLevels = new LogLevels(clock);
        this.bans = new BanOperations(hub.bans(), bans, clock);
        this.rooms = new RoomOperations(operator, this.bans);
        this.users = new UserOperations(operator.nodes(), decoder, clock);
        this.matches = new MatchOperations(matchmaking, summary, operator.nodes());
        this.publications = new PublicationOperations(operator, hub, decoder, clock);
    }

    void register(@Observes Router router) {
        router.get("/q/openapi").handler(context -> context.reroute("/openapi.yaml"));
        router.getWithRegex("/admin").handler(ApiRoutes::toPage);
        if (settings.keys().exist()) {
            at(router, "/api/node", Map.of(GET, this::node));
            at(router, "/api/nodes", Map.of(GET, this::nodes));
            at(router, "/api/node/log", Map.of(GET, this::showLog, PUT, this::changeLog));
            at(router, "/api/rooms", Map.of(GET, this::list), "prefix", "after", "limit");
            at(router, "/api/rooms/:room", Map.of(GET, this::get, DELETE, this::close), "after", "limit");
            at(router, "/api/rooms/:room/members/:member", Map.of(DELETE, this::kick), "seconds");
            at(router, "/api/rooms/:room/host", Map.of(PUT, this::host));
            at(router, "/api/rooms/:room/frames", Map.of(GET, this::frames), "after", "limit");
            at(
                    router,
                    "/api/rooms/:room/publications",
                    Map.of(GET, this::history, POST, this::publish),
                    "epoch",
                    "after",
                    "limit");
            at(router, "/api/publications", Map.of(POST, this::publishToMany));
            at(router, "/api/users/:user/connections", Map.of(DELETE, this::disconnect));
            at(router, "/api/users/:user", Map.of(GET, this::findUser));
            at(router, "/api/users/:user/messages", Map.of(POST, this::send));
            at(router, "/api/bans", Map.of(GET, this::bans), "after", "limit");
            at(router, "/api/users/:user/ban", Map.of(POST, this::ban, DELETE, this::liftBan));
            at(router, "/api/rooms/:room/users/:user/ban", Map.of(POST, this::ban, DELETE, this::liftBan));
            at(router, "/api/users/:user/revocation", Map.of(POST, this::revoke, DELETE, this::liftRevocation));
            at(router, "/api/matches", Map.of(GET, this::matches));
            at(router, "/api/match", Map.of(POST, this::match));
            at(router, "/api/*", Map.of());
        }
    }

    /** Redirects to the operators' page, whose files have relative paths. */
    private static void toPage(RoutingContext context) {
        context.response().setStatusCode(301).putHeader("Location", "admin/").end();
    }

    private void at(Router router, String path, Map<HttpMethod, Operation> operations, String... parameters) {
        new ApiRoute(access, path, operations, List.of(parameters)).register(router.route(path));
    }

    private CompletionStage<byte[]> node(RoutingContext context) {
        return CompletableFuture.completedFuture(node.json());
    }

    private CompletionStage<byte[]> nodes(RoutingContext context) {
        return nodes.reports().thenApply(ApiJson::nodes);
    }

    private CompletionStage<byte[]> showLog(RoutingContext context) {
        return CompletableFuture.completedFuture(logLevels.json());
    }

    private CompletionStage<byte[]> changeLog(RoutingContext context) {
        return CompletableFuture.completedFuture(logLevels.change(RequestBody.of(ApiRoute.json(context)), by(context)));
    }

    private CompletionStage<byte[]> list(RoutingContext context) {
        String prefix = query(context, "prefix");
        return rooms.list(prefix == null ? "" : prefix, page(context));
    }

    private CompletionStage<byte[]> get(RoutingContext context) {
        return rooms.get(room(context), page(context));
    }

    private CompletionStage<byte[]> close(RoutingContext context) {
        String room = room(context);
        return rooms.close(room, by(context)).thenApply(answer -> {
            publications.removeResults(room);
            return answer;
        });
    }

    private CompletionStage<byte[]> kick(RoutingContext context) {
        String seconds = query(context, "seconds");
        return rooms.kick(
                room(context),
                context.pathParam("member"),
                seconds == null ? 0 : Page.integer("seconds", seconds, 1, BanOperations.MAX_SECONDS),
                by(context));
    }

    private CompletionStage<byte[]> findUser(RoutingContext context) {
        return users.find(user(context));
    }

    private CompletionStage<byte[]> send(RoutingContext context) {
        return users.send(user(context), ApiRoute.json(context));
    }

    private CompletionStage<byte[]> bans(RoutingContext context) {
        return CompletableFuture.completedFuture(bans.list(page(context)));
    }

    private CompletionStage<byte[]> ban(RoutingContext context) {
        return bans.ban(room(context), user(context), RequestBody.of(ApiRoute.json(context)), by(context));
    }

    private CompletionStage<byte[]> liftBan(RoutingContext context) {
        return bans.lift(Ban.Kind.USER, room(context), user(context), by(context));
    }

    private CompletionStage<byte[]> revoke(RoutingContext context) {
        return bans.revoke(user(context), RequestBody.of(ApiRoute.json(context)), by(context));
    }

    private CompletionStage<byte[]> liftRevocation(RoutingContext context) {
        return bans.lift(Ban.Kind.TOKENS, null, user(context), by(context));
    }

    private CompletionStage<byte[]> matches(RoutingContext context) {
        return matches.modes();
    }

    private CompletionStage<byte[]> match(RoutingContext context) {
        return matches.make(ApiRoute.json(context), by(context));
    }

    private static String by(RoutingContext context) {
        return ApiRoute.by(context);
    }

    private static String user(RoutingContext context) {
        return context.pathParam("user");
    }

    private CompletionStage<byte[]> host(RoutingContext context) {
        return rooms.host(room(context), ApiRoute.json(context), by(context));
    }

    private CompletionStage<byte[]> frames(RoutingContext context) {
        return rooms.frames(room(context), query(context, "after"), query(context, "limit"));
    }

    private CompletionStage<byte[]> history(RoutingContext context) {
        return publications.history(
                room(context), query(context, "epoch"), query(context, "after"), query(context, "limit"));
    }

    private CompletionStage<byte[]> publish(RoutingContext context) {
        return publications.publish(room(context), ApiRoute.json(context));
    }

    private CompletionStage<byte[]> publishToMany(RoutingContext context) {
        return publications.publishToMany(ApiRoute.json(context));
    }

    private CompletionStage<byte[]> disconnect(RoutingContext context) {
        return users.disconnect(user(context), by(context));
    }

    private static String room(RoutingContext context) {
        return context.pathParam("room");
    }

    /** Returns a query parameter; null: absent. */
    private static @Nullable String query(RoutingContext context, String name) {
        return context.queryParams().get(name);
    }

    private static Page page(RoutingContext context) {
        return Page.of(query(context, "after"), query(context, "limit"));
    }
}
