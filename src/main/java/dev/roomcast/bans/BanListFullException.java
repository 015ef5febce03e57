package dev.roomcast.bans;

/** Thrown when the ban list has no capacity for another entry. */
public final class BanListFullException extends RuntimeException {

    public BanListFullException() {
        super("the ban list holds " + BanList.MAX + " entries; lift some", null, false, false);
    }
}
