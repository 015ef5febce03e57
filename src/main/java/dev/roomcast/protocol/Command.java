package dev.roomcast.protocol;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The commands of a level 1 client. {@code id} is a positive integer below 2^53, or 0 if the frame has none. */
public sealed interface Command {

    long id();

    /** Returns the kind of the command, for switches: Java 17 has none over sealed types. */
    Kind kind();

    /** Returns the memory that the command retains while it waits, in bytes. */
    default int retainedBytes() {
        return OVERHEAD_BYTES;
    }

    /** The size of a command without the values that refer to its message, in bytes. */
    int OVERHEAD_BYTES = 256;

    enum Kind {
        CONNECT,
        PUBLISH,
        HISTORY,
        MEMBERS,
        INFO,
        REFRESH,
        PING,
        LEAVE,
        HOST,
        KICK,
        RUN,
        INPUT,
        FRAMES,
        SNAPSHOT,
        ROOMS,
        MATCH,
        CANCEL_MATCH
    }

    /**
     * The first frame of a connection.
     *
     * @param info the info; null: absent
     * @param session the session to resume; null: joins as a new member
     * @param epoch with {@code offset}, the position from which to recover; null and -1: none
     * @param history the number of newest publications to send; 0: none
     * @param terms the conditions for joining as a new member
     */
    record Connect(
            long id,
            @Nullable String token,
            @Nullable RawJson info,
            @Nullable String session,
            @Nullable String epoch,
            long offset,
            long history,
            JoinTerms terms)
            implements Command {

        /** Creates a command without terms. */
        public Connect(long id, String token, RawJson info, String session, String epoch, long offset) {
            this(id, token, info, session, epoch, offset, 0, JoinTerms.NONE);
        }

        @Override
        public Kind kind() {
            return Kind.CONNECT;
        }

        /** Returns the same command with other info. */
        public Connect with(RawJson info) {
            return new Connect(id, token, info, session, epoch, offset, history, terms);
        }

        /** Returns whether the command contains a complete position. */
        public boolean hasPosition() {
            return epoch != null && offset >= 0;
        }
    }

    /**
     * Publishes a message in the room.
     *
     * @param data the data; null: absent
     * @param to the users and clients that receive the message, not empty; null: all members
     * @param isVolatile whether a slow member may miss it and the history leaves it out
     * @param state the fields {@code set} and {@code if}; null: both are absent
     */
    record Publish(
            long id,
            String method,
            @Nullable RawJson data,
            @Nullable List<String> to,
            boolean isVolatile,
            StateChange.@Nullable Raw state)
            implements Command {

        /** Creates a publication without a state change. */
        public Publish(long id, String method, @Nullable RawJson data, @Nullable List<String> to, boolean isVolatile) {
            this(id, method, data, to, isVolatile, null);
        }

        @Override
        public Kind kind() {
            return Kind.PUBLISH;
        }

        /** Returns the size of data and state change in bytes, plus the length of the method in characters. */
        public int size() {
            return method.length() + (data == null ? 0 : data.length()) + (state == null ? 0 : state.size());
        }

        @Override
        public int retainedBytes() {
            int names = 0;
            for (int i = 0; to != null && i < to.size(); i++) {
                names += OVERHEAD_BYTES / 4 + to.get(i).length();
            }
            int values = Math.max(data == null ? 0 : data.retainedBytes(), state == null ? 0 : state.retainedBytes());
            return OVERHEAD_BYTES + method.length() + names + values;
        }

        /** Returns the same publication with another state change. */
        public Publish with(StateChange.Raw state) {
            return new Publish(id, method, data, to, isVolatile, state);
        }

        /** Returns the same publication with other data. */
        public Publish with(RawJson data) {
            return new Publish(id, method, data, to, isVolatile, state);
        }
    }

    /**
     * @param epoch the epoch; null: the current one
     * @param offset the offset before the first publication; -1: the newest publications
     * @param limit the maximum number of publications; 0: the server's bound
     */
    record History(long id, @Nullable String epoch, long offset, long limit) implements Command {
        @Override
        public Kind kind() {
            return Kind.HISTORY;
        }
    }

    record Members(long id) implements Command {
        @Override
        public Kind kind() {
            return Kind.MEMBERS;
        }
    }

