package dev.roomcast.hub;

import dev.roomcast.room.Audience;
import dev.roomcast.room.Goodbye;
import dev.roomcast.room.Outlet;
import dev.roomcast.room.Utterance;
import java.util.ArrayList;
import java.util.List;

/** The members of one room on this node: a {@link Section} for each event loop on which one of them lives. */
final class Fanout implements Audience {

    private final Hub hub;
    private final List<Part> parts = new ArrayList<>(2);

    /** A section, and how many of each level are in it as far as the room knows. */
    private static final class Part {
        final Section section;
        int plain;
        int level1;

        Part(Section section) {
            this.section = section;
        }

        void count(boolean isPlain, int change) {
            if (isPlain) {
                plain += change;
            } else {
                level1 += change;
            }
        }

        boolean hears(Utterance utterance) {
            return plain > 0 && utterance.plain() != null || level1 > 0 && utterance.rich() != null;
        }
    }

    Fanout(Hub hub) {
        this.hub = hub;
    }

    @Override
    public void say(Utterance utterance) {
        if (utterance.only() != null) {
            part(utterance.only()).section.say(utterance);
            return;
        }
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).hears(utterance)) {
                parts.get(i).section.say(utterance);
            }
        }
    }

    @Override
    public void enter(Outlet outlet) {
        Part part = part(outlet);
        part.count(outlet.isPlain(), 1);
        part.section.enter((Connection) outlet);
    }

    @Override
    public void leave(Outlet outlet, Goodbye goodbye) {
        Part part = part(outlet);
        part.count(outlet.isPlain(), -1);
        part.section.leave((Connection) outlet, goodbye);
    }

    private Part part(Outlet outlet) {
        Loop loop = ((Connection) outlet).loop();
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).section.loop() == loop) {
                return parts.get(i);
            }
        }
        Part part = new Part(new Section(hub, loop));
        parts.add(part);
        return part;
    }
}
