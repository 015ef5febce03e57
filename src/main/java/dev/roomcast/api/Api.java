package dev.roomcast.api;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.POST;

import dev.roomcast.api.Address.Operation;
import dev.roomcast.hub.Hub;
import dev.roomcast.protocol.Codec;
import dev.roomcast.room.Clock;
import dev.roomcast.room.Operator;
import dev.roomcast.room.RoomService;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The operators' HTTP API: what is done at which address. Where no key is configured there are no addresses. */
@Singleton
final class Api {

    private final ApiSettings settings;
    private final NodeView node;
    private final Rooms rooms;
    private final Publications publications;

    Api(ApiSettings settings, Hub hub, RoomService service, Codec codec, Clock clock) {
        Operator operator = new Operator(service, hub::disconnect);
        this.settings = settings;
        this.node = new NodeView(settings.version(), hub, service, clock);
        this.rooms = new Rooms(operator);
        this.publications = new Publications(operator, hub, codec, clock);
    }

    void register(@Observes Router router) {
        router.get("/q/openapi").handler(context -> context.reroute("/openapi.yaml"));
        router.getWithRegex("/admin").handler(Api::toPage);
        if (settings.keys().exist()) {
            at(router, "/api/node", Map.of(GET, this::node));
            at(router, "/api/rooms", Map.of(GET, this::list));
            at(router, "/api/rooms/:room", Map.of(GET, this::look, DELETE, this::close));
            at(router, "/api/rooms/:room/members/:member", Map.of(DELETE, this::kick));
            at(router, "/api/rooms/:room/publications", Map.of(GET, this::history, POST, this::publish));
            at(router, "/api/publications", Map.of(POST, this::publishToMany));
            at(router, "/api/users/:user/connections", Map.of(DELETE, this::disconnect));
            at(router, "/api/*", Map.of());
        }
    }

    /** The page for people has its files beside it. */
    private static void toPage(RoutingContext context) {
        context.response().setStatusCode(301).putHeader("Location", "admin/").end();
    }

    private void at(Router router, String path, Map<HttpMethod, Operation> operations) {
        new Address(settings, operations).register(router.route(path));
    }

    private CompletionStage<byte[]> node(RoutingContext context) {
        return CompletableFuture.completedFuture(node.json());
    }

    private CompletionStage<byte[]> list(RoutingContext context) {
        String prefix = query(context, "prefix");
        return rooms.list(prefix == null ? "" : prefix, page(context));
    }

    private CompletionStage<byte[]> look(RoutingContext context) {
        return rooms.look(room(context), page(context));
    }

    private CompletionStage<byte[]> close(RoutingContext context) {
        return rooms.close(room(context));
    }

    private CompletionStage<byte[]> kick(RoutingContext context) {
        return rooms.kick(room(context), context.pathParam("member"));
    }

    private CompletionStage<byte[]> history(RoutingContext context) {
        return publications.history(
                room(context), query(context, "epoch"), query(context, "after"), query(context, "limit"));
    }

    private CompletionStage<byte[]> publish(RoutingContext context) {
        return publications.publish(room(context), Address.json(context));
    }

    private CompletionStage<byte[]> publishToMany(RoutingContext context) {
        return publications.publishToMany(Address.json(context));
    }

    private CompletionStage<byte[]> disconnect(RoutingContext context) {
        return rooms.disconnect(context.pathParam("user"));
    }

    private static String room(RoutingContext context) {
        return context.pathParam("room");
    }

    /** Null where it is not given. */
    private static String query(RoutingContext context, String name) {
        return context.queryParams().get(name);
    }

    private static Page page(RoutingContext context) {
        return Page.of(query(context, "after"), query(context, "limit"));
    }
}
