package dev.roomcast.rules.dispatch;

import dev.roomcast.protocol.CommandDecoder;
import dev.roomcast.room.RoomLogic;
import dev.roomcast.room.RoomType;
import dev.roomcast.rules.RoomRules;
import dev.roomcast.rules.Rooms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules of the application, by the names of rooms. Thread: any. */
public final class RulesRegistry implements RoomLogic.Factory {

    private final List<RuleBean> beans = new ArrayList<>();
    private final RuleThreads threads;
    private final RuleReporter reporter;
    private final CommandDecoder decoder;
    private final long timeoutMillis;

    /** @param timeoutMillis the time limit of a decision, in milliseconds */
    public RulesRegistry(RuleThreads threads, RuleReporter reporter, CommandDecoder decoder, long timeoutMillis) {
        this.threads = threads;
        this.reporter = reporter;
        this.decoder = decoder;
        this.timeoutMillis = timeoutMillis;
    }

    /**
     * Adds rules.
     *
     * @param type the class in the source code; {@code rules} may be an instance of a generated subclass
     * @throws IllegalArgumentException for an invalid class of rules, or for a pattern that another class has
     */
    public RulesRegistry add(RoomRules rules, Class<?> type) {
        RuleBean bean = new RuleBean(rules, type);
        Map<RoomPattern, RuleBean> taken = new HashMap<>();
        beans.forEach(each -> each.patterns().forEach(pattern -> taken.put(pattern, each)));
        for (RoomPattern pattern : bean.patterns()) {
            RuleBean other = taken.put(pattern, bean);
            if (other != null) {
                throw new IllegalArgumentException(other.type().getName() + " and " + type.getName()
                        + " are both for the rooms " + pattern.pattern());
            }
        }
        beans.add(bean);
        return this;
    }

    /** Returns the patterns of a class of rules. */
    public static List<String> patterns(Class<?> type) {
        return List.of(type.getAnnotation(Rooms.class).value());
    }

    @Override
    public @Nullable RoomLogic open(String room, RoomType roomType) {
        RuleBean best = null;
        int weight = -1;
        for (RuleBean each : beans) {
            if (each.weight(room) > weight) {
                best = each;
                weight = each.weight(room);
            }
        }
        return best == null
                ? null
                : new RoomDispatcher(best, room, new Verdicts(decoder, roomType), threads, reporter, timeoutMillis);
    }
}
