package dev.roomcast.redis;

import dev.roomcast.room.UserSeat;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The seats of a user as nodes tell them each other: {@code ROOM CLIENT STATE ROOM …}; no name holds a space. */
final class UserSeats {

    private static final String AWAY = "away";

    private UserSeats() {}

    static String write(List<UserSeat> seats) {
        return seats.stream()
                .map(each -> each.room() + ' ' + each.client() + ' ' + (each.isAway() ? AWAY : "online"))
                .collect(Collectors.joining(" "));
    }

    static List<UserSeat> read(String text) {
        String[] words = text.split(" ");
        List<UserSeat> seats = new ArrayList<>(words.length / 3);
        for (int i = 0; i + 2 < words.length; i += 3) {
            seats.add(new UserSeat(words[i], words[i + 1], words[i + 2].equals(AWAY)));
        }
        return seats;
    }
}
