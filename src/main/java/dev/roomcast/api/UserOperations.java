package dev.roomcast.api;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.protocol.Command;
import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.JsonWriter;
import dev.roomcast.protocol.PublicationFrames;
import dev.roomcast.room.Ids;
import dev.roomcast.room.NodeQueries;
import dev.roomcast.room.UserMembership;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/** Finds users in all rooms on all nodes, sends messages to them, and disconnects them. */
final class UserOperations {

    private static final Logger LOG = Logger.getLogger("dev.roomcast");

    private final NodeQueries nodes;
    private final CommandDecoder decoder;
    private final Clock clock;

    UserOperations(NodeQueries nodes, CommandDecoder decoder, Clock clock) {
        this.nodes = nodes;
        this.decoder = decoder;
        this.clock = clock;
    }

    /** Returns the memberships of the user. */
    CompletionStage<byte[]> find(String user) {
        return nodes.membershipsOf(BanOperations.user(user)).thenApply(memberships -> json(user, memberships));
    }

    private static byte[] json(String user, List<UserMembership> memberships) {
        boolean isOnline = memberships.stream().anyMatch(each -> !each.isAway());
        String state = isOnline ? "online" : memberships.isEmpty() ? "offline" : "away";
        JsonWriter writer = new JsonWriter(128 + 100 * memberships.size())
                .ascii("{\"user\":")
                .string(user)
                .ascii(",\"state\":\"" + state + "\",\"members\":[");
        String comma = "";
        for (UserMembership membership : memberships) {
            writer.ascii(comma)
                    .ascii("{\"room\":")
                    .string(membership.room())
                    .ascii(",\"client\":")
                    .string(membership.client())
                    .ascii(membership.isAway() ? ",\"state\":\"away\"}" : ",\"state\":\"online\"}");
            comma = ",";
        }
        return writer.ascii("]}").json();
    }

    /** Sends a message over all connections of the user, outside the order of any room. */
    CompletionStage<byte[]> send(String user, byte[] body) {
        String name = BanOperations.user(user);
        RequestBody.of(body).allow("method", "data");
        Command.Publish message = PublishBody.publication(body, decoder);
        Frame frame = PublicationFrames.publication(
                message.method(), message.data(), PublicationFrames.SERVER, 0, clock.epochMillis());
        return nodes.send(name, frame).thenApply(count -> ApiJson.count("sent", count));
    }

    CompletionStage<byte[]> disconnect(String user, String by) {
        return nodes.disconnect(BanOperations.user(user)).thenApply(count -> {
            if (count > 0) { // otherwise the text may be no public name, but for example an openid
                LOG.infof("event=disconnected user=%s connections=%d key=%s", Ids.quoted(user), count, by);
            }
            return ApiJson.count("disconnected", count);
        });
    }
}
