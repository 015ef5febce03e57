package dev.roomcast.app.config;

import dev.roomcast.room.RoomType;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** The settings of rooms with a common prefix. A missing value is taken from {@code roomcast.room}. */
@RegisterForReflection // as RoomcastConfig
public interface RoomConfig {

    /** How long a member that lost its connection may return: 0–900 s. */
    Optional<Duration> linger();

    /** The maximum number of retained publications. */
    OptionalInt historySize();

    /** The maximum size of retained publications, in bytes. */
    OptionalLong historyBytes();

    /** How long a publication is retained, and the history of an empty room. */
    Optional<Duration> historyAge();

    /** The number of newest publications for a client that requests none when it connects. */
    OptionalInt historyOnConnect();

    /** Members, including those away; 0: no bound. */
    OptionalInt maxMembers();

    /** Members that are away at the same time. */
    OptionalInt maxAway();

    /**
     * The reaction to another connection of a user: {@code allow}, {@code replace} the first, or {@code reject} the
     * second.
     */
    Optional<RoomType.SameUser> sameUser();

    /** Whether level 0 members receive their own messages. */
    Optional<Boolean> echo();

    /** Whether members are notified of one another. */
    Optional<Boolean> presence();

    /** The number of members above which notifications contain only their number. */
    OptionalInt presenceMax();

    /** How long changes are gathered in a large room. */
    Optional<Duration> presenceGather();

    /** Messages of all members per second, on average; 0: no bound. */
    OptionalDouble messagesPerSecond();

    /** Bytes of all members' messages per second, on average; 0: no bound. */
    OptionalDouble bytesPerSecond();

    /** Whether a member can be a player or a watcher. */
    Optional<Boolean> game();

    /** The shared state of a room, keys and values, in bytes; 0: none. */
    OptionalInt stateBytes();

    /** How long the host may be away before another player becomes the host: 0–900 s. */
    Optional<Duration> hostWait();

    /** The longest input of a run, in bytes. */
    OptionalInt inputBytes();

    /** The frames of a run that are retained for members who catch up, in bytes. */
    OptionalLong framesBytes();

    /** The longest duration of a run. */
    Optional<Duration> framesMost();

    /** Matchmaking for these rooms. */
    MatchConfig match();

    /** The rights of users whose token states none. */
    Optional<Set<String>> rights();
}
