package dev.roomcast.room;

import dev.roomcast.concurrent.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of a room's members: ends of linger times, the host's absence, pending presence.
 *
 * <p>Thread: the room's serial executor.
 */
final class MemberDeadlines {

    private final Clock clock;
    private final MemberIndex index;
    private final PresenceSchedule presence;
    private final RoomGame game;

    MemberDeadlines(Clock clock, MemberIndex index, PresenceSchedule presence, RoomGame game) {
        this.clock = clock;
        this.index = index;
        this.presence = presence;
        this.game = game;
    }

    /** Returns the next deadline, by {@link Clock#monotonicMillis()}; {@link Long#MAX_VALUE}: none. */
    long next() {
        Member away = index.longestAway();
        long end = away == null ? Long.MAX_VALUE : away.awayUntil;
        return Math.min(end, Math.min(game.hostWaitUntil(), presence.dueAt()));
    }

    /** Returns the host if its absence exceeds the limit; otherwise null. */
    @Nullable
    Member overdueHost() {
        return game.overdueHost(clock.monotonicMillis());
    }

    /** Returns the members whose linger time has ended. */
    List<Member> overdue() {
        long now = clock.monotonicMillis();
        return index.away().stream()
                .takeWhile(member -> member.awayUntil <= now)
                .toList();
    }
}
