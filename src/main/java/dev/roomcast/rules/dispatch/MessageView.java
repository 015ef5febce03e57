package dev.roomcast.rules.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.room.RoomLogic;
import dev.roomcast.room.RoomSight;
import dev.roomcast.rules.Publication;
import dev.roomcast.rules.Role;
import dev.roomcast.rules.Sender;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The API view of a message and its sender. Thread: as {@link RoomSight}. */
record MessageView(RoomLogic.Message message, RoomSight sight) implements Publication, Sender {

    @Override
    public String method() {
        return message.method();
    }

    @Override
    public @Nullable JsonNode data() {
        return Json.tree(message.data());
    }

    @Override
    public <T> T data(Class<T> type) {
        return Json.read(message.data(), type);
    }

    @Override
    public Map<String, JsonNode> set() {
        Map<String, JsonNode> set = new LinkedHashMap<>();
        if (message.set() != null) {
            Json.tree(message.set()).fields().forEachRemaining(each -> set.put(each.getKey(), each.getValue()));
        }
        return set;
    }

    @Override
    public List<String> to() {
        return message.to() == null ? List.of() : message.to();
    }

    @Override
    public boolean isVolatile() {
        return message.isVolatile();
    }

    @Override
    public @Nullable String text() {
        return message.text();
    }

    @Override
    public String user() {
        return message.sender().user();
    }

    @Override
    public String client() {
        return message.sender().client();
    }

    @Override
    public Role role() {
        return SightView.role(message.sender().game());
    }

    @Override
    public boolean isHost() {
        return client().equals(sight.host());
    }

    @Override
    public @Nullable JsonNode info() {
        return Json.tree(message.sender().info());
    }
}
