package dev.roomcast.api;

import dev.roomcast.hub.Hub;
import dev.roomcast.hub.Traffic;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.room.Clock;
import dev.roomcast.room.Counters;
import dev.roomcast.room.RoomService;
import io.vertx.core.json.JsonObject;

/** This node in numbers. */
final class NodeView {

    private final String version;
    private final Hub hub;
    private final RoomService rooms;
    private final Clock clock;
    private final long started;

    NodeView(String version, Hub hub, RoomService rooms, Clock clock) {
        this.version = version;
        this.hub = hub;
        this.rooms = rooms;
        this.clock = clock;
        this.started = clock.now();
    }

    byte[] json() {
        Runtime runtime = Runtime.getRuntime();
        Counters counters = rooms.counters();
        return new JsonObject()
                .put("version", version)
                .put("time", clock.wall())
                .put("uptime", clock.now() - started)
                .put("draining", hub.isDraining())
                .put("connections", hub.connections())
                .put("members", counters.members.sum())
                .put("rooms", counters.rooms.sum())
                .put("held", rooms.rooms().size())
                .put("historyBytes", rooms.historyBytes())
                .put("heapBytes", runtime.totalMemory() - runtime.freeMemory())
                .put("heapMaxBytes", runtime.maxMemory())
                .put("counters", counters(hub.traffic(), counters))
                .toBuffer()
                .getBytes();
    }

    private static JsonObject counters(Traffic traffic, Counters counters) {
        JsonObject closed = new JsonObject();
        for (CloseCode code : CloseCode.values()) {
            if (traffic.closed(code).sum() > 0) {
                closed.put(Integer.toString(code.code()), traffic.closed(code).sum());
            }
        }
        return new JsonObject()
                .put("opened", traffic.opened.sum())
                .put("left", traffic.left.sum())
                .put("closed", closed)
                .put("received", traffic.received.sum())
                .put("receivedBytes", traffic.receivedBytes.sum())
                .put("delivered", traffic.delivered.sum())
                .put("dropped", traffic.dropped.sum())
                .put("recovered", counters.recovered.sum())
                .put("unrecovered", counters.unrecovered.sum());
    }
}
