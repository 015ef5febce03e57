package dev.roomcast.api;

import dev.roomcast.protocol.ServerFrames;
import dev.roomcast.room.Ids;
import dev.roomcast.room.RoomAdmin;
import dev.roomcast.room.RoomView;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Lists, shows and closes rooms, and removes members. */
final class RoomOperations {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    private final RoomAdmin admin;
    private final BanOperations bans;

    RoomOperations(RoomAdmin admin, BanOperations bans) {
        this.admin = admin;
        this.bans = bans;
    }

    /** Returns a page of the rooms with a prefix. */
    CompletionStage<byte[]> list(String prefix, Page page) {
        return admin.nodes()
                .rooms(prefix, page.after(), page.limit() + 1)
                .thenApply(rooms -> ApiJson.rooms(page.of(rooms), page.next(rooms, RoomView::name)));
    }

    /** Returns one room with a page of its members, by client. */
    CompletionStage<byte[]> get(String name, Page page) {
        return admin.room(room(name)).thenApply(room -> {
            List<ServerFrames.MemberView> members = there(room).members().stream()
                    .filter(member -> member.client().compareTo(page.after()) > 0)
                    .sorted(Comparator.comparing(ServerFrames.MemberView::client))
                    .toList();
            return ApiJson.room(room, page.of(members), page.next(members, ServerFrames.MemberView::client));
        });
    }

    CompletionStage<byte[]> close(String name, String by) {
        return admin.close(room(name)).thenApply(count -> {
            LOG.infof("event=room-closed room=%s members=%d key=%s", name, there(count), by);
            return ApiJson.count("kicked", count);
        });
    }

    /**
     * Kicks a member, or all members of a user.
     *
     * @param seconds the duration of the users' ban from the room, in seconds; 0: no ban
     * @param by the name of the key
     */
    CompletionStage<byte[]> kick(String name, String userOrClient, long seconds, String by) {
        CompletionStage<Integer> kicked = seconds == 0
                ? admin.kick(room(name), userOrClient).thenApply(RoomOperations::there)
                : banMembers(name, userOrClient, seconds, by);
        return kicked.thenApply(count -> {
            if (count == 0) {
                throw ProblemException.notFound("nobody in the room has that name");
            }
            LOG.infof("event=kicked room=%s who=%s members=%d key=%s", name, Ids.quoted(userOrClient), count, by);
            return ApiJson.count("kicked", count);
        });
    }

    /** Bans the users from the room, which removes all their members, and returns the number of these members. */
    private CompletionStage<Integer> banMembers(String name, String userOrClient, long seconds, String by) {
        return admin.room(room(name)).thenCompose(room -> {
            List<ServerFrames.MemberView> members = there(room).members();
            List<String> users = members.stream()
                    .filter(each ->
                            each.user().equals(userOrClient) || each.client().equals(userOrClient))
                    .map(ServerFrames.MemberView::user)
                    .distinct()
                    .toList();
            long count =
                    members.stream().filter(each -> users.contains(each.user())).count();
            return bans.ban(name, users, seconds, by)
                    .thenCompose(done -> admin.kick(room(name), userOrClient))
                    .thenApply(done -> (int) count);
        });
    }

    /**
     * Makes a player the host of its room.
     *
     * @param body {@code {"client":"c_…"}}
     */
    CompletionStage<byte[]> host(String name, byte[] body, String by) {
        String client = client(body);
        return admin.host(room(name), client).thenApply(done -> {
            if (!there(done)) {
                throw ProblemException.conflict("the client is not a player who is online");
            }
            LOG.infof("event=host-changed room=%s client=%s key=%s", name, Ids.quoted(client), by);
            return ApiJson.nothing();
        });
    }

    /** Returns the retained frames of the room's run, for replays. */
    CompletionStage<byte[]> frames(String name, @Nullable String after, @Nullable String limit) {
        long from = after == null ? 0 : Page.integer("after", after, 0);
        long maxCount = limit == null ? 0 : Page.integer("limit", limit, 1);
        return admin.frames(room(name), from, maxCount)
                .thenApply(run -> there(run)
                        .orElseThrow(() -> ProblemException.notFound("the room keeps no run"))
                        .detached()
                        .bytes());
    }

    private static String client(byte[] body) {
        try {
            if (new JsonObject(Buffer.buffer(body)).getValue("client") instanceof String client) {
                return client;
            }
        } catch (DecodeException e) {
            throw ProblemException.badRequest("not JSON");
        }
        throw ProblemException.badRequest("client is a string");
    }

    /** Validates the name of a room. @throws ProblemException for an invalid name */
    static String room(String name) {
        if (!Ids.isRoom(name)) {
            throw ProblemException.badRequest(
                    "a room's name is 1 to 64 of the letters, digits and _ . : -, but not dots alone");
        }
        return name;
    }

    /** @throws ProblemException if the room does not exist */
    static <T> T there(@Nullable T answer) {
        if (answer == null) {
            throw ProblemException.notFound("no such room");
        }
        return answer;
    }
}
