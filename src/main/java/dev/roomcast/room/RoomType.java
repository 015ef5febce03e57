package dev.roomcast.room;

/**
 * The settings of rooms of one type.
 *
 * @param linger how long a member without a connection may return, in milliseconds; 0: it leaves at once
 * @param historySize the maximum number of retained publications; 0: none
 * @param historyBytes their maximum size, in bytes
 * @param historyAge the maximum age of a publication and of the history of an empty room, in milliseconds
 * @param maxMembers including those away; 0: no bound
 * @param maxAway members away; beyond it, the one away longest leaves
 * @param sameUser the reaction to a second connection of a user
 * @param echo whether a level 0 member receives its own messages by default
 * @param presence whether members are notified of one another
 * @param presenceMax the number of members above which notifications contain only their number
 * @param presenceGather how long changes are gathered in a large room, in milliseconds
 * @param messagesPerSecond messages of all its members per second; 0: no bound
 * @param bytesPerSecond bytes of all its members' messages per second; 0: no bound
 * @param rights of members whose token grants no others
 * @param games the settings of games
 * @param historyOnConnect the number of newest publications for a client that neither requests some nor resumes
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
        Rights rights,
        GameSettings games,
        int historyOnConnect) {

    /** Rooms that give newcomers no publications unless they ask. */
    public RoomType(
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
            Rights rights,
            GameSettings games) {
        this(
                linger,
                historySize,
                historyBytes,
                historyAge,
                maxMembers,
                maxAway,
                sameUser,
                echo,
                presence,
                presenceMax,
                presenceGather,
                messagesPerSecond,
                bytesPerSecond,
                rights,
                games,
                0);
    }

    /** Creates a type with the game settings of {@link GameSettings#DEFAULT}. */
    public RoomType(
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
        this(
                linger,
                historySize,
                historyBytes,
                historyAge,
                maxMembers,
                maxAway,
                sameUser,
                echo,
                presence,
                presenceMax,
                presenceGather,
                messagesPerSecond,
                bytesPerSecond,
                rights,
                GameSettings.DEFAULT);
    }

    /** The reaction to a second connection of a user. */
    public enum SameUser {
        /** Both stay. */
        ALLOW,
        /** The new one stays, the old one is closed with 4510. */
        REPLACE,
        /** The old one stays while it is not away, the new one is closed with 4504. */
        REJECT
    }
}
