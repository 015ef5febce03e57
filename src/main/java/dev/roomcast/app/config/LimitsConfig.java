package dev.roomcast.app.config;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Bounds of what one client, and all together, may take. */
@RegisterForReflection // as RoomcastConfig
public interface LimitsConfig {

    /** The longest message, in bytes; never 0. */
    int messageBytes();

    /** How deep the JSON of a message may be nested: 4 to 1000. */
    @WithDefault("64")
    int jsonDepth();

    /** Messages of one connection per second, in the long run; 0: no bound. */
    @WithDefault("100")
    double messagesPerSecond();

    /** How many may come at once. */
    @WithDefault("300")
    double messagesBurst();

    /** Bytes of one connection's messages per second, in the long run; 0: no bound. */
    @WithDefault("1048576")
    double bytesPerSecond();

    /** How many may come at once. */
    @WithDefault("4194304")
    double bytesBurst();

    /** The bytes that may wait for a member that does not read; never 0. */
    @WithDefault("1048576")
    long outboxBytes();

    /** Connections of the node; 0: no bound; without it, as many as the memory and the open files allow. */
    OptionalInt connections();

    /** Connections from one network address; 0: no bound. */
    @WithDefault("0")
    int connectionsPerAddress();

    /** New connections from one network address per second; 0: no bound. */
    @WithDefault("0")
    int connectsPerAddress();

    /** Connections of one user who logged in; 0: no bound. */
    @WithDefault("0")
    int connectionsPerUser();

    /** Logins from one network address per second; 0: no bound. */
    @WithDefault("20")
    int loginsPerAddress();

    /** From the handshake to {@code $connect}; never 0. */
    @WithDefault("10s")
    Duration connectTime();

    /** How long a closing connection may take; never 0. */
    @WithDefault("3s")
    Duration closeTime();

    /** A member's info, in bytes. */
    @WithDefault("1024")
    int infoBytes();

    /** Bad requests after which a connection is closed; never 0. */
    @WithDefault("10")
    int badRequests();

    /** Rooms of the node; 0: no bound; without it, by memory; beyond it, rooms without connections go. */
    OptionalInt rooms();

    /** The history of all rooms, in bytes; without it, an eighth of the memory, at most 256 MiB. */
    OptionalLong historyBytes();

    /** The shared state of all rooms, in bytes; without it, by memory; beyond it, no state grows. */
    OptionalLong stateBytes();

    /** The kept frames of all runs, in bytes; without it, a sixteenth of the memory, at most 256 MiB. */
    OptionalLong framesBytes();

    /** Searches for a match on the node; without it, by memory, at most 10 000; beyond it, none begins. */
    OptionalInt tickets();

    /** The bytes that may wait inside the node; a sixteenth of the data memory by default, at most 64 MiB. */
    OptionalLong backlogBytes();

    /** Messages that have not ended, wait or are being checked, in bytes; without it, by memory. */
    OptionalLong inputBytes();

    /** Large answers on their way, in bytes; without it, by memory; beyond it, further ones wait. */
    OptionalLong answersBytes();

    /** One answer, in bytes; without it, by memory, at most 4 MiB. */
    OptionalLong answerBytes();

    /** Members who are away, in bytes; without it, by memory; beyond it, the ones longest away leave. */
    OptionalLong awayBytes();

    /** From the beginning of a message to its end; never 0. */
    @WithDefault("60s")
    Duration messageTime();
}
