package dev.roomcast.webhooks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The types of events in a room. */
public enum EventType {
    MEMBER_JOINED,
    MEMBER_AWAY,
    MEMBER_BACK,
    MEMBER_LEFT,
    ROOM_OPENED,
    ROOM_CLOSED,
    /** All earlier events of the room, or of every room of the node, are void. */
    ROOM_RESET,
    RUN_STARTED,
    RUN_ENDED,
    MATCH_MADE,
    PUBLICATION;

    /** Returns the name of the type for receivers, for example {@code member.joined}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** Parses the name of a type. @return the type; null: unknown */
    public static @Nullable EventType of(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElse(null);
    }

    /** Returns all names except that of publications, which are selected by their methods. */
    public static List<String> words() {
        return Arrays.stream(values())
                .filter(kind -> kind != PUBLICATION)
                .map(EventType::word)
                .toList();
    }
}
