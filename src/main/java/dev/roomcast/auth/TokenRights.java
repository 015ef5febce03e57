package dev.roomcast.auth;

import dev.roomcast.room.Rights;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The rights that a token grants by room. */
final class TokenRights {

    private static final Rights NONE = Rights.of(List.of());

    private TokenRights() {}

    /**
     * @param byPattern lists of rights by room, or by a prefix with {@code *}; an exact match precedes the longest
     *     prefix
     * @return the rights; without a match, no rights
     * @throws IllegalArgumentException for an invalid value
     */
    static Rights of(Map<?, ?> byPattern, String room) {
        Rights found = NONE;
        int longest = -1;
        for (Map.Entry<?, ?> each : byPattern.entrySet()) {
            String pattern = String.valueOf(each.getKey());
            int length = pattern.equals(room) ? Integer.MAX_VALUE : pattern.length();
            if (fits(pattern, room) && length > longest) {
                longest = length;
                found = rights(each.getValue());
            }
        }
        return found;
    }

    private static boolean fits(String pattern, String room) {
        return pattern.endsWith("*")
                ? room.startsWith(pattern.substring(0, pattern.length() - 1))
                : room.equals(pattern);
    }

    private static Rights rights(Object words) {
        if (words instanceof Collection<?> list) {
            return Rights.of(list.stream().map(String::valueOf).toList());
        }
        throw new IllegalArgumentException("rights are a list");
    }
}
