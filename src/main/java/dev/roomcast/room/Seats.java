package dev.roomcast.room;

import dev.roomcast.protocol.Frames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** The members of a room, found by client, by user and by session, and those who are away in the order of their going. */
final class Seats {

    private final RoomType type;
    private final Map<String, Member> byClient = new LinkedHashMap<>();
    /** The latest member of each user; the others hang on it. */
    private final Map<String, Member> byUser = new HashMap<>();

    private final LinkedHashSet<Member> away = new LinkedHashSet<>();
    private int level1;

    Seats(RoomType type) {
        this.type = type;
    }

    int size() {
        return byClient.size();
    }

    int countAway() {
        return away.size();
    }

    boolean isFull() {
        return type.maxMembers() > 0 && byClient.size() >= type.maxMembers();
    }

    /** Whether a level 1 connection is here to hear what is said. */
    boolean hasLevel1() {
        return level1 > 0;
    }

    void add(Member member) {
        byClient.put(member.client(), member);
        member.sibling = byUser.put(member.user(), member);
    }

    void remove(Member member) {
        byClient.remove(member.client());
        away.remove(member);
        Member first = byUser.get(member.user());
        if (first == member && member.sibling == null) {
            byUser.remove(member.user());
        } else if (first == member) {
            byUser.put(member.user(), member.sibling);
        } else {
            while (first.sibling != member) {
                first = first.sibling;
            }
            first.sibling = member.sibling;
        }
    }

    /** From now on the connection speaks for the member. */
    void attach(Member member, Outlet outlet) {
        member.outlet = outlet;
        outlet.member(member);
        if (!outlet.isPlain()) {
            level1++;
        }
    }

    /** The connection that spoke for the member does so no longer. @return it */
    Outlet detach(Member member) {
        Outlet outlet = member.outlet;
        outlet.member(null);
        member.outlet = null;
        if (!outlet.isPlain()) {
            level1--;
        }
        return outlet;
    }

    /** The member is away from now on, or is not any more. */
    void away(Member member, boolean isAway) {
        member.away = isAway;
        if (isAway) {
            away.add(member);
        } else {
            away.remove(member);
        }
    }

    /** The one who has been away longest, or null. */
    Member longestAway() {
        return away.isEmpty() ? null : away.iterator().next();
    }

    /** Those who are away, longest first. */
    Collection<Member> away() {
        return away;
    }

    boolean tooManyAway() {
        return away.size() > type.maxAway();
    }

    /**
     * The member who may come back with a session, or null.
     *
     * @param session null where none was given
     * @param user who asks; null where it does not say
     */
    Member ofSession(String session, String user) {
        String client = session == null ? null : Names.clientOf(session);
        Member member = client == null ? null : byClient.get(client);
        boolean good = member != null && member.hasSession(session) && (user == null || user.equals(member.user()));
        return good ? member : null;
    }

    Member ofClient(String client) {
        return byClient.get(client);
    }

    List<Member> ofUser(String user) {
        List<Member> members = new ArrayList<>(1);
        for (Member member = byUser.get(user); member != null; member = member.sibling) {
            members.add(member);
        }
        return members;
    }

    /** Whether this node speaks for another member of that user. */
    boolean hasOurs(String user, Member besides) {
        Member member = byUser.get(user);
        while (member != null && (member == besides || !member.isOurs())) {
            member = member.sibling;
        }
        return member != null;
    }

    /** The members whom a user's or a client's name means. */
    List<Member> named(String name) {
        Member member = byClient.get(name);
        return member != null ? List.of(member) : ofUser(name);
    }

    List<Frames.MemberView> views() {
        return byClient.values().stream().map(Member::view).toList();
    }

    Collection<Member> all() {
        return byClient.values();
    }
}
