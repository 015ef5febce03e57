package dev.roomcast.redis;

import dev.roomcast.room.UserMembership;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The memberships of a user in messages between nodes: {@code ROOM CLIENT STATE ROOM …}. No name contains a space. */
final class UserMemberships {

    private static final String AWAY = "away";

    private UserMemberships() {}

    static String write(List<UserMembership> memberships) {
        return memberships.stream()
                .map(each -> each.room() + ' ' + each.client() + ' ' + (each.isAway() ? AWAY : "online"))
                .collect(Collectors.joining(" "));
    }

    static List<UserMembership> read(String text) {
        String[] words = text.split(" ");
        List<UserMembership> memberships = new ArrayList<>(words.length / 3);
        for (int i = 0; i + 2 < words.length; i += 3) {
            memberships.add(new UserMembership(words[i], words[i + 1], words[i + 2].equals(AWAY)));
        }
        return memberships;
    }
}
