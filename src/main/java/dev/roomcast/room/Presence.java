package dev.roomcast.room;

import dev.roomcast.protocol.Frame;
import dev.roomcast.protocol.Frames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the members have not been told of one another yet. Changes are numbered; a welcome shows the members as they are
 * after some number, so whoever came later than a change is not told of it again, least of all of its own coming.
 */
final class Presence {

    private final RoomType type;
    private final Map<String, Change> untold = new LinkedHashMap<>();
    private long last;
    /** The last number that some welcome or list has shown. */
    private long shown;

    private static final class Change {
        final Member member;
        final long born;
        long number;
        boolean joined;
        String left;
        boolean state;
        boolean info;

        Change(Member member, long born) {
            this.member = member;
            this.born = born;
        }

        boolean isUpdate() {
            return state || info;
        }
    }

    Presence(RoomType type) {
        this.type = type;
    }

    /** Nobody is here who wants to know. */
    void clear() {
        untold.clear();
    }

    /** The number of the last change, for a welcome or a list that shows the members as they are now. */
    long show() {
        shown = last;
        return last;
    }

    void joined(Member member) {
        change(member).joined = true;
    }

    void left(Member member, String reason) {
        Change change = change(member);
        change.left = reason;
        if (change.joined && change.born > shown) {
            untold.remove(member.client());
        }
    }

    void stateChanged(Member member) {
        change(member).state = true;
    }

    void infoChanged(Member member) {
        change(member).info = true;
    }

    private Change change(Member member) {
        long number = ++last;
        Change change = untold.computeIfAbsent(member.client(), client -> new Change(member, number));
        change.number = number;
        return change;
    }

    /** Tells the members of the room what they do not know. */
    void tell(Collection<Member> members, Audience audience) {
        if (untold.isEmpty()) {
            return;
        }
        if (members.size() > type.presenceMax()) {
            audience.say(Utterance.toLevel1(Frames.presence(members.size())));
        } else {
            tellEach(members, audience);
        }
        untold.clear();
    }

    private void tellEach(Collection<Member> members, Audience audience) {
        Frame toAll = frame(untold.values(), 0);
        long first =
                untold.values().stream().mapToLong(change -> change.born).min().orElseThrow();
        if (members.stream().allMatch(member -> member.presenceSeen < first)) {
            audience.say(Utterance.toLevel1(toAll));
            return;
        }
        for (Member member : members) {
            if (member.outlet != null && !member.outlet.isPlain()) {
                Frame frame = member.presenceSeen < first ? toAll : frame(unknownTo(member), member.presenceSeen);
                if (frame != null) {
                    audience.say(Utterance.to(member.outlet, frame));
                }
            }
        }
    }

    private List<Change> unknownTo(Member member) {
        return untold.values().stream()
                .filter(change -> change.number > member.presenceSeen)
                .filter(change -> change.left != null || change.born > member.presenceSeen || change.isUpdate())
                .toList();
    }

    /** @param seen the number of the last change that those who get it know: a join they have seen is not told again */
    private static Frame frame(Collection<Change> changes, long seen) {
        List<Frames.MemberView> joining = new ArrayList<>();
        List<Frames.Departure> leaves = new ArrayList<>();
        List<Frames.Update> updates = new ArrayList<>();
        for (Change change : changes) {
            Member member = change.member;
            boolean joins = change.joined && change.born > seen;
            if (joins) {
                joining.add(member.view());
            }
            if (change.left != null) {
                leaves.add(new Frames.Departure(member.user(), member.client(), change.left));
            } else if (!joins) {
                updates.add(new Frames.Update(
                        member.user(),
                        member.client(),
                        change.state ? member.isAway() : null,
                        change.info ? member.info : null));
            }
        }
        return changes.isEmpty() ? null : Frames.presence(joining, leaves, updates);
    }
}
