package dev.roomcast.room;

/**
 * The settings of rooms of one type.
 *
 * @param linger the linger time of a member without a connection, in milliseconds; 0: it leaves at once
 * @param historySize the maximum number of retained publications; 0: none
 * @param historyBytes the maximum size of retained publications, in bytes
 * @param historyAge the maximum age of a publication and of the history of an empty room, in milliseconds
 * @param maxMembers the maximum number of members, including those away; 0: no bound
 * @param maxAway the maximum number of away members; beyond it, the member with the longest absence leaves
 * @param sameUser the reaction to a second connection of a user
 * @param echo whether a level 0 member receives its own messages by default
 * @param presence whether members are notified of one another
 * @param presenceMax the number of members above which a notification contains only the number of members
 * @param presenceGather the time for which changes are gathered in a large room, in milliseconds
 * @param messagesPerSecond messages of all members per second; 0: no bound
 * @param bytesPerSecond bytes of all members' messages per second; 0: no bound
 * @param rights the rights of members whose token states none
 * @param games the settings of games
 * @param historyOnConnect the number of newest publications for a client that neither requests a history nor resumes
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

    /** Creates a type that sends publications to new members on request only. */
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
        /** Both connections stay. */
        ALLOW,
        /** The new connection stays; the old one is closed with 4510. */
        REPLACE,
        /** The old connection stays unless it is away; the new one is closed with 4504. */
        REJECT
    }
}
