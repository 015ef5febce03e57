package dev.roomcast.rules.dispatch;

/** A pattern of room names, in which {@code *} matches any characters. */
record RoomPattern(String pattern) {

    /** Returns the number of characters other than {@code *}; the pattern with the highest number applies. */
    int weight() {
        return (int) pattern.chars().filter(c -> c != '*').count();
    }

    boolean matches(String room) {
        return matches(0, room, 0);
    }

    private boolean matches(int at, String room, int from) {
        int star = pattern.indexOf('*', at);
        if (star < 0) {
            return room.length() - from == pattern.length() - at && room.startsWith(pattern.substring(at), from);
        }
        String part = pattern.substring(at, star);
        if (!room.startsWith(part, from)) {
            return false;
        }
        int next = star + 1;
        if (next == pattern.length()) {
            return true;
        }
        for (int i = from + part.length(); i <= room.length(); i++) {
            if (matches(next, room, i)) {
                return true;
            }
        }
        return false;
    }
}
