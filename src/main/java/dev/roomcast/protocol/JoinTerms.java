package dev.roomcast.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The conditions under which a new member joins a room.
 *
 * @param game the requested role; null: none
 * @param expect whether the room must be empty or occupied; null: either
 * @param key the key for a closed room; null: none
 */
public record JoinTerms(
        @Nullable GameRole game,
        @Nullable Expect expect,
        @Nullable String key) {

    /** Terms without a role for any room. */
    public static final JoinTerms NONE = new JoinTerms(null, null, null);

    /** The longest key for joining, in characters. */
    static final int MAX_KEY = 64;

    /** The state of the room that a new member expects. */
    public enum Expect {
        /** The room has no member. */
        NEW,
        /** The room has a member. */
        OLD
    }

    static JoinTerms of(@Nullable String game, @Nullable String expect, @Nullable String key)
            throws IllegalArgumentException {
        if (game == null && expect == null && key == null) {
            return NONE;
        }
        GameRole role = GameRole.of(game);
        require(game == null || role != null, "game is play or watch");
        require(expect == null || expect.equals("new") || expect.equals("old"), "expect is new or old");
        require(key == null || isKey(key), "key is a string of 1 to " + MAX_KEY + " characters");
        return new JoinTerms(role, expect == null ? null : expect.equals("new") ? Expect.NEW : Expect.OLD, key);
    }

    static boolean isKey(String key) {
        int characters = key.codePointCount(0, key.length());
        return characters >= 1 && characters <= MAX_KEY;
    }

    private static void require(boolean good, String sentence) {
        if (!good) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
