package dev.roomcast.room;

import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Validates and generates the names in a room. */
public final class Ids {

    private static final Pattern ROOM = Pattern.compile("(?!\\.+$)[A-Za-z0-9_.:-]{1,64}");
    private static final String DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String CLIENT = "c_";
    private static final String SESSION = "s_";
    /** The digits of room codes, without digits that are easily confused. */
    private static final String CODE_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /** The number of digits of a generated room code, 60 bits. */
    public static final int ROOM_CODE = 12;

    private static final int CLIENT_DIGITS = 9;
    /** The number of digits of a secret, 131 bits. */
    private static final int SECRET_DIGITS = 22;

    private final RandomGenerator random;

    /** @param random cryptographically secure and thread-safe */
    public Ids(RandomGenerator random) {
        this.random = random;
    }

    /** Returns whether a room name is valid: 1–64 of the letters, digits and {@code _ . : -}, but not only dots. */
    public static boolean isRoom(String name) {
        return ROOM.matcher(name).matches();
    }

    /** Returns whether a user name is valid: 1–64 characters, without the prefix of client ids; no lone surrogates. */
    public static boolean isUser(String name) {
        int characters = name.codePointCount(0, name.length());
        return characters >= 1
                && characters <= 64
                && !name.startsWith(CLIENT)
                && name.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    /** Quotes a name for a log, always on one line. */
    public static String quoted(String name) {
        return '"' + name.replaceAll("[\\p{Cntrl}\\u2028\\u2029\"\\\\]", "_") + '"';
    }

    /** Returns a new name for an anonymous user. */
    public String user() {
        return "u_" + digits(CLIENT_DIGITS);
    }

    /** Returns a new client id, random enough to be unique. */
    public String client() {
        return CLIENT + digits(CLIENT_DIGITS);
    }

    /** Returns a new epoch; every order of publications has its own. */
    public String epoch() {
        return digits(6);
    }

    /** Returns the name of a new room, whose last 60 bits are random. */
    public String room(String prefix) {
        StringBuilder name = new StringBuilder(prefix);
        for (int i = 0; i < ROOM_CODE; i++) {
            name.append(CODE_DIGITS.charAt(random.nextInt(CODE_DIGITS.length())));
        }
        return name.toString();
    }

    /** Returns a new id for a run of frames. */
    public String run() {
        return "r_" + digits(7);
    }

    /** Returns a new session secret, which contains the id of the client. */
    public String session(String client) {
        return SESSION + client.substring(CLIENT.length()) + digits(SECRET_DIGITS);
    }

    /** Returns the client id in a session secret; null for other texts. */
    public static @Nullable String clientOf(String session) {
        boolean whole = session.length() == SESSION.length() + CLIENT_DIGITS + SECRET_DIGITS;
        return whole && session.startsWith(SESSION)
                ? CLIENT + session.substring(SESSION.length(), SESSION.length() + CLIENT_DIGITS)
                : null;
    }

    private String digits(int count) {
        StringBuilder digits = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            digits.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return digits.toString();
    }
}
