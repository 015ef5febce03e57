package dev.roomcast.protocol;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Encodes the server's own frames; {@link PublicationFrames} encodes publications. Thread: any. */
public final class ServerFrames {

    /** The estimated size of an answer without lists, in bytes. */
    private static final int ANSWER_BYTES = 256;

    /** The estimated size of a member in a list without its user and its info, in bytes. */
    private static final int MEMBER_BYTES = 80;

    private ServerFrames() {}

    /**
     * A member as other members see it.
     *
     * @param game the role in a game; null: none
     */
    public record MemberView(
            String user,
            String client,
            boolean away,
            RawJson info,
            @Nullable GameRole game) {

        /** Creates a member without a role in a game. */
        public MemberView(String user, String client, boolean away, RawJson info) {
            this(user, client, away, info, null);
        }
    }

    /**
     * The host of a room in its frames.
     *
     * @param client the client of the host; null: the room has no player
     */
    public record HostView(@Nullable String client) {}

    /** A member that has left, with the reason. */
    public record Departure(String user, String client, String reason) {}

    /**
     * The changes of a present member.
     *
     * @param info the new info; null: unchanged
     */
    public record Update(
            String user,
            String client,
            @Nullable Boolean away,
            @Nullable RawJson info) {}

    /**
     * The fields that a game adds to a welcome.
     *
     * @param host the host; null: the room has neither players nor watchers
     * @param game the role of the new member; null: none
     * @param state the shared state by key; null: the member may not read it
     * @param run the run of the room; null: none
     */
    public record GameWelcome(
            @Nullable HostView host,
            @Nullable GameRole game,
            @Nullable Map<String, RawJson> state,
            @Nullable RawJson run) {

        /** The fields of a room without players and watchers. */
        public static final GameWelcome NONE = new GameWelcome(null, null, null, null);

        /** Creates fields without a run. */
        public GameWelcome(HostView host, GameRole game, Map<String, RawJson> state) {
            this(host, game, state, null);
        }
    }

    /**
     * The answer to {@code $connect}.
     *
     * @param publications the missed publications, separated by commas; null: not recovered
     * @param history the newest publications, separated by commas; null: not requested
     */
    public record Welcome(
            String room,
            String user,
            String client,
            String session,
            Position position,
            boolean resumed,
            boolean recovered,
            @Nullable RawJson publications,
            @Nullable RawJson history,
            Collection<MemberView> members,
            int count,
            long time,
            long ping,
            GameWelcome game) {}

    public static Frame welcome(long id, Welcome welcome) {
        int size = length(welcome.publications) + length(welcome.history) + length(welcome.members);
        JsonWriter writer = answer("$connect", id, size + ANSWER_BYTES)
                .ascii("{\"room\":")
                .string(welcome.room)
                .ascii(",\"user\":")
                .string(welcome.user)
                .ascii(",\"client\":")
                .string(welcome.client)
                .ascii(",\"session\":")
                .string(welcome.session);
        position(writer.ascii(","), welcome.position)
                .ascii(",\"resumed\":" + welcome.resumed + ",\"recovered\":" + welcome.recovered
                        + ",\"publications\":");
        publications(writer, welcome.publications);
        if (welcome.history != null) {
            publications(writer.ascii(",\"history\":"), welcome.history);
        }
        writer.ascii(",\"members\":");
        members(writer, welcome.members);
        if (welcome.count > welcome.members.size()) {
            writer.ascii(",\"count\":").number(welcome.count);
        }
        host(writer, welcome.game.host)
                .ascii(",\"time\":")
                .number(welcome.time)
                .ascii(",\"ping\":")
                .number(welcome.ping);
        if (welcome.game.game != null) {
            writer.ascii(",\"game\":\"" + welcome.game.game.wire() + '"');
        }
        if (welcome.game.state != null) {
            state(writer.ascii(",\"state\":"), welcome.game.state);
        }
        if (welcome.game.run != null) {
            writer.ascii(",\"run\":").raw(welcome.game.run);
        }
        return writer.ascii("}}").frame();
    }

    /** Writes a room's shared state, each value in its original encoding. */
    public static JsonWriter state(JsonWriter writer, Map<String, RawJson> state) {
        writer.ascii("{");
        String comma = "";
        for (Map.Entry<String, RawJson> each : state.entrySet()) {
            writer.ascii(comma).string(each.getKey()).ascii(":").raw(each.getValue());
            comma = ",";
        }
        return writer.ascii("}");
    }

    private static JsonWriter host(JsonWriter writer, @Nullable HostView host) {
        if (host == null) {
            return writer;
        }
        writer.ascii(",\"host\":");
        return host.client == null ? writer.ascii("null") : writer.string(host.client);
    }

    public static Frame ack(long id, long offset) {
        JsonWriter writer = answer("$ack", id);
        return (offset > 0 ? writer.ascii("{\"offset\":").number(offset).ascii("}}") : writer.ascii("{}}")).frame();
    }

    /** @param publications the publications, separated by commas */
    public static Frame history(long id, Position position, boolean complete, RawJson publications) {
        JsonWriter writer = position(
                        answer("$history", id, ANSWER_BYTES + publications.length())
                                .ascii("{"),
                        position)
                .ascii(",\"complete\":" + complete + ",\"publications\":");
        return publications(writer, publications).ascii("}}").frame();
    }

