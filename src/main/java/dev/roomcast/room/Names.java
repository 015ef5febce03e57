package dev.roomcast.room;

import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The names in a room: which ones are good, and new ones where the server makes them up. */
public final class Names {

    private static final Pattern ROOM = Pattern.compile("(?!\\.+$)[A-Za-z0-9_.:-]{1,64}");
    private static final String DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String CLIENT = "c_";
    private static final String SESSION = "s_";
    private static final int CLIENT_DIGITS = 9;
    /** 131 bits. */
    private static final int SECRET_DIGITS = 22;

    private final RandomGenerator random;

    /** @param random cannot be guessed, and is safe for many threads */
    public Names(RandomGenerator random) {
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

    /** A name between quotes, such that it stays on one line of a log, whatever it holds. */
    public static String quoted(String name) {
        return '"' + name.replaceAll("[\\p{Cntrl}\\u2028\\u2029\"\\\\]", "_") + '"';
    }

    /** A new name for a user who has none. */
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

    /** A new secret for a client, which can be told from it. */
    public String session(String client) {
        return SESSION + client.substring(CLIENT.length()) + digits(SECRET_DIGITS);
    }

    /** The client whose session this may be, or null for what is none. */
    public static String clientOf(String session) {
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
