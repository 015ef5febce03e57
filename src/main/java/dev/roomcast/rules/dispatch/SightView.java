package dev.roomcast.rules.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.GameRole;
import dev.roomcast.protocol.RawJson;
import dev.roomcast.protocol.ServerFrames;
import dev.roomcast.room.RoomSight;
import dev.roomcast.rules.BadDataException;
import dev.roomcast.rules.PastPublication;
import dev.roomcast.rules.Role;
import dev.roomcast.rules.RoomMember;
import dev.roomcast.rules.RoomView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The API view of a room. Thread: as {@link RoomSight}. */
record SightView(RoomSight sight) implements RoomView {

    @Override
    public String name() {
        return sight.name();
    }

    @Override
    public String epoch() {
        return sight.position().epoch();
    }

    @Override
    public long offset() {
        return sight.position().offset();
    }

    @Override
    public long time() {
        return sight.time();
    }

    @Override
    public List<RoomMember> members() {
        return sight.members().stream().map(SightView::member).toList();
    }

    @Override
    public List<RoomMember> players() {
        return members().stream().filter(RoomMember::isPlayer).toList();
    }

    @Override
    public Optional<RoomMember> member(String client) {
        return Optional.ofNullable(client).map(sight::member).map(SightView::member);
    }

    @Override
    public Optional<RoomMember> host() {
        return member(sight.host());
    }

    static RoomMember member(ServerFrames.MemberView member) {
        return new RoomMember(
                member.user(), member.client(), role(member.game()), member.away(), Json.tree(member.info()));
    }

    static Role role(@Nullable GameRole game) {
        return game == null ? Role.NONE : game == GameRole.PLAY ? Role.PLAYER : Role.WATCHER;
    }

    @Override
    public @Nullable JsonNode state(String key) {
        return Json.tree(sight.value(key));
    }

    @Override
    public <T> T state(String key, Class<T> type) {
        RawJson value = sight.value(key);
        try {
            return value == null ? null : Json.read(value, type);
        } catch (BadDataException e) {
            throw new IllegalStateException("state " + key + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Map<String, JsonNode> state() {
        Map<String, JsonNode> all = new LinkedHashMap<>();
        sight.state().forEach((key, value) -> all.put(key, Json.tree(value)));
        return all;
    }

    @Override
    public List<PastPublication> history(int limit) {
        List<Frame> all = sight.history();
        return all.subList(Math.max(0, all.size() - Math.max(0, limit)), all.size()).stream()
                .map(SightView::past)
                .toList();
    }

    private static PastPublication past(Frame frame) {
        JsonNode words = Json.tree(frame.payloadText());
        return new PastPublication(
                words.path("method").asText(),
                words.path("data"),
                words.path("user").asText(null),
                words.path("client").asText(null),
                words.path("offset").asLong(),
                words.path("time").asLong());
    }
}
