package dev.roomcast.match;

import dev.roomcast.protocol.MatchFrames;
import dev.roomcast.protocol.RawJson;
import java.util.ArrayList;
import java.util.List;

/**
 * A match with its room.
 *
 * @param number unique among the matches that are told
 * @param room in which it takes place
 * @param prefix the mode
 * @param seats its players, team by team
 */
public record MadeMatch(String number, String room, String prefix, List<Seat> seats) {

    /**
     * A player of the match.
     *
     * @param room from which the player was matched
     * @param ticket the id of the request; 0: another member of the party asked
     * @param team from 0
     * @param waitedMillis since the ticket was created
     */
    public record Seat(
            String room, String client, long ticket, String user, RawJson info, int team, long waitedMillis) {

        MatchFrames.MatchPlayer player() {
            return new MatchFrames.MatchPlayer(user, info, team);
        }
    }

    /** @param nowMillis by the clock of {@link Ticket#createdMillis()} */
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

    /** The players as {@code $matched} tells them. */
    RawJson players() {
        return MatchFrames.players(seats.stream().map(Seat::player).toList());
    }

    /** The line-up as the state of the room has it. */
    public RawJson lineUp() {
        return MatchFrames.lineUp(seats.stream().map(Seat::player).toList());
    }
}
