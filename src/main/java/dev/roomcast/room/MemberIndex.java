package dev.roomcast.room;

import dev.roomcast.protocol.ServerFrames;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the members of a room by client, user and session; orders away members by the time they went away. */
final class MemberIndex {

    private final RoomType type;
    private final Map<String, Member> byClient = new LinkedHashMap<>();
    private final Map<String, UserMembers> byUser = new HashMap<>();

    private final LinkedHashSet<Member> away = new LinkedHashSet<>();
    private int level1;

    MemberIndex(RoomType type) {
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

    /** Returns whether a level 1 connection is subscribed. */
    boolean hasLevel1() {
        return level1 > 0;
    }

    void add(Member member) {
        byClient.put(member.client(), member);
        UserMembers group = byUser.get(member.user());
        if (group == null) {
            group = new UserMembers();
            byUser.put(member.user(), group);
        }
        group.add(member);
    }

    void remove(Member member) {
        byClient.remove(member.client());
        away.remove(member);
        UserMembers group = member.group;
        group.remove(member);
        if (group.isEmpty()) {
            byUser.remove(member.user());
        }
    }

    /** Attaches a connection to a member. {@code resumes}: the member has had a connection before. */
    void attach(Member member, Subscriber subscriber, boolean resumes) {
        member.subscriber = subscriber;
        if (member.rate == null) {
            member.rate = subscriber.rate();
            if (resumes && member.rate != null) {
                member.rate.limitToOneSecond();
            }
        } else {
            subscriber.rate(member.rate);
        }
        subscriber.member(member);
        if (!subscriber.isPlain()) {
            level1++;
        }
    }

    /**
     * Detaches the connection from a member.
     *
     * @return the detached connection
     */
    Subscriber detach(Member member) {
        Subscriber subscriber = member.subscriber;
        subscriber.member(null);
        member.subscriber = null;
        if (!subscriber.isPlain()) {
            level1--;
        }
        return subscriber;
    }

    /** Marks a member as away, or as online again. */
    void away(Member member, boolean isAway) {
        member.away = isAway;
        if (isAway) {
            away.add(member);
        } else {
            away.remove(member);
        }
        member.group.move(member);
    }

    /** Returns the member that has been away longest; null: none is away. */
    @Nullable
    Member longestAway() {
        return away.isEmpty() ? null : away.iterator().next();
    }

    /** Returns the away members, longest absence first. */
    Collection<Member> away() {
        return away;
    }

    boolean tooManyAway() {
        return away.size() > type.maxAway();
    }

    /**
     * Returns the member of a session; null: none.
     *
     * @param session the session secret; null: none
     * @param user the user of the request; null: not stated
     */
    @Nullable
    Member ofSession(@Nullable String session, @Nullable String user) {
        String client = session == null ? null : Ids.clientOf(session);
        Member member = client == null ? null : byClient.get(client);
        boolean good = member != null && member.hasSession(session) && (user == null || user.equals(member.user()));
        return good ? member : null;
    }

    Member ofClient(String client) {
        return byClient.get(client);
    }

    /** Returns all members of a user, online members first. */
    List<Member> ofUser(String user) {
        UserMembers group = byUser.get(user);
        return group == null ? List.of() : group.all();
    }

    /** Returns whether a user has a member online. */
    boolean isOnline(String user) {
        UserMembers group = byUser.get(user);
        return group != null && !group.first().isAway();
    }

    /** Returns the members with the given user name or client id. */
    List<Member> named(String name) {
        Member member = byClient.get(name);
        return member != null ? List.of(member) : ofUser(name);
    }

    /**
     * Returns the connections of users and clients, without duplicates. The cost depends on the number of names and
     * connections, not on the number of away members.
     */
    Set<Subscriber> subscribers(Collection<String> names) {
        Set<Subscriber> subscribers = new LinkedHashSet<>();
        for (String name : names instanceof Set ? names : new LinkedHashSet<>(names)) {
            Member member = byClient.get(name);
            UserMembers group = member == null ? byUser.get(name) : null;
            if (member != null && member.subscriber != null) {
                subscribers.add(member.subscriber);
            } else if (group != null) {
                group.addSubscribers(subscribers);
            }
        }
        return subscribers;
    }

    List<ServerFrames.MemberView> views() {
        return byClient.values().stream().map(Member::view).toList();
    }

    Collection<Member> all() {
        return byClient.values();
    }
}
