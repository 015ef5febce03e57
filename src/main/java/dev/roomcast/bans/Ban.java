package dev.roomcast.bans;

/**
 * An entry of the ban list: a banned user, or the revocation of a user's older tokens.
 *
 * @param room the banned room; empty: every room
 * @param user the banned user
 * @param kind the type of the entry
 * @param endsAt the expiry, in milliseconds since 1970, or {@link #NEVER}
 * @param issuedBefore for {@link Kind#TOKENS}: tokens issued before are revoked, in milliseconds since 1970; otherwise
 *     0
 * @param reason the reason for the user; empty: none
 * @param changedAt the time of the change, in milliseconds since 1970; the later of two entries with the same key
 *     applies
 * @param isLifted whether the entry is void, and only retained so that no older entry returns
 */
public record Ban(
        Kind kind,
        String room,
        String user,
        long endsAt,
        long issuedBefore,
        String reason,
        long changedAt,
        boolean isLifted) {

    /** The expiry of an unlimited entry; exactly representable in JavaScript and Lua. */
    public static final long NEVER = 9_000_000_000_000_000L;

    /** The longest reason, in characters. */
    public static final int MAX_REASON = 120;

    /**
     * How long a lifted entry is retained, in milliseconds, so that a node that missed the change does not restore the
     * older entry.
     */
    private static final long LIFTED_MILLIS = 24L * 3_600_000;

    /** The type of an entry. */
    public enum Kind {
        /** The user may not enter rooms. */
        USER('b'),
        /** The user's tokens from before a moment are revoked. */
        TOKENS('t');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }
    }

    /** Returns the key, which is unique in the list. */
    public String key() {
        return key(kind, room, user);
    }

    /** @param room the room; empty: every room */
    static String key(Kind kind, String room, String user) {
        return kind.letter + room + ' ' + user;
    }

    /**
     * @param room the room; empty: every room
     * @param endsAt the expiry, in milliseconds since 1970, or {@link #NEVER}
     */
    public static Ban ofUser(String room, String user, long endsAt, String reason) {
        return new Ban(Kind.USER, room, user, endsAt, 0, reason, 0, false);
    }

    /** @param issuedBefore the exclusive end of the revoked times of issue, in milliseconds since 1970 */
    public static Ban ofTokens(String user, long issuedBefore, long endsAt) {
        return new Ban(Kind.TOKENS, "", user, endsAt, issuedBefore, "", 0, false);
    }

    /** Returns the same entry, lifted. */
    Ban lifted(long now) {
        return new Ban(kind, room, user, now + LIFTED_MILLIS, 0, "", now, true);
    }

    Ban changedAt(long time) {
        return new Ban(kind, room, user, endsAt, issuedBefore, reason, time, isLifted);
    }

    /** Returns whether the entry is in force. */
    public boolean isInForce(long now) {
        return !isLifted && now < endsAt;
    }

    /** Returns whether the entry applies to a room. */
    public boolean concerns(String enteredRoom) {
        return room.isEmpty() || room.equals(enteredRoom);
    }

    /** Returns the entry as a line of text for {@link #read}. */
    public String line() {
        return changedAt + " " + endsAt + " " + issuedBefore + (isLifted ? " 1 " : " 0 ") + reason;
    }

    /** @throws IllegalArgumentException for a line that {@link #line} did not create */
    public static Ban read(String key, String line) {
        int space = key.indexOf(' ');
        String[] words = line.split(" ", 5);
        if (space < 1 || words.length < 5) {
            throw new IllegalArgumentException("not an entry of the ban list");
        }
        Kind kind = key.charAt(0) == Kind.TOKENS.letter ? Kind.TOKENS : Kind.USER;
        return new Ban(
                kind,
                key.substring(1, space),
                key.substring(space + 1),
                Long.parseLong(words[1]),
                Long.parseLong(words[2]),
                words[4],
                Long.parseLong(words[0]),
                words[3].equals("1"));
    }
}
