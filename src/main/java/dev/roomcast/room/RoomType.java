package dev.roomcast.room;

/**
 * The settings that rooms of one kind share.
 *
 * @param linger how long a member who lost its connection may come back, in milliseconds; 0: it leaves at once
 * @param historySize publications that are kept; 0: none
 * @param historyBytes of them, in bytes
 * @param historyAge of the oldest, in milliseconds, and how long the history of an empty room is kept
 * @param maxMembers those away included; 0: no bound
 * @param maxAway members who are away at once; beyond it, the one longest away leaves
 * @param sameUser what happens when a user comes a second time
 * @param echo whether a plain member gets its own messages unless it says otherwise
 * @param presence whether members hear of one another
 * @param presenceMax members above which they hear only how many there are
 * @param presenceGather how long changes are gathered in a room that is not small, in milliseconds
 * @param messagesPerSecond messages of all its members per second; 0: no bound
 * @param bytesPerSecond bytes of all its members' messages per second; 0: no bound
 * @param rights of those whose token grants no others
 */
public record RoomType(
        long linger,
        int historySize,
        long historyBytes,
        long historyAge,
        int maxMembers,
        int maxAway,
        SameUser sameUser,
        boolean echo,
        boolean presence,
        int presenceMax,
        long presenceGather,
        double messagesPerSecond,
        double bytesPerSecond,
        Rights rights) {

    /** What happens when a user comes a second time. */
    public enum SameUser {
        /** Both stay. */
        ALLOW,
        /** The new one stays, the old one is closed with 4510. */
        REPLACE,
        /** The old one stays while it is not away, the new one is closed with 4504. */
        REJECT
    }
}
