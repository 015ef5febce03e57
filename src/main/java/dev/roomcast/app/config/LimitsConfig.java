package dev.roomcast.app.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The bounds of single clients and of all clients together. */
@RegisterForReflection // as RoomcastConfig
public interface LimitsConfig {

    /** The longest message, in bytes; never 0. */
    int messageBytes();

    /** The maximum nesting of the JSON in a message: 4 to 1000. */
    @WithDefault("64")
    int jsonDepth();

    /** Messages of one connection per second, on average; 0: no bound. */
    @WithDefault("100")
    double messagesPerSecond();

    /** The largest burst of messages. */
    @WithDefault("300")
    double messagesBurst();

    /** Bytes of one connection's messages per second, on average; 0: no bound. */
    @WithDefault("1048576")
    double bytesPerSecond();

    /** The largest burst of bytes. */
    @WithDefault("4194304")
    double bytesBurst();

    /** The unsent bytes for a member that does not read; never 0. */
    @WithDefault("1048576")
    long outboxBytes();

    /** Connections of the node; 0: no bound; without it, determined by memory and open files. */
    OptionalInt connections();

    /** Connections from one network address; 0: no bound. */
    @WithDefault("0")
    int connectionsPerAddress();

    /** New connections from one network address per second; 0: no bound. */
    @WithDefault("0")
    int connectsPerAddress();

    /** Connections of one authenticated user; 0: no bound. */
    @WithDefault("0")
    int connectionsPerUser();

    /** Logins from one network address per second; 0: no bound. */
    @WithDefault("20")
    int loginsPerAddress();

    /** The longest time from the handshake to {@code $connect}; never 0. */
    @WithDefault("10s")
    Duration connectTime();

    /** The longest time for closing a connection; never 0. */
    @WithDefault("3s")
    Duration closeTime();

    /** A member's info, in bytes. */
    @WithDefault("1024")
    int infoBytes();

    /** The number of bad requests that closes a connection; never 0. */
    @WithDefault("10")
    int badRequests();

    /** Rooms of the node; 0: no bound; without it, by memory; beyond it, rooms without connections are removed. */
    OptionalInt rooms();

    /** The history of all rooms, in bytes; without it, an eighth of the memory, at most 256 MiB. */
    OptionalLong historyBytes();

    /** The shared state of all rooms, in bytes; without it, by memory; beyond it, no state grows. */
    OptionalLong stateBytes();

    /** The retained frames of all runs, in bytes; without it, a sixteenth of the memory, at most 256 MiB. */
    OptionalLong framesBytes();

    /** Searches for a match on the node; without it, by memory, at most 10 000; beyond it, none can begin. */
    OptionalInt tickets();

    /** The bytes between publication and writing; without it, a sixteenth of the data memory, at most 64 MiB. */
    OptionalLong backlogBytes();

    /** Unfinished, waiting and moderated messages, in bytes; without it, by memory. */
    OptionalLong inputBytes();

    /** Pending large answers, in bytes; without it, by memory; beyond it, further ones wait. */
    OptionalLong answersBytes();

    /** One answer, in bytes; without it, by memory, at most 4 MiB. */
    OptionalLong answerBytes();

    /** Away members, in bytes; without it, by memory; beyond it, those with the longest absence leave. */
    OptionalLong awayBytes();

    /** The longest time from the start of a message to its end; never 0. */
    @WithDefault("60s")
    Duration messageTime();
}
