package dev.roomcast.testkit;

import dev.roomcast.room.Limits;

/** Builder of a test node's limits. */
public final class NodeLimits {

    private double messagesPerSecond;
    private double messagesBurst = 300;
    private double bytesPerSecond;
    private double bytesBurst = 4 << 20;
    private int connections;
    private int connectionsPerAddress;
    private int connectsPerAddress;
    private int connectionsPerUser;
    private int rooms = 1000;
    private long historyBytes = 64 << 20;

    private NodeLimits() {}

    /** Starts with 1000 rooms and without bounds of rates or connections. */
    public static NodeLimits defaults() {
        return new NodeLimits();
    }

    /** Bounds the messages of a member per second; 0: no bound. */
    public NodeLimits withMessages(double perSecond, double burst) {
        messagesPerSecond = perSecond;
        messagesBurst = burst;
        return this;
    }

    /** Bounds the bytes of a member per second; 0: no bound. */
    public NodeLimits withBytes(double perSecond, double burst) {
        bytesPerSecond = perSecond;
        bytesBurst = burst;
        return this;
    }

    /** 0: no bound. */
    public NodeLimits withConnections(int max) {
        connections = max;
        return this;
    }

    /** Bounds the connections of an address, and its new ones per second; 0: no bound. */
    public NodeLimits withAddress(int max, int connectsPerSecond) {
        connectionsPerAddress = max;
        connectsPerAddress = connectsPerSecond;
        return this;
    }

    /** 0: no bound. */
    public NodeLimits withConnectionsPerUser(int max) {
        connectionsPerUser = max;
        return this;
    }

    /** 0: no bound. */
    public NodeLimits withRooms(int max) {
        rooms = max;
        return this;
    }

    public NodeLimits withHistoryBytes(long max) {
        historyBytes = max;
        return this;
    }

    public Limits build() {
        return new Limits(
                65536,
                messagesPerSecond,
                messagesBurst,
                bytesPerSecond,
                bytesBurst,
                1 << 20,
                connections,
                connectionsPerAddress,
                connectsPerAddress,
                connectionsPerUser,
                10_000,
                25_000,
                3_000,
                1024,
                10,
                rooms,
                historyBytes,
                64 << 20);
    }
}
