package dev.roomcast.rules.dispatch;

import dev.roomcast.concurrent.Clock;
import dev.roomcast.concurrent.LogThrottle;
import dev.roomcast.room.Ids;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Counts and logs the failures of rules, for each place in the code at most every ten seconds. Thread: any. */
public final class RuleLog implements RuleReporter {

    private static final Logger LOG = Logger.getLogger("dev.roomcast.rules");

    /** The maximum number of places that are distinguished. */
    private static final int MAX_PLACES = 256;

    private final RuleCounters counters;
    private final Clock clock;
    private final Map<String, LogThrottle> places = new ConcurrentHashMap<>();

    public RuleLog(RuleCounters counters, Clock clock) {
        this.counters = counters;
        this.clock = clock;
    }

    private long admit(String place) {
        String key = places.size() < MAX_PLACES || places.containsKey(place) ? place : "";
        return places.computeIfAbsent(key, each -> new LogThrottle(clock::monotonicMillis))
                .admit();
    }

    @Override
    public void failed(Class<?> rule, String room, String what, Throwable cause) {
        counters.failures.increment();
        String place = place(rule, cause);
        long unsaid = admit(place);
        if (unsaid >= 0) {
            LOG.errorf(
                    cause,
                    "event=rule-failed rule=%s at=%s room=%s on=%s unsaid=%d",
                    rule.getName(),
                    place,
                    Ids.quoted(room),
                    Ids.quoted(what),
                    unsaid);
        }
    }

    /** Returns the line of the rule that failed; without the rule on the stack, the topmost line. */
    private static String place(Class<?> rule, Throwable cause) {
        StackTraceElement[] stack = cause.getStackTrace();
        for (StackTraceElement each : stack) {
            if (each.getClassName().equals(rule.getName())
                    || each.getClassName().startsWith(rule.getName() + "$")) {
                return shown(each);
            }
        }
        return stack.length == 0 ? rule.getSimpleName() + "/" + cause.getClass().getName() : shown(stack[0]);
    }

    private static String shown(StackTraceElement line) {
        return line.getFileName() + ":" + line.getLineNumber();
    }

    @Override
    public void timedOut(Class<?> rule, String room, String what) {
        counters.timeouts.increment();
        long unsaid = admit("timeout " + rule.getName());
        if (unsaid >= 0) {
            LOG.warnf(
                    "event=rule-timeout rule=%s room=%s on=%s unsaid=%d",
                    rule.getName(), Ids.quoted(room), Ids.quoted(what), unsaid);
        }
    }

    @Override
    public void overloaded(Class<?> rule, String room, String what) {
        counters.overloads.increment();
        long unsaid = admit("overload " + rule.getName());
        if (unsaid >= 0) {
            LOG.warnf(
                    "event=rule-overload rule=%s room=%s on=%s unsaid=%d",
                    rule.getName(), Ids.quoted(room), Ids.quoted(what), unsaid);
        }
    }

    @Override
    public void dropped(Class<?> rule, String room, String what, String why) {
        counters.dropped.increment();
        long unsaid = admit("dropped " + rule.getName());
        if (unsaid >= 0) {
            LOG.warnf(
                    "event=rule-dropped rule=%s room=%s on=%s cause=%s unsaid=%d",
                    rule.getName(), Ids.quoted(room), Ids.quoted(what), Ids.quoted(why), unsaid);
        }
    }
}
