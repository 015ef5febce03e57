package dev.roomcast.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.roomcast.match.MadeMatch;
import dev.roomcast.match.Ticket;
import dev.roomcast.protocol.RawJson;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;

/** Tickets and matches as lines of words, in the format of {@code match.lua}. */
final class MatchWords {

    /** The number of words of a ticket before its players. */
    private static final int TICKET_WORDS = 5;

    private static final int PLAYER_WORDS = 3;

    /** The number of words of a match before its seats. */
    private static final int MATCH_WORDS = 2;

    private static final int SEAT_WORDS = 7;

    private MatchWords() {}

    /** Encodes a text as one word without spaces. */
    static String word(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private static String text(String word) {
        return URLDecoder.decode(word, UTF_8);
    }

    private static RawJson json(String word) {
        return RawJson.of(text(word));
    }

    /** Encodes a ticket: {@code CLIENT ID ROOM PREFIX SAME}, then {@code CLIENT USER INFO} of each player. */
    static String write(Ticket ticket) {
        StringBuilder line = new StringBuilder(ticket.client())
                .append(' ')
                .append(ticket.id())
                .append(' ')
                .append(word(ticket.room()))
                .append(' ')
                .append(word(ticket.prefix()))
                .append(' ')
                .append(word(ticket.same()));
        for (Ticket.Player each : ticket.players()) {
            line.append(' ')
                    .append(each.client())
                    .append(' ')
                    .append(word(each.user()))
                    .append(' ')
                    .append(word(each.info().toString()));
        }
        return line.toString();
    }

    /**
     * @param words the words of a line
     * @param from the index of the first word of the ticket
     */
    static Ticket ticket(String[] words, int from, long createdMillis, double skill) {
        List<Ticket.Player> players = new ArrayList<>();
        for (int i = from + TICKET_WORDS; i + PLAYER_WORDS <= words.length; i += PLAYER_WORDS) {
            players.add(new Ticket.Player(words[i], text(words[i + 1]), json(words[i + 2])));
        }
        return new Ticket(
                words[from],
                Long.parseLong(words[from + 1]),
                text(words[from + 2]),
                text(words[from + 3]),
                text(words[from + 4]),
                createdMillis,
                skill,
                players);
    }

    /** @param line {@code ROOM PREFIX}, then {@code ROOM CLIENT ID USER INFO TEAM WAITED} of each player */
    static MadeMatch match(String number, String line) {
        String[] words = line.split(" ");
        List<MadeMatch.Seat> seats = new ArrayList<>();
        for (int i = MATCH_WORDS; i + SEAT_WORDS <= words.length; i += SEAT_WORDS) {
            seats.add(new MadeMatch.Seat(
                    text(words[i]),
                    words[i + 1],
                    Long.parseLong(words[i + 2]),
                    text(words[i + 3]),
                    json(words[i + 4]),
                    Integer.parseInt(words[i + 5]),
                    Long.parseLong(words[i + 6])));
        }
        return new MadeMatch(number, text(words[0]), text(words[1]), seats);
    }
}
