package dev.roomcast.room;

import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names in a room: which ones are good, and new ones where the server makes them up. */
public final class Ids {

    private static final Pattern ROOM = Pattern.compile("(?!\\.+$)[A-Za-z0-9_.:-]{1,64}");
    private static final String DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String CLIENT = "c_";
    private static final String SESSION = "s_";
    /** The digits of room codes: none is taken for another. */
    private static final String CODE_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /** The digits of a room that the server names, 60 bits. */
    public static final int ROOM_CODE = 12;

    private static final int CLIENT_DIGITS = 9;
    /** 131 bits. */
    private static final int SECRET_DIGITS = 22;

    private final RandomGenerator random;

    /** @param random cannot be guessed, and is safe for many threads */
    public Ids(RandomGenerator random) {
        this.random = random;
    }

    /** 1–64 of the letters, digits and {@code _ . : -}, but not dots alone. */
    public static boolean isRoom(String name) {
        return ROOM.matcher(name).matches();
    }

    /** 1–64 characters, not beginning as clients' ids do. */
    public static boolean isUser(String name) {
        int characters = name.codePointCount(0, name.length());
        return characters >= 1 && characters <= 64 && !name.startsWith(CLIENT);
    }

    /** Quotes a name for a log, so that it stays on one line whatever it contains. */
    public static String quoted(String name) {
        return '"' + name.replaceAll("[\\p{Cntrl}\\u2028\\u2029\"\\\\]", "_") + '"';
    }

    /** Returns a new name for an anonymous user. */
    public String user() {
        return "u_" + digits(CLIENT_DIGITS);
    }

    /** A new client, random enough that no two are the same. */
    public String client() {
        return CLIENT + digits(CLIENT_DIGITS);
    }

    /** A new epoch: another one for each order that begins. */
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

    /** A new run of frames. */
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
