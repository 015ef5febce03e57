package dev.roomcast.bans;

/**
 * An entry of the ban list: a user may not enter, or the older tokens of a user are revoked.
 *
 * @param room the banned room; empty: every room
 * @param user the banned user
 * @param kind the type of the entry
 * @param endsAt the expiry, in milliseconds since 1970; {@link #NEVER}
 * @param issuedBefore of {@link Kind#TOKENS}: tokens issued before are revoked, in milliseconds since 1970; otherwise 0
 * @param reason for the user; empty: none
 * @param changedAt when it was written, in milliseconds since 1970; the later of two entries with the same key wins
 * @param isLifted whether it is void, and retained so that no older entry returns
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

    /** The end of what never ends; exact in the numbers of JavaScript and Lua. */
    public static final long NEVER = 9_000_000_000_000_000L;

    /** The longest reason, in characters. */
    public static final int MAX_REASON = 120;

    /** How long a lifted entry is retained, so that no node that missed the change restores the older one. */
    private static final long LIFTED_MILLIS = 24L * 3_600_000;

    /** The type of an entry. */
    public enum Kind {
        /** The user may not enter. */
        USER('b'),
        /** The tokens of the user that were issued before a moment are revoked. */
        TOKENS('t');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }
    }

    /** Returns what only one entry of a list may have. */
    public String key() {
        return key(kind, room, user);
    }

    /** @param room empty: every room */
    static String key(Kind kind, String room, String user) {
        return kind.letter + room + ' ' + user;
    }

    /** @param room empty: every room @param endsAt in milliseconds since 1970; {@link #NEVER} */
    public static Ban ofUser(String room, String user, long endsAt, String reason) {
        return new Ban(Kind.USER, room, user, endsAt, 0, reason, 0, false);
    }

    /** @param issuedBefore in milliseconds since 1970 */
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

    /** Returns whether it is in force. */
    public boolean isInForce(long now) {
        return !isLifted && now < endsAt;
    }

    /** Returns whether it applies to a room. */
    public boolean concerns(String enteredRoom) {
        return room.isEmpty() || room.equals(enteredRoom);
    }

    /** Returns it as a line of text; {@link #read} reads it. */
    public String line() {
        return changedAt + " " + endsAt + " " + issuedBefore + (isLifted ? " 1 " : " 0 ") + reason;
    }

    /** @throws IllegalArgumentException for what no node has written */
    public static Ban read(String key, String line) {
        int space = key.indexOf(' ');
        String[] words = line.split(" ", 5);
        if (space < 1 || words.length < 5) {
            throw new IllegalArgumentException("no entry of a ban list");
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
