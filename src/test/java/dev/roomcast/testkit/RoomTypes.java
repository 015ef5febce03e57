package dev.roomcast.testkit;

import dev.roomcast.room.GameSettings;
import dev.roomcast.room.Rights;
import dev.roomcast.room.RoomType;

/** Builder of test room types. */
public final class RoomTypes {

    private long lingerMillis = 120_000;
    private int historySize = 256;
    private long historyBytes = 1 << 20;
    private long historyAgeMillis = 600_000;
    private int maxMembers;
    private int maxAway = 100;
    private RoomType.SameUser sameUser = RoomType.SameUser.ALLOW;
    private boolean presence = true;
    private int presenceMax = 200;
    private double messagesPerSecond;
    private double bytesPerSecond;
    private Rights rights = Rights.ALL;
    private GameSettings games = GameSettings.DEFAULT;
    private int historyOnConnect;

    private RoomTypes() {}

    /** Starts with the server's defaults, but with up to 100 away members and without bounds of members or rates. */
    public static RoomTypes defaults() {
        return new RoomTypes();
    }

    public RoomTypes withLinger(long millis) {
        lingerMillis = millis;
        return this;
    }

    public RoomTypes withHistory(int size, long bytes) {
        historySize = size;
        historyBytes = bytes;
        return this;
    }

    public RoomTypes withHistoryAge(long millis) {
        historyAgeMillis = millis;
        return this;
    }

    /** Sends the newest publications to a client that neither requests publications nor resumes. */
    public RoomTypes withHistoryOnConnect(int count) {
        historyOnConnect = count;
        return this;
    }

    /** Bounds all members and the away members; 0 members: no bound. */
    public RoomTypes withMembers(int max, int away) {
        maxMembers = max;
        maxAway = away;
        return this;
    }

    public RoomTypes withSameUser(RoomType.SameUser reaction) {
        sameUser = reaction;
        return this;
    }

    /** Notifies members of one another, with names up to a number of members. */
    public RoomTypes withPresence(boolean notifies, int max) {
        presence = notifies;
        presenceMax = max;
        return this;
    }

    public RoomTypes withoutPresence() {
        return withPresence(false, presenceMax);
    }

    /** Bounds the messages and bytes of all members per second; 0: no bound. */
    public RoomTypes withRates(double messages, double bytes) {
        messagesPerSecond = messages;
        bytesPerSecond = bytes;
        return this;
    }

    public RoomTypes withRights(Rights granted) {
        rights = granted;
        return this;
    }

    public RoomTypes withGames(GameSettings settings) {
        games = settings;
        return this;
    }

    public RoomType build() {
        return new RoomType(
                lingerMillis,
                historySize,
                historyBytes,
                historyAgeMillis,
                maxMembers,
                maxAway,
                sameUser,
                true,
                presence,
                presenceMax,
                200,
                messagesPerSecond,
                bytesPerSecond,
                rights,
                games,
                historyOnConnect);
    }
}
