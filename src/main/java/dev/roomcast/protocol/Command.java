package dev.roomcast.protocol;

import java.util.List;

/** Everything that a level 1 client can say. {@code id} is a positive integer below 2^53, or 0 where none was given. */
public sealed interface Command {

    long id();

    /** How a command is told from the others; Java 17 has no switch over sealed types. */
    Kind kind();

    enum Kind {
        CONNECT,
        PUBLISH,
        HISTORY,
        MEMBERS,
        INFO,
        REFRESH,
        PING,
        LEAVE
    }

    /**
     * The first frame of a connection.
     *
     * @param info null where none was given
     * @param session null unless it wants to be the same member again
     * @param epoch and {@code offset}: the position from which to recover; null and -1 without one
     */
    record Connect(long id, String token, RawJson info, String session, String epoch, long offset) implements Command {
        @Override
        public Kind kind() {
            return Kind.CONNECT;
        }

        /** The same with other info. */
        public Connect with(RawJson info) {
            return new Connect(id, token, info, session, epoch, offset);
        }

        /** Whether a full position was given. */
        public boolean hasPosition() {
            return epoch != null && offset >= 0;
        }
    }

    /**
     * Something for the room.
     *
     * @param data null where absent
     * @param to users and clients who alone get it, not empty; or null: everyone
     * @param isVolatile whether it may be dropped for a slow member, and is not kept
     */
    record Publish(long id, String method, RawJson data, List<String> to, boolean isVolatile) implements Command {
        @Override
        public Kind kind() {
            return Kind.PUBLISH;
        }

        /** Its data in bytes, and its method in characters. */
        public int size() {
            return method.length() + (data == null ? 0 : data.length());
        }

        /** The same with other data. */
        public Publish with(RawJson data) {
            return new Publish(id, method, data, to, isVolatile);
        }
    }

    /**
     * @param epoch null: today's
     * @param offset after which, or -1: the newest ones
     * @param limit how many at most, or 0: as many as the server gives
     */
    record History(long id, String epoch, long offset, long limit) implements Command {
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
}
