package dev.roomcast.bans;

/** The ban list has no place for another entry. */
public final class BanListFullException extends RuntimeException {

    public BanListFullException() {
        super("the ban list holds " + BanList.MAX + " entries; lift some", null, false, false);
    }
}
