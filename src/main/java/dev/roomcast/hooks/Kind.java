package dev.roomcast.hooks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What can happen in a room. */
public enum Kind {
    MEMBER_JOINED,
    MEMBER_AWAY,
    MEMBER_BACK,
    MEMBER_LEFT,
    ROOM_OPENED,
    ROOM_CLOSED,
    /** What was known of the room, or of every room of the node, is void. */
    ROOM_RESET,
    PUBLICATION;

    /** As a receiver reads it: {@code member.joined}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** @return null where there is none */
    public static Kind of(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElse(null);
    }

    /** All words but that of publications, which are chosen by their methods. */
    public static List<String> words() {
        return Arrays.stream(values())
                .filter(kind -> kind != PUBLICATION)
                .map(Kind::word)
                .toList();
    }
}
