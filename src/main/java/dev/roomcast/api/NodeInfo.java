package dev.roomcast.api;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.hub.Hub;
import dev.roomcast.hub.HubCounters;
import dev.roomcast.protocol.CloseCode;
import dev.roomcast.room.RoomCounters;
import dev.roomcast.room.RoomService;
import io.vertx.core.json.JsonObject;

/** Reports the state of this node. */
final class NodeInfo {

    private final String version;
    private final String node;
    private final Hub hub;
    private final RoomService rooms;
    private final Clock clock;
    private final long started;

    NodeInfo(ApiSettings settings, Hub hub, RoomService rooms, Clock clock) {
        this.version = settings.version();
        this.node = settings.node();
        this.hub = hub;
        this.rooms = rooms;
        this.clock = clock;
        this.started = clock.monotonicMillis();
    }

    byte[] json() {
        return report().toBuffer().getBytes();
    }

    /** Returns the report of this node. Thread: any. */
    JsonObject report() {
        Runtime runtime = Runtime.getRuntime();
        RoomCounters counters = rooms.counters();
        return new JsonObject()
                .put("version", version)
                .put("node", node)
                .put("time", clock.epochMillis())
                .put("uptime", clock.monotonicMillis() - started)
                .put("draining", hub.admission().isDraining())
                .put("connections", hub.admission().connections())
                .put("members", counters.members.sum())
                .put("rooms", counters.rooms.sum())
                .put("held", rooms.rooms().size())
                .put("historyBytes", rooms.eviction().historyBytes())
                .put("backlogBytes", hub.backlogBytes())
                .put("loopLagMillis", hub.loopLag())
                .put("heapBytes", runtime.totalMemory() - runtime.freeMemory())
                .put("heapMaxBytes", runtime.maxMemory())
                .put("counters", counters(hub.counters(), counters));
    }

    private static JsonObject counters(HubCounters traffic, RoomCounters counters) {
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
