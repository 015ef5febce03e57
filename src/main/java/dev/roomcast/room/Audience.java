package dev.roomcast.room;

/**
 * The members of one room on this node, as the room addresses them. The room's line of work calls; what is said in one
 * order is heard by each member in that order.
 */
public interface Audience {

    /** Says it to those whom it is for. */
    void say(Utterance utterance);

    /** From now on it hears what the room says. */
    void enter(Outlet outlet);

    /**
     * From now on it hears nothing more.
     *
     * @param goodbye how its connection is to be closed after what was said so far; null: it is closed already
     */
    void leave(Outlet outlet, Goodbye goodbye);
}
