package dev.roomcast.hub;

import dev.roomcast.room.Goodbye;
import dev.roomcast.room.Utterance;
import java.util.ArrayList;
import java.util.List;

/**
 * The members of one room who live on one event loop. The room puts in what it says and who comes and goes; the loop
 * takes out all that has gathered and delivers it.
 */
final class Section {

    private final Hub hub;
    private final Loop loop;

    /** What the room put in: utterances and turnovers; guarded by itself. */
    private List<Object> inbox = new ArrayList<>();

    private final List<Connection> plain = new ArrayList<>();
    private final List<Connection> level1 = new ArrayList<>();

    /** Someone comes or goes; a goodbye only with going. */
    private record Turnover(Connection connection, boolean comes, Goodbye goodbye) {}

    Section(Hub hub, Loop loop) {
        this.hub = hub;
        this.loop = loop;
    }

    Loop loop() {
        return loop;
    }

    void say(Utterance utterance) {
        hub.waiting(utterance.size());
        put(utterance);
    }

    void enter(Connection connection) {
        put(new Turnover(connection, true, null));
    }

    void leave(Connection connection, Goodbye goodbye) {
        put(new Turnover(connection, false, goodbye));
    }

    private void put(Object item) {
        boolean first;
        synchronized (this) {
            first = inbox.isEmpty();
            inbox.add(item);
        }
        if (first) {
            loop.wake(this);
        }
    }

    /**
     * Writes all that waits. On the loop.
     *
     * @param emptied where what comes meanwhile gathers
     * @return what has gathered it so far, emptied
     */
    List<Object> deliver(Delivery delivery, List<Object> emptied) {
        List<Object> items;
        synchronized (this) {
            items = inbox;
            inbox = emptied;
        }
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof Utterance utterance) {
                if (!delivery.hasPlaceFor(utterance)) {
                    delivery.write(plain, level1, false);
                }
                delivery.add(utterance);
            } else {
                delivery.write(plain, level1, false);
                turn((Turnover) items.get(i));
            }
        }
        delivery.write(plain, level1, true);
        items.clear();
        return items;
    }

    private void turn(Turnover turnover) {
        Connection connection = turnover.connection;
        List<Connection> list = connection.isPlain() ? plain : level1;
        if (turnover.comes) {
            connection.slot = list.size();
            list.add(connection);
            connection.transport().greet();
            return;
        }
        Connection last = list.remove(list.size() - 1);
        if (last != connection) {
            last.slot = connection.slot;
            list.set(connection.slot, last);
        }
        connection.slot = -1;
        if (turnover.goodbye != null) {
            connection.close(turnover.goodbye);
        }
    }
}
