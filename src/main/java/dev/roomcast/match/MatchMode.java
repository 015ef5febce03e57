package dev.roomcast.match;

/**
 * The settings of one mode, which is a prefix of room names.
 *
 * @param players the size of a full match, from 1
 * @param minPlayers the size that suffices after half of {@code patienceMillis}; a multiple of {@code teams}
 * @param teams the number of equally large teams; divides {@code players}
 * @param skillWindow the greatest difference in skill at the beginning
 * @param skillGrowth the growth of the window per second
 * @param patienceMillis the time after which a ticket ends without a match, in milliseconds
 */
public record MatchMode(
        String prefix,
        int players,
        int minPlayers,
        int teams,
        double skillWindow,
        double skillGrowth,
        long patienceMillis) {

    public MatchMode {
        if (players < 1 || teams < 1 || players % teams != 0) {
            throw new IllegalArgumentException("match.players is a multiple of match.teams, and at least 1");
        }
        if (minPlayers < 1 || minPlayers > players || minPlayers % teams != 0) {
            throw new IllegalArgumentException("match.least is a multiple of match.teams, and at most match.players");
        }
    }

    /** Returns the greatest difference in skill that a ticket accepts after a waiting time. */
    double windowAfter(long waitedMillis) {
        return skillWindow + skillGrowth * waitedMillis / 1000.0;
    }

    /** Returns the size of the smallest match that a ticket accepts after a waiting time. */
    int minPlayersAfter(long waitedMillis) {
        return waitedMillis * 2 >= patienceMillis ? minPlayers : players;
    }
}
