package dev.roomcast.redis;

/** The links to all servers of which Redis is made. */
interface Links {

    void start();

    void stop();

    /** The link to the server that has the keys of that {@link Slot}; it changes when that is another one. Any thread. */
    Link of(int slot);

    /** Whether every server is reached. */
    boolean isUp();

    /** Once in a while: is all where it was? */
    void look();

    /** A server says that something is not its own, or is not reached any more. */
    void astray(Link link, Throwable why);
}
