package dev.roomcast.hub;

import dev.roomcast.protocol.Frame;
import dev.roomcast.room.Goodbye;
import dev.roomcast.room.Utterance;
import java.util.ArrayList;
import java.util.List;

/**
 * The members of one room who live on one event loop. The room puts in what it says and who comes and goes; the loop
 * takes out all that has gathered and writes it, each member's share as one piece of bytes, shared by all whose share
 * is the same.
 */
final class Section {

    /** Not more than this is put into one piece, in bytes. */
    private static final int PIECE = 256 * 1024;

    private final Hub hub;
    private final Loop loop;

    /** What the room put in: utterances and turnovers; guarded by itself. */
    private List<Object> inbox = new ArrayList<>();

    private List<Object> spare = new ArrayList<>();

    private final List<Connection> plain = new ArrayList<>();
    private final List<Connection> level1 = new ArrayList<>();

    /** Said and not written yet. */
    private final List<Utterance> said = new ArrayList<>();

    private int saidBytes;
    /** Those in whose share something is different this time. */
    private final List<Connection> singled = new ArrayList<>();

    private final List<Frame> frames = new ArrayList<>();

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

    /** Writes all that waits. On the loop. */
    void deliver() {
        List<Object> items;
        synchronized (this) {
            items = inbox;
            inbox = spare;
            spare = items;
        }
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof Utterance utterance) {
                if (saidBytes + utterance.size() > PIECE) {
                    write();
                }
                said.add(utterance);
                saidBytes += utterance.size();
            } else {
                write();
                turn((Turnover) items.get(i));
            }
        }
        items.clear();
        write();
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

    private void write() {
        if (said.isEmpty()) {
            return;
        }
        hub.waiting(-saidBytes);
        write(plain, true);
        write(level1, false);
        said.clear();
        saidBytes = 0;
    }

    private void write(List<Connection> all, boolean isPlain) {
        boolean dropsAny = singleOut(isPlain);
        for (Utterance utterance : said) {
            if (utterance.only() == null && utterance.frame(isPlain) != null) {
                frames.add(utterance.frame(isPlain));
            }
        }
        if (!frames.isEmpty() && !all.isEmpty()) {
            Transport.Batch batch = all.get(0).transport().pack(frames);
            hub.delivered((long) frames.size() * all.size(), (long) batch.size() * all.size());
            for (int i = 0; i < all.size(); i++) {
                Connection each = all.get(i);
                if (!each.singled) {
                    if (dropsAny && each.isLagging()) {
                        each.singled = true;
                        singled.add(each);
                    } else {
                        each.write(batch);
                    }
                }
            }
            batch.release();
        }
        for (int i = 0; i < singled.size(); i++) {
            writeShare(singled.get(i));
        }
        singled.clear();
        frames.clear();
    }

    /** Marks those of a level who are meant or excepted by name. @return whether anything said may be dropped */
    private boolean singleOut(boolean isPlain) {
        boolean dropsAny = false;
        for (Utterance utterance : said) {
            dropsAny |= utterance.isVolatile();
            Connection named = (Connection) (utterance.only() == null ? utterance.except() : utterance.only());
            if (named != null
                    && named.isPlain() == isPlain
                    && !named.singled
                    && named.slot >= 0
                    && named.loop() == loop) {
                named.singled = true;
                singled.add(named);
            }
        }
        return dropsAny;
    }

    /** Writes to one connection what it alone gets in this way. */
    private void writeShare(Connection connection) {
        connection.singled = false;
        boolean lagging = connection.isLagging();
        frames.clear();
        for (Utterance utterance : said) {
            Frame frame = utterance.frame(connection.isPlain());
            if (frame != null && utterance.isFor(connection)) {
                if (utterance.isVolatile() && lagging) {
                    hub.dropped();
                } else {
                    frames.add(frame);
                }
            }
        }
        if (!frames.isEmpty()) {
            Transport.Batch batch = connection.transport().pack(frames);
            connection.write(batch);
            batch.release();
        }
    }
}
