package dev.roomcast.rules.dispatch;

/** Receives the failures of rules. Thread: any. */
public interface RuleReporter {

    /**
     * A rule threw an exception, or made an invalid decision.
     *
     * @param what the method or event that the rule handled
     */
    void failed(Class<?> rule, String room, String what, Throwable cause);

    /** A decision of a rule timed out. */
    void timedOut(Class<?> rule, String room, String what);

    /** A decision was refused because too many rules were blocking. */
    void overloaded(Class<?> rule, String room, String what);

    /** A reaction of a rule was dropped. */
    void dropped(Class<?> rule, String room, String what, String why);
}
