package dev.roomcast.match;

import dev.roomcast.protocol.MatchFrames;
import dev.roomcast.protocol.RawJson;
import java.util.ArrayList;
import java.util.List;

/**
 * A match with its room.
 *
 * @param number the id of the match, unique among the matches that are reported
 * @param room the room of the match
 * @param prefix the mode
 * @param seats the players, team by team
 */
public record MadeMatch(String number, String room, String prefix, List<Seat> seats) {

    /**
     * A player of the match.
     *
     * @param room the room in which the player searched
     * @param ticket the id of the request; 0: another member of the party sent it
     * @param team the index of the team, from 0
     * @param waitedMillis the time since the ticket was created, in milliseconds
     */
    public record Seat(
            String room, String client, long ticket, String user, RawJson info, int team, long waitedMillis) {

        MatchFrames.MatchPlayer player() {
            return new MatchFrames.MatchPlayer(user, info, team);
        }
    }

    /** @param nowMillis the time by the clock of {@link Ticket#createdMillis()} */
    static MadeMatch of(Match match, String number, String room, String prefix, long nowMillis) {
        List<Seat> seats = new ArrayList<>();
        for (int team = 0; team < match.teams().size(); team++) {
            for (Ticket ticket : match.teams().get(team)) {
                for (Ticket.Player each : ticket.players()) {
                    seats.add(new Seat(
                            ticket.room(),
                            each.client(),
                            each.client().equals(ticket.client()) ? ticket.id() : 0,
                            each.user(),
                            each.info(),
                            team,
                            nowMillis - ticket.createdMillis()));
                }
            }
        }
        return new MadeMatch(number, room, prefix, List.copyOf(seats));
    }

    /** Returns the players in the form of {@code $matched}. */
    RawJson players() {
        return MatchFrames.players(seats.stream().map(Seat::player).toList());
    }

    /** Returns the line-up in the form of the room's state. */
    public RawJson lineUp() {
        return MatchFrames.lineUp(seats.stream().map(Seat::player).toList());
    }
}
