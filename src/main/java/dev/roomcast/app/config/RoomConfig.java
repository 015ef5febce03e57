package dev.roomcast.app.config;

import dev.roomcast.room.RoomType;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** The settings that rooms of one kind share. Without a value, that of {@code roomcast.room} counts. */
@RegisterForReflection // as RoomcastConfig
public interface RoomConfig {

    /** How long a member who lost its connection may come back: 0–900 s. */
    Optional<Duration> linger();

    /** Publications that are kept. */
    OptionalInt historySize();

    /** Of them, in bytes. */
    OptionalLong historyBytes();

    /** How long one is kept, and the history of an empty room. */
    Optional<Duration> historyAge();

    /** The newest publications that a client gets when it connects and does not ask for any. */
    OptionalInt historyOnConnect();

    /** Members, those away included; 0: no bound. */
    OptionalInt maxMembers();

    /** Members who are away at once. */
    OptionalInt maxAway();

    /** When a user comes a second time: {@code allow}, {@code replace} the first, or {@code reject} the second. */
    Optional<RoomType.SameUser> sameUser();

    /** Whether level 0 members get their own messages. */
    Optional<Boolean> echo();

    /** Whether members hear of one another. */
    Optional<Boolean> presence();

    /** Members above which they hear only how many there are. */
    OptionalInt presenceMax();

    /** How long changes are gathered in a room that is not small. */
    Optional<Duration> presenceGather();

    /** Messages of all members per second, in the long run; 0: no bound. */
    OptionalDouble messagesPerSecond();

    /** Bytes of all members' messages per second, in the long run; 0: no bound. */
    OptionalDouble bytesPerSecond();

    /** Whether a member can be a player or a watcher. */
    Optional<Boolean> game();

    /** The shared state of a room, keys and values, in bytes; 0: none. */
    OptionalInt stateBytes();

    /** How long the host may be away before another player becomes the host: 0–900 s. */
    Optional<Duration> hostWait();

    /** The longest input of a run, in bytes. */
    OptionalInt inputBytes();

    /** The frames of a run that are kept for members who catch up, in bytes. */
    OptionalLong framesBytes();

    /** After how long a run ends. */
    Optional<Duration> framesMost();

    /** How matches are made in these rooms. */
    MatchConfig match();

    /** The rights of users whose token names none. */
    Optional<Set<String>> rights();
}