    /** @param host the host; null: the room has neither players nor watchers */
    public static Frame members(long id, Collection<MemberView> members, @Nullable HostView host) {
        JsonWriter writer = answer("$members", id, ANSWER_BYTES + length(members));
        return host(members(writer.ascii("{\"members\":"), members), host)
                .ascii("}}")
                .frame();
    }

    /** Encodes an empty acknowledgement. */
    public static Frame done(String method, long id) {
        return answer(method, id).ascii("{}}").frame();
    }

    public static Frame pong(long id, long time) {
        return answer("$pong", id).ascii("{\"time\":").number(time).ascii("}}").frame();
    }

    /** @param message the message for a developer, without stack traces, secrets or data of other users */
    public static Frame error(long id, ErrorCode code, String message) {
        return error(id, code, message, -1);
    }

    /**
     * @param message the message for a developer, without stack traces, secrets or data of other users
     * @param offset the current version that conflicts with the request; -1: none
     */
    public static Frame error(long id, ErrorCode code, String message, long offset) {
        JsonWriter writer = answer("$error", id)
                .ascii("{\"code\":\"" + code.wire() + "\",\"message\":")
                .string(message)
                .ascii(",\"retry\":" + code.retry());
        return (offset < 0 ? writer : writer.ascii(",\"offset\":").number(offset))
                .ascii("}}")
                .frame();
    }

    /**
     * @param reason the reason for the client
     * @param after the delay before the client may reconnect, in milliseconds; 0: none
     */
    public static Frame close(CloseCode code, String reason, long after) {
        JsonWriter writer = answer("$close", 0)
                .ascii("{\"code\":" + code.code() + ",\"reason\":")
                .string(reason)
                .ascii(",\"reconnect\":" + code.reconnect());
        if (after > 0) {
            writer.ascii(",\"after\":").number(after);
        }
        return writer.ascii("}}").frame();
    }

    /** @param host the new host; null: unchanged */
    public static Frame presence(
            List<MemberView> joins, List<Departure> leaves, List<Update> updates, @Nullable HostView host) {
        JsonWriter writer = answer("$presence", 0).ascii("{\"joins\":");
        members(writer, joins).ascii(",\"leaves\":[");
        String comma = "";
        for (Departure leave : leaves) {
            name(writer.ascii(comma), leave.user, leave.client)
                    .ascii(",\"reason\":")
                    .string(leave.reason)
                    .ascii("}");
            comma = ",";
        }
        writer.ascii("],\"updates\":[");
        comma = "";
        for (Update update : updates) {
            update(writer.ascii(comma), update);
            comma = ",";
        }
        return host(writer.ascii("]"), host).ascii("}}").frame();
    }

    /** @param host the new host; null: unchanged */
    public static Frame presence(int count, @Nullable HostView host) {
        JsonWriter writer = answer("$presence", 0).ascii("{\"count\":").number(count);
        return host(writer, host).ascii("}}").frame();
    }

    private static JsonWriter answer(String method, long id) {
        return answer(method, id, ANSWER_BYTES);
    }

    /** @param size the estimated size of the answer, in bytes */
    private static JsonWriter answer(String method, long id, int size) {
        JsonWriter writer = new JsonWriter(size).ascii("{\"method\":\"" + method + "\"");
        if (id > 0) {
            writer.ascii(",\"id\":").number(id);
        }
        return writer.ascii(",\"data\":");
    }

    private static JsonWriter position(JsonWriter writer, Position position) {
        return writer.ascii("\"epoch\":")
                .string(position.epoch())
                .ascii(",\"offset\":")
                .number(position.offset());
    }

    /** @param elements the publications, separated by commas; null: none */
    private static JsonWriter publications(JsonWriter writer, @Nullable RawJson elements) {
        writer.ascii("[");
        return (elements == null ? writer : writer.raw(elements)).ascii("]");
    }

    private static int length(@Nullable RawJson elements) {
        return elements == null ? 0 : elements.length();
    }

    /** Returns the estimated size of a list of members, in bytes. */
    private static int length(Collection<MemberView> members) {
        int length = 0;
        for (MemberView each : members) {
            length += MEMBER_BYTES + each.user.length() + each.info.length();
        }
        return length;
    }

    private static JsonWriter members(JsonWriter writer, Collection<MemberView> members) {
        writer.ascii("[");
        String comma = "";
        for (MemberView member : members) {
            state(name(writer.ascii(comma), member.user, member.client), member.away)
                    .ascii(",\"info\":")
                    .raw(member.info);
            if (member.game != null) {
                writer.ascii(",\"game\":\"" + member.game.wire() + '"');
            }
            writer.ascii("}");
            comma = ",";
        }
        return writer.ascii("]");
    }

    private static void update(JsonWriter writer, Update update) {
        name(writer, update.user, update.client);
        if (update.away != null) {
            state(writer, update.away);
        }
        if (update.info != null) {
            writer.ascii(",\"info\":").raw(update.info);
        }
        writer.ascii("}");
    }

    private static JsonWriter name(JsonWriter writer, String user, String client) {
        return writer.ascii("{\"user\":").string(user).ascii(",\"client\":").string(client);
    }

    private static JsonWriter state(JsonWriter writer, boolean away) {
        return writer.ascii(away ? ",\"state\":\"away\"" : ",\"state\":\"online\"");
    }
}
