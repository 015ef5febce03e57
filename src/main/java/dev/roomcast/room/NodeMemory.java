package dev.roomcast.room;

/**
 * Divides the memory of a node: the bound of each part, in bytes.
 *
 * @param inputBytes partial, held and moderated messages; beyond it, checks are refused, and the connections with the
 *     most input are closed
 * @param answersBytes large pending answers; beyond it, further ones wait
 * @param answerBytes one answer; items beyond it are left out, and the answer says so
 * @param awayBytes away members in all rooms; beyond it, those with the longest absence are removed
 */
public record NodeMemory(long inputBytes, long answersBytes, long answerBytes, long awayBytes) {

    /** The heap that the process itself uses, in bytes. */
    private static final long PROCESS = 28L << 20;

    /** Bounds that tests do not reach by accident. */
    public static final NodeMemory AMPLE = new NodeMemory(64 << 20, 64 << 20, 4 << 20, 64 << 20);

    /** The smallest bound of a part, in bytes: one message of the usual size and one answer fit. */
    private static final long LEAST = 1 << 20;

    /**
     * @param heap the maximum size of the heap, in bytes
     * @return the part of the heap for connections, rooms and messages, in bytes
     */
    public static long forData(long heap) {
        return Math.max(heap - PROCESS, heap / 3);
    }

    /**
     * Returns the default bound of all histories, in bytes.
     *
     * @param data the memory for connections, rooms and messages, in bytes
     */
    public static long historyBytes(long data) {
        return Math.min(256L << 20, data / 8);
    }

    /** Returns the default bound of retained rooms without their histories, in bytes. */
    public static long roomBytes(long data) {
        return data / 12;
    }

    /** Returns the default bound of the shared state of all rooms, in bytes. */
    public static long stateBytes(long data) {
        return Math.min(64L << 20, data / 16);
    }

    /** Returns the default bound of the retained frames of all runs, in bytes. */
    public static long frameBytes(long data) {
        return Math.min(256L << 20, data / 16);
    }

    /** Returns the default bound of messages between publication and writing, in bytes. */
    public static long backlogBytes(long data) {
        return Math.min(64L << 20, data / 16);
    }

    /**
     * Returns the default bounds. Together with the other parts they leave a twelfth of the memory for connections.
     *
     *
     * @param data the memory for connections, rooms and messages, in bytes
     * @param direct the memory outside the heap, in bytes
     */
    public static NodeMemory of(long data, long direct) {
        return new NodeMemory(
                Math.max(LEAST, Math.min(data / 4, direct / 4)),
                Math.max(LEAST, Math.min(data / 10, direct / 4)),
                Math.max(LEAST, Math.min(4L << 20, data / 16)),
                Math.max(LEAST, data / 10));
    }
}
