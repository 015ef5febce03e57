package dev.roomcast.room;

/** How much may be said in one room, by all its members together. */
final class Pace {

    /** So many seconds' worth may come at once. */
    private static final double BURST = 2;

    private final Bucket messages;
    private final Bucket bytes;

    private Pace(Bucket messages, Bucket bytes) {
        this.messages = messages;
        this.bytes = bytes;
    }

    /** @return null for a room that has no bound */
    static Pace of(RoomType type, long now) {
        if (type.messagesPerSecond() == 0 && type.bytesPerSecond() == 0) {
            return null;
        }
        return new Pace(bucket(type.messagesPerSecond(), now), bucket(type.bytesPerSecond(), now));
    }

    private static Bucket bucket(double perSecond, long now) {
        return perSecond == 0
                ? new Bucket(Double.MAX_VALUE, Double.MAX_VALUE, now)
                : new Bucket(perSecond, BURST * perSecond, now);
    }

    /** Whether one more message of so many bytes may be said. */
    boolean admits(int length, long now) {
        boolean admits = messages.holds(1, now) && bytes.holds(length, now);
        if (admits) {
            messages.take(1);
            bytes.take(length);
        }
        return admits;
    }
}
