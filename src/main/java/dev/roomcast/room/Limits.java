package dev.roomcast.room;

/**
 * Every bound of a node. Where 0 stands for no bound, it is said.
 *
 * @param messageBytes the longest message, in bytes
 * @param messagesPerSecond messages of one connection per second, in the long run; 0: no bound
 * @param messagesBurst how many of them may come at once
 * @param bytesPerSecond bytes of one connection's messages per second, in the long run; 0: no bound
 * @param bytesBurst how many of them may come at once
 * @param outboxBytes what may wait for a member who does not read, in bytes
 * @param connections of the node; 0: no bound
 * @param connectionsPerAddress from one network address; 0: no bound
 * @param connectsPerAddress new connections from one network address per second; 0: no bound
 * @param connectionsPerUser of one user who is known, over all rooms; 0: no bound
 * @param connectTime from the handshake to {@code $connect}, in milliseconds
 * @param ping silence after which a connection is asked for a sign of life, in milliseconds; never 0
 * @param closeTime how long a closing connection may take, in milliseconds
 * @param infoBytes a member's info, in bytes
 * @param badRequests after so many a connection is closed
 * @param rooms of the node, those included of which only the history is left; 0: no bound
 * @param historyBytes of all rooms together; beyond it, the rooms that were quiet longest lose theirs
 * @param backlogBytes what may wait inside the node between receiving and writing; beyond it, publishers are not read
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
        long backlogBytes) {

    /** How long a connection may be silent before it is given up, in milliseconds. */
    public long silence() {
        return 2 * ping + 10_000;
    }
}
