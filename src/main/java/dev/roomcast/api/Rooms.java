package dev.roomcast.api;

import dev.roomcast.protocol.Frames;
import dev.roomcast.room.Names;
import dev.roomcast.room.Operator;
import dev.roomcast.room.RoomView;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/** The rooms and who is in them: to look at, to send away. */
final class Rooms {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    private final Operator operator;

    Rooms(Operator operator) {
        this.operator = operator;
    }

    /** A page of the rooms whose names begin so. */
    CompletionStage<byte[]> list(String prefix, Page page) {
        return operator.nodes()
                .rooms(prefix, page.after(), page.limit() + 1)
                .thenApply(rooms -> Bodies.rooms(page.of(rooms), page.next(rooms, RoomView::name)));
    }

    /** One room with a page of its members, by client. */
    CompletionStage<byte[]> look(String name, Page page) {
        return operator.room(room(name)).thenApply(room -> {
            List<Frames.MemberView> members = there(room).members().stream()
                    .filter(member -> member.client().compareTo(page.after()) > 0)
                    .sorted(Comparator.comparing(Frames.MemberView::client))
                    .toList();
            return Bodies.room(room, page.of(members), page.next(members, Frames.MemberView::client));
        });
    }

    CompletionStage<byte[]> close(String name) {
        return operator.close(room(name)).thenApply(count -> {
            LOG.infof("event=room-closed room=%s members=%d", name, there(count));
            return Bodies.count("kicked", count);
        });
    }

    CompletionStage<byte[]> kick(String name, String userOrClient) {
        return operator.kick(room(name), userOrClient).thenApply(count -> {
            if (there(count) == 0) {
                throw Problem.notFound("nobody in the room has that name");
            }
            LOG.infof("event=kicked room=%s who=%s members=%d", name, Names.quoted(userOrClient), count);
            return Bodies.count("kicked", count);
        });
    }

    CompletionStage<byte[]> disconnect(String user) {
        if (!Names.isUser(user)) {
            throw Problem.badRequest("a user has 1 to 64 characters and does not begin with c_");
        }
        return operator.nodes().disconnect(user).thenApply(count -> {
            if (count > 0) { // otherwise it is no name that anybody sees: it may be an openid, or anything
                LOG.infof("event=disconnected user=%s connections=%d", Names.quoted(user), count);
            }
            return Bodies.count("disconnected", count);
        });
    }

    /** @throws Problem for what is no name of a room */
    static String room(String name) {
        if (!Names.isRoom(name)) {
            throw Problem.badRequest("a room's name is 1 to 64 of the letters, digits and _ . : -, but not dots alone");
        }
        return name;
    }

    /** @throws Problem where there is no such room */
    static <T> T there(T answer) {
        if (answer == null) {
            throw Problem.notFound("no such room");
        }
        return answer;
    }
}
