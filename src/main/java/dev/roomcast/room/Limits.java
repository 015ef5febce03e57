package dev.roomcast.room;

/**
 * The bounds of a node. A value of 0 means "no bound" where the description says so.
 *
 * @param messageBytes the longest message, in bytes
 * @param messagesPerSecond average messages of one connection per second; 0: no bound
 * @param messagesBurst the largest burst of messages
 * @param bytesPerSecond average message bytes of one connection per second; 0: no bound
 * @param bytesBurst the largest burst of bytes
 * @param outboxBytes the outbox of a member, in bytes
 * @param connections the connections of the node; 0: no bound
 * @param connectionsPerAddress the connections from one network address; 0: no bound
 * @param connectsPerAddress the new connections from one network address per second; 0: no bound
 * @param connectionsPerUser the connections of one identified user, over all rooms; 0: no bound
 * @param connectTime the longest time from the handshake to {@code $connect}, in milliseconds
 * @param ping the silence after which the server sends a ping, in milliseconds; never 0
 * @param closeTime the longest duration of the closing handshake, in milliseconds
 * @param infoBytes a member's info, in bytes
 * @param badRequests the number of bad requests that closes a connection
 * @param rooms the rooms of the node, including rooms with only a history; 0: no bound
 * @param historyBytes the histories of all rooms, in bytes; beyond it, the least recently used rooms lose theirs
 * @param backlogBytes the bytes between receiving and writing; beyond it, the node stops reading from publishers
 * @param stateBytes the shared state of all rooms, in bytes; beyond it, no state grows
 * @param memory the bounds of the other parts of the node
 * @param messageTime the longest time from the start of a message to its end, in milliseconds
 */
public record Limits(
        int messageBytes,
        double messagesPerSecond,
        double messagesBurst,
        double bytesPerSecond,
        double bytesBurst,
        long outboxBytes,
        int connections,
        int connectionsPerAddress,
        int connectsPerAddress,
        int connectionsPerUser,
        long connectTime,
        long ping,
        long closeTime,
        int infoBytes,
        int badRequests,
        int rooms,
        long historyBytes,
        long backlogBytes,
        long stateBytes,
        NodeMemory memory,
        long messageTime) {

    /** The default bound of the shared state of all rooms, in bytes. */
    public static final long STATE_BYTES = 64 << 20;

    /** The default time from the start of a message to its end, in milliseconds. */
    public static final long MESSAGE_TIME = 60_000;

    /** Creates bounds with the default bound of the shared state. */
    public Limits(
            int messageBytes,
            double messagesPerSecond,
            double messagesBurst,
            double bytesPerSecond,
            double bytesBurst,
            long outboxBytes,
            int connections,
            int connectionsPerAddress,
            int connectsPerAddress,
            int connectionsPerUser,
            long connectTime,
            long ping,
            long closeTime,
            int infoBytes,
            int badRequests,
            int rooms,
            long historyBytes,
            long backlogBytes) {
        this(
                messageBytes,
                messagesPerSecond,
                messagesBurst,
                bytesPerSecond,
                bytesBurst,
                outboxBytes,
                connections,
                connectionsPerAddress,
                connectsPerAddress,
                connectionsPerUser,
                connectTime,
                ping,
                closeTime,
                infoBytes,
                badRequests,
                rooms,
                historyBytes,
                backlogBytes,
                STATE_BYTES,
                NodeMemory.AMPLE,
                MESSAGE_TIME);
    }

    /** Returns the same bounds with other bounds of memory. */
    public Limits withMemory(NodeMemory other) {
        return new Limits(
                messageBytes,
                messagesPerSecond,
                messagesBurst,
                bytesPerSecond,
                bytesBurst,
                outboxBytes,
                connections,
                connectionsPerAddress,
                connectsPerAddress,
                connectionsPerUser,
                connectTime,
                ping,
                closeTime,
                infoBytes,
                badRequests,
                rooms,
                historyBytes,
                backlogBytes,
                stateBytes,
                other,
                messageTime);
    }

    /** Returns the silence after which a connection is closed, in milliseconds. */
    public long silence() {
        return 2 * ping + 10_000;
    }
}