    record Info(long id, RawJson info) implements Command {
        @Override
        public int retainedBytes() {
            return OVERHEAD_BYTES + info.retainedBytes();
        }

        @Override
        public Kind kind() {
            return Kind.INFO;
        }
    }

    record Refresh(long id, String token) implements Command {
        @Override
        public Kind kind() {
            return Kind.REFRESH;
        }
    }

    record Ping(long id) implements Command {
        @Override
        public Kind kind() {
            return Kind.PING;
        }
    }

    record Leave(long id) implements Command {
        @Override
        public Kind kind() {
            return Kind.LEAVE;
        }
    }

    /**
     * Makes another player the host.
     *
     * @param client the client of that player
     */
    record Host(long id, String client) implements Command {
        @Override
        public Kind kind() {
            return Kind.HOST;
        }
    }

    /**
     * Removes a member from the room.
     *
     * @param client the client of that member
     */
    record Kick(long id, String client) implements Command {
        @Override
        public Kind kind() {
            return Kind.KICK;
        }
    }

    /**
     * Starts or stops the run of the room.
     *
     * @param rate frames per second, 1 to 60; 0 stops the run
     */
    record Run(long id, int rate) implements Command {

        /** The highest rate, in frames per second. */
        public static final int MAX_RATE = 60;

        /** The default rate, in frames per second. */
        public static final int DEFAULT_RATE = 15;

        @Override
        public Kind kind() {
            return Kind.RUN;
        }
    }

    /**
     * An input of a player for the next frame.
     *
     * @param data the input in its original encoding
     */
    record Input(long id, RawJson data) implements Command {
        @Override
        public int retainedBytes() {
            return OVERHEAD_BYTES + data.retainedBytes();
        }

        @Override
        public Kind kind() {
            return Kind.INPUT;
        }
    }

    /**
     * Requests earlier frames.
     *
     * @param after the last frame that the client has, from 0; -1: the retained snapshot and the frames after it
     * @param limit the maximum number of frames; 0: the server's bound
     */
    record Frames(long id, String run, long after, long limit) implements Command {
        @Override
        public Kind kind() {
            return Kind.FRAMES;
        }

        /** Returns whether the client requests the retained snapshot. */
        public boolean wantsSnapshot() {
            return after < 0;
        }
    }

    /**
     * A player's snapshot of its game.
     *
     * @param frame the frame after which the snapshot was taken
     * @param data the snapshot in its original encoding
     */
    record Snapshot(long id, String run, long frame, RawJson data) implements Command {
        @Override
        public int retainedBytes() {
            return OVERHEAD_BYTES + data.retainedBytes();
        }

        @Override
        public Kind kind() {
            return Kind.SNAPSHOT;
        }
    }

    /**
     * Lists the rooms that are published for search.
     *
     * @param prefix the prefix of their names
     * @param where the required fields of a room's list entry, with their canonical values
     * @param isOpen whether to list only rooms that accept another player
     * @param limit the maximum number of rooms; 0: the server's bound
     * @param after the name after which the list continues; empty: from the beginning
     */
    record Rooms(long id, String prefix, Map<String, String> where, boolean isOpen, long limit, String after)
            implements Command {

        @Override
        public Kind kind() {
            return Kind.ROOMS;
        }

        @Override
        public int retainedBytes() {
            int values = 0;
            for (Map.Entry<String, String> each : where.entrySet()) {
                values += OVERHEAD_BYTES / 4
                        + each.getKey().length()
                        + each.getValue().length();
            }
            return OVERHEAD_BYTES + values;
        }
    }

    /**
     * Searches for a match.
     *
     * @param id the id of the ticket; never 0
     * @param prefix the mode, which is a prefix of room names
     * @param same the values that all tickets of a match must share, as canonical JSON
     * @param skill the skill that the client states
     * @param isParty whether all players of the room form a party
     */
    record Match(long id, String prefix, String same, double skill, boolean isParty) implements Command {

        @Override
        public Kind kind() {
            return Kind.MATCH;
        }

        @Override
        public int retainedBytes() {
            return OVERHEAD_BYTES + same.length();
        }
    }

    /**
     * Ends a search.
     *
     * @param ticket the id of the request that began the search
     */
    record CancelMatch(long id, long ticket) implements Command {

        @Override
        public Kind kind() {
            return Kind.CANCEL_MATCH;
        }
    }
}
