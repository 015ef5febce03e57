package dev.roomcast.room;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PresenceScheduleTest {

    private final List<String> done = new ArrayList<>();

    private void fail() {
        throw new IllegalStateException("thrown by the test");
    }

    @Test
    void runs_all_tasks_after_gathered_changes_despite_a_failing_one() {
        try (SystemClock clock = new SystemClock()) {
            TestNode node =
                    new TestNode(new MemoryEngine(new Ids(new SecureRandom()), clock), clock, TwoNodeTest::type);
            RoomType type = TwoNodeTest.type("r");
            PresenceSchedule schedule =
                    new PresenceSchedule(type, node.rooms, null, new MemberIndex(type), new PresenceChanges(type));
            schedule.gather(() -> {
                schedule.afterChanges(this::fail);
                schedule.afterChanges(() -> done.add("second"));
            });
            assertEquals(List.of("second"), done);
            assertEquals(1, node.failures.size());
        }
    }
}
